"""Counters and offers as lists that a spreadsheet opens (CSV), read and written.

Written lists open safely in a spreadsheet: no cell can be taken for a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..documents.counters import CounterShape, OfferShape
from .columns import COUNTERS, OFFERS
from .entries import Entries, derived_id, read_entries
from .sheets import LONGEST, MOST_ROWS, RowProblem, Unreadable, decoded, write_sheet
from .turning import turned


def read_counters(text: str, district: str) -> tuple[Entries, list[RowProblem]]:
    """The sound rows as entries of ``counters/<district>.toml``, and every problem."""
    return read_entries(text, district, COUNTERS, CounterShape)


def read_offers(text: str, district: str) -> tuple[Entries, list[RowProblem]]:
    """The sound rows as entries of ``offers/<district>.toml``, and every problem."""
    return read_entries(text, district, OFFERS, OfferShape)


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
    "RowProblem",
    "Unreadable",
    "decoded",
    "derived_id",
    "read_counters",
    "read_offers",
    "turned",
    "write_counters",
    "write_offers",
]
