"""Tables as CSV that no spreadsheet mistakes for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from flask import Response

#: What a spreadsheet takes for the beginning of a formula, half-width and full-width, also behind
#: blanks and characters that are not seen.
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\t\r\n＝＋－＠]")
_MARK = "\ufeff"


def safe_cell(value: object) -> str:
    """A cell that is shown as it is written: a formula's first character is set after a quote."""
    words = str(value)
    return f"'{words}" if _FORMULA.match(words) else words


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file in UTF-8 with a mark, as spreadsheets expect it."""
    yield _MARK + _line(head)
    for row in rows:
        yield _line(row)


def _line(row: Sequence[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([safe_cell(value) for value in row])
    return written.getvalue()


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A CSV file to take away under a name."""
    response = Response("".join(csv_lines(head, rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
