"""The rows of a list made into entries of a document, checked like the document itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..documents.counters import CounterTable, OfferTable, faults_in
from ..documents.parts import ID_PATTERN
from ..documents.reader import PATTERNS, shaped
from ..problem_codes import DocumentCode, Hint, ListCode
from ..problems import Message, ReadError, say
from .cells import read_yuan
from .columns import ID, Column
from .names import Names
from .sheets import RowProblem, in_rows, read_sheet

Entries = dict[str, dict[str, Any]]
"""Id → entry, as TOML gives it."""
Shapes = type[CounterTable] | type[OfferTable]


def read_entries(
    text: str,
    district: str,
    columns: Sequence[Column],
    shape: Shapes,
    names: Names,
    source: str = "",
) -> tuple[Entries, list[RowProblem]]:
    """The rows without a problem, and every problem of the others.

    ``source``: what stands for the source of each row that gives none; a row above the headings
    may give it for the list («来源：…»), and goes before.
    """
    sheet = read_sheet(text, columns)
    problems = set(sheet.problems)
    cited = next(column for column in columns if column.path == ("source",))
    row, titled = sheet.titled(cited)
    given = {cited: titled or source} if titled or source else {}
    fault = _fault_of(given, row or sheet.top, names)
    if fault is not None:
        return {}, in_rows({*problems, fault})
    entries: Entries = {}
    taken: dict[str, int] = {}
    faulty: dict[int, set[str]] = {}
    for its in sheet.problems:
        faulty.setdefault(its.row, set()).add(its.column)
    for row, own in sheet.rows:
        cells = {**given, **own}
        before = faulty.get(row, set())
        reader = _Reader(row, district, columns, shape, names)
        name, entry = reader.entry(cells)
        reader.note_same(taken.setdefault(name, row), cells)
        problems |= {sheet.placed(its) for its in reader.problems if its.column not in before}
        if not reader.problems and not before:
            entries[name] = entry

    return entries, in_rows(problems)


def _fault_of(given: Mapping[Column, str], row: int, names: Names) -> RowProblem | None:
    """What is wrong with a cell that is given for the whole list: told once, not in each row."""
    for column, cell in given.items():
        try:
            assert column.names is not None
            names.read(column.names, cell)
        except ReadError as fault:
            return RowProblem(
                row=row,
                column=column.heading,
                message=fault.message,
                hint=fault.hint or column.hint,
            )
    return None


class _Reader:
    """Makes one row into an entry, noting its problems."""

    def __init__(
        self, row: int, district: str, columns: Sequence[Column], shape: Shapes, names: Names
    ) -> None:
        self.row = row
        self.district = district
        self.columns = columns
        self.shape = shape
        self.names = names
        self.problems: list[RowProblem] = []

    def note(self, path: Sequence[str], message: Message, hint: Message | None = None) -> None:
        """A problem at a place of the entry, told as one of the column that fills it."""
        column = next(c for c in self.columns if c.path[: len(path)] == tuple(path))
        self.problems.append(
            RowProblem(
                row=self.row,
                column=column.heading,
                message=in_yuan(message) if column.read is read_yuan else message,
                hint=hint or column.hint,
            )
        )

    def note_same(self, row: int, cells: Mapping[Column, str]) -> None:
        """That an earlier row has the same id, given or derived from the same name."""
        filled = {column.path for column in cells}
        for path in ((ID,), ("name", "zh")):
            if row != self.row and path in filled:
                self.note(path, say(ListCode.SAME_ROW, row=row), say(Hint.OWN_ID))
                return

    def entry(self, cells: Mapping[Column, str]) -> tuple[str, dict[str, Any]]:
        """The id and the entry of the row."""
        entry: dict[str, Any] = {"district": self.district}
        for column, cell in cells.items():
            self._put(entry, column, cell)
        given = entry.pop(ID, "")
        if given and not re.fullmatch(ID_PATTERN, given):
            self.note((ID,), say(ListCode.NOT_AN_ID))
        self._check(entry)
        return given or derived_id(entry), entry

    def _put(self, entry: dict[str, Any], column: Column, cell: str) -> None:
        try:
            value = self.names.read(column.names, cell) if column.names else column.read(cell)
        except ReadError as fault:
            self.note(column.path, fault.message, fault.hint)
            return
        inside = entry
        for part in column.path[:-1]:
            inside = inside.setdefault(part, {})
        if value != []:
            inside[column.path[-1]] = value

    def _check(self, entry: Mapping[str, Any]) -> None:
        made = shaped(self.shape, entry)
        if not isinstance(made, list):
            for field, message in faults_in(made):
                self.note(field.split("."), message)
            return
        for fault in made:
            names = [part for part in fault.location if isinstance(part, str)]
            is_pattern = fault.message.code in {*PATTERNS.values()} - {DocumentCode.TURNED_WORDS}
            message = say(DocumentCode.MALFORMED) if is_pattern else fault.message
            self.note(names, message, fault.hint)


def in_yuan(message: Message) -> Message:
    """A message about whole fen, said of the yuan that the column asks for."""
    if message.code not in (DocumentCode.AT_LEAST, DocumentCode.AT_MOST):
        return message
    return say(message.code, **{name: int(str(fen)) / 100 for name, fen in message.values.items()})


def derived_id(entry: Mapping[str, Any]) -> str:
    """The id of an entry that was given none: the same for the same district, option and name."""
    name = entry.get("name", {}).get("zh", "")
    key = "\0".join([entry["district"], entry.get("option", ""), name])
    return f"{entry['district']}-{hashlib.sha256(key.encode()).hexdigest()[:10]}"
