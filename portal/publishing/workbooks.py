"""Workbooks of spreadsheets (.xlsx) as the text of a list; an empty list as a workbook to fill in.

openpyxl is loaded only where a workbook is read or written. What a workbook may cost is bounded
before openpyxl sees it: parts, bytes unpacked, and no document type, for that is where entities
are declared.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib import import_module
from itertools import islice
from typing import Any

from .archives import DAMAGE

_FIRST_BYTES = b"PK\x03\x04"
_MOST_PARTS = 200
_LARGEST_WHOLE = 8 * 1024 * 1024
_MOST_ROWS = 2100
_MOST_COLUMNS = 60
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")


class NotAWorkbook(ValueError):
    """Bytes that are no workbook, or one that is too large or holds what it must not."""


def is_workbook(data: bytes) -> bool:
    """Whether bytes look like a workbook: it is a zip, which no text is."""
    return data.startswith(_FIRST_BYTES)


def workbook_text(data: bytes, headings: Iterable[str]) -> str:
    """The sheet of a workbook that has most of the headings, as CSV; raises NotAWorkbook.

    Rows keep their numbers. A formula gives the value that was saved with it.
    """
    _guard(data)
    known = frozenset(headings)
    try:
        book = import_module("openpyxl").load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        sheets = [list(_rows(sheet)) for sheet in book.worksheets]
        book.close()
    except (*DAMAGE, AttributeError, TypeError, SyntaxError) as fault:
        raise NotAWorkbook from fault
    fullest = max(sheets, key=lambda rows: _fitness(rows, known), default=[])
    return _text(fullest)


def _guard(data: bytes) -> None:
    """Refuse what would cost too much, or declares entities; raises NotAWorkbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            entries = parts.infolist()
            whole = sum(entry.file_size for entry in entries)
            if len(entries) > _MOST_PARTS or whole > _LARGEST_WHOLE:
                raise NotAWorkbook
            for entry in entries:
                part = parts.read(entry).replace(b"\0", b"")
                if any(declared in part for declared in _DECLARED):
                    raise NotAWorkbook
    except DAMAGE as fault:
        raise NotAWorkbook from fault


def _rows(sheet: Any) -> Iterator[list[str]]:
    """The first rows of a sheet as text; one row more than a list may have is enough to say so."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True)
    for row in islice(rows, _MOST_ROWS):
        cells = [_cell(value) for value in row]
        filled = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
        yield cells[:filled]


def _cell(value: object) -> str:
    """A value as people write it: a day without a time, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _fitness(rows: Sequence[Sequence[str]], known: frozenset[str]) -> int:
    """How many headings stand in the row that has the most."""
    return max((sum(cell.strip() in known for cell in row) for row in rows[:10]), default=0)


def _text(rows: Iterable[Sequence[str]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A column of a list to fill in: what goes into it, and what can be chosen there."""

    heading: str
    is_required: bool
    words: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateWords:
    """What the sheets of a template and their own headings are called."""

    list_sheet: str
    help_sheet: str
    choice_sheet: str
    column: str
    required: str
    explanation: str
    yes: str
    no: str


def template(title: str, columns: Sequence[Explained], words: TemplateWords) -> bytes:
    """A workbook: the list to fill in, a sheet that explains it and one with the choices."""
    book = import_module("openpyxl").Workbook()
    sheet = book.active
    sheet.title = words.list_sheet
    sheet.append([title])
    sheet.append([column.heading for column in columns])
    sheet.freeze_panes = "A3"
    explained = book.create_sheet(words.help_sheet)
    explained.append([words.column, words.required, words.explanation])
    for column in columns:
        said = words.yes if column.is_required else words.no
        explained.append([column.heading, said, column.words])
    chosen = book.create_sheet(words.choice_sheet)
    _list_choices(sheet, chosen, columns)
    for wide, letters in ((sheet, ""), (explained, "AC")):
        for letter in letters:
            wide.column_dimensions[letter].width = 60 if letter == "C" else 24
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _list_choices(sheet: Any, chosen: Any, columns: Sequence[Explained]) -> None:
    """The choices of each column that has some, and a list of them at its cells."""
    letter_of = import_module("openpyxl.utils").get_column_letter
    validation = import_module("openpyxl.worksheet.datavalidation").DataValidation
    place = 0
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[letter_of(number)].width = 22
        if not column.choices:
            continue
        place += 1
        for row, words in enumerate((column.heading, *column.choices), 1):
            chosen.cell(row=row, column=place, value=words)
        letter = letter_of(place)
        chosen.column_dimensions[letter].width = 40
        cells = f"'{chosen.title}'!${letter}$2:${letter}${len(column.choices) + 1}"
        offered = validation(type="list", formula1=cells, allow_blank=True, showErrorMessage=False)
        sheet.add_data_validation(offered)
        offered.add(f"{letter_of(number)}3:{letter_of(number)}2000")
