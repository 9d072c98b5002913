"""Tables as CSV that no spreadsheet mistakes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

#: What a spreadsheet takes for the beginning of a formula, half-width and full-width.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_MARK = "\ufeff"


def safe_cell(value: object) -> str:
    """A cell that is shown as it is written: a formula's first character is set after a quote."""
    words = str(value)
    return f"'{words}" if words.lstrip(" \u3000\ufeff").startswith(_FORMULA) else words


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file in UTF-8 with a mark, as spreadsheets expect it."""
    yield _MARK + _line(head)
    for row in rows:
        yield _line(row)


def _line(row: Sequence[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([safe_cell(value) for value in row])
    return written.getvalue()
