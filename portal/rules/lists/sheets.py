"""A list as rows of cells: encodings, delimiters, headings, and what may not be in it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..near import nearest
from .cells import guarded, unguarded
from .columns import ID, Column

MOST_ROWS = 2000
"""Rows a list may have below its headings."""
LONGEST = 2000
"""Characters a cell may have."""
_DELIMITERS = ",;\t"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Unreadable(ValueError):
    """Bytes that are no text in any encoding we know."""


@dataclass(frozen=True, slots=True, order=True)
class RowProblem:
    """What is wrong in a list: ``row`` counts from 1, the headings; ``column`` is a heading."""

    row: int
    column: str
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Sheet:
    """The cells that are not empty, row by row: (row, column → cell).

    ``top`` is the row of the headings, ``headings`` those of the known columns.
    """

    rows: tuple[tuple[int, Mapping[Column, str]], ...]
    problems: tuple[RowProblem, ...]
    top: int = 1
    headings: frozenset[str] = frozenset()

    def placed(self, problem: RowProblem) -> RowProblem:
        """A problem of a column that the list lacks is told once, of the headings."""
        missing = problem.column not in self.headings
        return replace(problem, row=self.top) if missing else problem


def decoded(data: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8, or else GB18030. Raises Unreadable."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("save the list as CSV UTF-8")


def read_sheet(text: str, columns: Sequence[Column]) -> Sheet:
    """Every row of a list under its headings."""
    problems: list[RowProblem] = []
    records = _records(text.removeprefix("\ufeff"), problems)
    number, headings = next(records, (1, []))
    if not headings:
        return Sheet((), (*problems, RowProblem(1, "", "the list is empty")))
    top = number
    chosen = _columns(number, headings, columns, problems)
    rows: list[tuple[int, Mapping[Column, str]]] = []
    for number, record in records:
        if len(rows) == MOST_ROWS:
            problems.append(RowProblem(number, "", f"more than {MOST_ROWS} rows"))
            break
        rows.append((number, dict(_cells(number, record, chosen, problems))))
    known = frozenset(column.heading for column in chosen if column)
    return Sheet(tuple(rows), tuple(problems), top, known)


def write_sheet(columns: Sequence[Column], entries: Mapping[str, Mapping[str, Any]]) -> str:
    """Entries as a list: every cell in quotes, none of them a formula."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    for name, entry in entries.items():
        writer.writerow([guarded(_written({**entry, ID: name}, column)) for column in columns])
    return file.getvalue()


def _written(entry: Mapping[str, Any], column: Column) -> str:
    value: Any = entry
    for part in column.path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return "" if value is None else column.write(value)


def _records(text: str, problems: list[RowProblem]) -> Iterator[tuple[int, list[str]]]:
    """Every record that is not empty with its number."""
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            if any(cell.strip() for cell in record):
                yield number, record
    except csv.Error as fault:
        hint = "look for a quotation mark that is not closed"
        problems.append(RowProblem(number + 1, "", f"cannot be read: {fault}", hint))


def _delimiter(text: str) -> str:
    """What separates the headings."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _plain(heading: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", heading)).lower()


def _columns(
    row: int, headings: Sequence[str], columns: Sequence[Column], problems: list[RowProblem]
) -> list[Column | None]:
    """The column of each heading; None for one that is not known or stands there twice."""
    known = {
        _plain(name): column
        for column in columns
        for name in (column.id, column.heading, *column.also)
    }
    chosen: list[Column | None] = []
    for heading in headings:
        column = known.get(_plain(heading))
        if column is None and heading.strip():
            names = [column.heading for column in columns]
            problems.append(
                RowProblem(row, heading, "is not a known column", nearest(heading, names))
            )
        if column is not None and column in chosen:
            problems.append(RowProblem(row, heading, "stands there twice"))
            column = None
        chosen.append(column)
    return chosen


def _cells(
    row: int, record: Sequence[str], chosen: Sequence[Column | None], problems: list[RowProblem]
) -> Iterator[tuple[Column, str]]:
    for place, raw in enumerate(record):
        cell = unguarded(raw.strip())
        if not cell:
            continue
        column = chosen[place] if place < len(chosen) else None
        heading = column.heading if column else str(place + 1)
        if place >= len(chosen):
            problems.append(RowProblem(row, heading, "stands under no heading"))
        elif len(cell) > LONGEST:
            problems.append(RowProblem(row, heading, f"longer than {LONGEST} characters"))
        elif _CONTROL.search(cell):
            problems.append(RowProblem(row, heading, "holds control characters"))
        elif column is not None:
            yield column, cell
