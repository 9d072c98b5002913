"""Counters and offers as lists that a spreadsheet opens (CSV), read and written.

Written lists open safely in a spreadsheet: no cell can be taken for a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..documents.counters import CounterTable, OfferTable
from .columns import COUNTERS, OFFERS, with_area_code
from .entries import Entries, derived_id, read_entries
from .list_diff import turned
from .sheets import LONGEST, MOST_ROWS, NoText, RowProblem, decoded, write_sheet


def read_counters(
    text: str, district: str, area_code: str = ""
) -> tuple[Entries, list[RowProblem]]:
    """The sound rows as entries of ``counters/<district>.toml``, and every problem.

    ``area_code``: that of the city, for numbers from which a spreadsheet took it.
    """
    return read_entries(text, district, with_area_code(COUNTERS, area_code), CounterTable)


def read_offers(text: str, district: str, area_code: str = "") -> tuple[Entries, list[RowProblem]]:
    """The sound rows as entries of ``offers/<district>.toml``, and every problem."""
    return read_entries(text, district, with_area_code(OFFERS, area_code), OfferTable)


def write_counters(entries: Mapping[str, Mapping[str, Any]]) -> str:
    """Counters (id → entry as in the document) as a list with Chinese headings."""
    return write_sheet(COUNTERS, entries)


def write_offers(entries: Mapping[str, Mapping[str, Any]]) -> str:
    """Offers (id → entry as in the document) as a list with Chinese headings."""
    return write_sheet(OFFERS, entries)


__all__ = [
    "COUNTERS",
    "LONGEST",
    "MOST_ROWS",
    "OFFERS",
    "Entries",
    "NoText",
    "RowProblem",
    "decoded",
    "derived_id",
    "read_counters",
    "read_offers",
    "turned",
    "write_counters",
    "write_offers",
]
