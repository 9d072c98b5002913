"""A list as rows of cells: encodings, delimiters, headings, and what may not be in it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from ..problem_codes import Hint, ListCode
from ..problems import Message, say
from ..suggestions import suggestion
from .cells import guarded, unguarded
from .columns import ID, Column
from .names import Names

MOST_ROWS = 2000
"""Rows a list may have below its headings."""
LONGEST = 2000
"""Characters a cell may have."""
_DELIMITERS = ",;\t"
_MOST_ABOVE = 10
"""Rows that may stand above the headings, and the headings themselves."""
_SEPARATOR = re.compile(r"\s*\"?sep=([,;\t|])\"?[,;\t|]*\s*(?:\r?\n|\r|$)", re.IGNORECASE)
"""The first line by which a spreadsheet is told what separates cells."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class NoText(ValueError):
    """Bytes that are no text in any encoding we know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """What is wrong in a list: ``row`` counts from 1, the headings; ``column`` is a heading."""

    row: int
    column: str
    message: Message
    hint: Message | None = None


def in_rows(problems: Iterable[RowProblem]) -> list[RowProblem]:
    """The problems by row, column and what is wrong."""
    return sorted(problems, key=lambda its: (its.row, its.column, str(its.message)))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The cells that are not empty, row by row: (row, column → cell).

    ``top`` is the row of the headings, ``headings`` those of the known columns; ``above``: what
    stands before them.
    """

    rows: tuple[tuple[int, Mapping[Column, str]], ...]
    problems: tuple[RowProblem, ...]
    top: int = 1
    headings: frozenset[str] = frozenset()
    above: tuple[tuple[int, Sequence[str]], ...] = ()

    def titled(self, column: Column) -> tuple[int, str]:
        """What a row above the headings gives for a column of all rows: ``来源：…``.

        Its number and its cell; 0 and nothing where no row gives any.
        """
        names = {_plain(name) for name in (column.heading, *column.also)}
        for number, record in self.above:
            filled = [cell.strip() for cell in record if cell.strip()]
            name, rest = (*re.split("[:：]", filled[0], maxsplit=1), "")[:2]
            given = [rest.strip(), *filled[1:]]
            if _plain(name.strip()) in names and any(given):
                return number, unguarded("；".join(filter(None, given)))
        return 0, ""

    def placed(self, problem: RowProblem) -> RowProblem:
        """A problem of a column that the list lacks is told once, of the headings."""
        missing = problem.column not in self.headings
        return replace(problem, row=self.top) if missing else problem


