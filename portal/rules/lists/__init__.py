"""Counters and offers as lists that a spreadsheet opens (CSV), read and written.

Written lists open safely in a spreadsheet: no cell can be taken for a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..documents.counters import CounterTable, OfferTable
from ..documents.parts import keys_of
from .columns import COUNTERS, OFFERS, Column, with_area_code
from .entries import Entries, derived_id, in_yuan, read_entries
from .list_diff import turned
from .names import NO_NAMES, Names
from .sheets import LONGEST, MOST_ROWS, NoText, RowProblem, decoded, write_sheet

COLUMNS: Mapping[str, Sequence[Column]] = {"counters": COUNTERS, "offers": OFFERS}
"""The columns of the list of each section."""
_SHAPES: Mapping[str, type[CounterTable] | type[OfferTable]] = {
    "counters": CounterTable,
    "offers": OfferTable,
}


def is_required(section: str, column: Column) -> bool:
    """Whether every row of a section must fill a column."""
    field = keys_of(_SHAPES[section]).get(column.path[0])
    return field is not None and field.is_required() and column.path[-1] != "en"


def read_counters(
    text: str, district: str, names: Names = NO_NAMES, area_code: str = "", source: str = ""
) -> tuple[Entries, list[RowProblem]]:
    """The sound rows as entries of ``counters/<district>.toml``, and every problem.

    ``area_code``: that of the city, for numbers from which a spreadsheet took it; ``source``: the
    cell of every row that gives none.
    """
    columns = with_area_code(COUNTERS, area_code)
    return read_entries(text, district, columns, CounterTable, names, source)


def read_offers(
    text: str, district: str, names: Names = NO_NAMES, area_code: str = "", source: str = ""
) -> tuple[Entries, list[RowProblem]]:
    """The sound rows as entries of ``offers/<district>.toml``, and every problem."""
    columns = with_area_code(OFFERS, area_code)
    return read_entries(text, district, columns, OfferTable, names, source)


def write_counters(entries: Mapping[str, Mapping[str, Any]], names: Names = NO_NAMES) -> str:
    """Counters (id → entry as in the document) as a list with Chinese headings."""
    return write_sheet(COUNTERS, entries, names)


def write_offers(entries: Mapping[str, Mapping[str, Any]], names: Names = NO_NAMES) -> str:
    """Offers (id → entry as in the document) as a list with Chinese headings."""
    return write_sheet(OFFERS, entries, names)


__all__ = [
    "COLUMNS",
    "COUNTERS",
    "LONGEST",
    "MOST_ROWS",
    "OFFERS",
    "Column",
    "Entries",
    "Names",
    "NoText",
    "RowProblem",
    "decoded",
    "derived_id",
    "in_yuan",
    "is_required",
    "read_counters",
    "read_offers",
    "turned",
    "write_counters",
    "write_offers",
]