def decoded(data: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8, GB18030, or UTF-16 with or without mark.

    Raises NoText.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise NoText from None
    unmarked = _unmarked_utf_16(data)
    if unmarked:
        return unmarked
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoText


def _unmarked_utf_16(data: bytes) -> str:
    """The text of UTF-16 without a mark, known by its zero bytes; empty where it is none.

    Commas, figures and ends of lines are plain in the right order of bytes, and rare in the other.
    """
    if b"\0" not in data or len(data) % 2:
        return ""
    texts = [data.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")]
    best = max(texts, key=lambda text: sum(character.isascii() for character in text))
    return "" if "\ufffd" in best or "\0" in best else best


def read_sheet(text: str, columns: Sequence[Column]) -> Sheet:
    """Every row of a list under its headings."""
    problems: list[RowProblem] = []
    text = text.removeprefix("\ufeff")
    known = _known(columns)
    delimiter = _delimiter(text, known)
    records = _records(text, delimiter, problems)
    above = list(islice(records, _MOST_ABOVE))
    if not above:
        return Sheet(
            rows=(), problems=(*problems, RowProblem(row=1, column="", message=say(ListCode.EMPTY)))
        )
    first = _first_headings([record for _, record in above], known)
    top, headings = above[first]
    records = chain(above[first + 1 :], records)
    chosen = _columns(top, headings, columns, problems)
    rows: list[tuple[int, Mapping[Column, str]]] = []
    for number, record in records:
        if len(rows) == MOST_ROWS:
            problems.append(
                RowProblem(
                    row=number, column="", message=say(ListCode.TOO_MANY_ROWS, most=MOST_ROWS)
                )
            )
            break
        rows.append((number, dict(_cells(number, record, chosen, problems))))
    found = frozenset(column.heading for column in chosen if column)
    return Sheet(
        rows=tuple(rows),
        problems=tuple(problems),
        top=top,
        headings=found,
        above=tuple(above[:first]),
    )


def write_sheet(
    columns: Sequence[Column], entries: Mapping[str, Mapping[str, Any]], names: Names
) -> str:
    """Entries as a list: every cell in quotes, none of them a formula."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    for name, entry in entries.items():
        writer.writerow(
            [guarded(_written({**entry, ID: name}, column, names)) for column in columns]
        )
    return file.getvalue()


def _written(entry: Mapping[str, Any], column: Column, names: Names) -> str:
    value: Any = entry
    for part in column.path:
        value = value.get(part) if isinstance(value, Mapping) else None
    if value is None:
        return ""
    return names.write(column.names, value) if column.names else column.write(value)


def _records(
    text: str, delimiter: str, problems: list[RowProblem]
) -> Iterator[tuple[int, list[str]]]:
    """Every record that is not empty with its number; not the line that names the separator."""
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            named = number == 1 and _SEPARATOR.match(text) is not None
            if any(cell.strip() for cell in record) and not named:
                yield number, record
    except csv.Error:
        problems.append(
            RowProblem(
                row=number + 1,
                column="",
                message=say(ListCode.UNREADABLE),
                hint=say(Hint.QUOTATION_MARK),
            )
        )


def _known(columns: Sequence[Column]) -> Mapping[str, Column]:
    """Every name of a column, as it is compared."""
    return {
        _plain(name): column
        for column in columns
        for name in (column.id, column.heading, *column.also)
    }


def _delimiter(text: str, known: Mapping[str, Column]) -> str:
    """What separates the headings: named in the first line, or that which gives the most of them.

    Where no heading is known, what stands most often in the first line.
    """
    named = _SEPARATOR.match(text)
    if named:
        return named[1]
    first = next((line for line in text.splitlines() if line.strip()), "")

    def fitness(delimiter: str) -> tuple[int, int]:
        records = islice(_records(text, delimiter, []), _MOST_ABOVE)
        return max((_headings_in(its, known) for _, its in records), default=0), first.count(
            delimiter
        )

    return max(_DELIMITERS, key=fitness)


def _headings_in(record: Sequence[str], known: Mapping[str, Column]) -> int:
    return sum(_plain(cell) in known for cell in record)


def _first_headings(records: Sequence[Sequence[str]], known: Mapping[str, Column]) -> int:
    """The place of the headings: titles may stand above them."""
    for place, record in enumerate(records):
        filled = sum(bool(cell.strip()) for cell in record)
        if _headings_in(record, known) >= min(2, filled):
            return place
    return 0


def _plain(heading: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", heading)).lower()


def _columns(
    row: int, headings: Sequence[str], columns: Sequence[Column], problems: list[RowProblem]
) -> list[Column | None]:
    """The column of each heading; None for one that is not known or stands there twice."""
    known = _known(columns)
    chosen: list[Column | None] = []
    for heading in headings:
        column = known.get(_plain(heading))
        if column is None and heading.strip():
            names = [column.heading for column in columns]
            problems.append(
                RowProblem(
                    row=row,
                    column=heading,
                    message=say(ListCode.UNKNOWN_COLUMN),
                    hint=suggestion(heading, names),
                )
            )
        if column is not None and column in chosen:
            problems.append(RowProblem(row=row, column=heading, message=say(ListCode.COLUMN_TWICE)))
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
            problems.append(RowProblem(row=row, column=heading, message=say(ListCode.NO_HEADING)))
        elif len(cell) > LONGEST:
            problems.append(
                RowProblem(row=row, column=heading, message=say(ListCode.LONG_CELL, most=LONGEST))
            )
        elif _CONTROL.search(cell):
            problems.append(
                RowProblem(row=row, column=heading, message=say(ListCode.CONTROL_CHARACTERS))
            )
        elif column is not None:
            yield column, cell
