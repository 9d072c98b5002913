"""Whether an amount is plausible: its range, and how far it is from the amount before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from .parameters import Parameter, Row

RANGES: Mapping[str, tuple[float, float]] = {
    "months": (1, 600),
    "years": (1, 120),
    "fen": (1, 1_000_000_000),
    "fen_per_month": (1, 10_000_000),
    "fen_per_year": (1, 100_000_000),
    "sqm": (0.1, 1000),
    "persons": (1, 50),
    "percent": (0.01, 100),
    "days": (1, 3660),
}
"""What an amount of a unit lies between where its parameter does not say otherwise."""
FAR = 10
"""So many times the amount before, or less than its part, is a slip unless a range allows it."""
NOTICED = 0.3
"""A change by more than this part of the amount before is shown to who approves."""


def amount_range(parameter: Parameter) -> tuple[float, float] | None:
    """The smallest and the largest plausible amount, never below nothing; None for days, words."""
    usual = RANGES.get(parameter.unit)
    if usual is None:
        return None
    low = parameter.at_least
    high = parameter.at_most
    return usual[0] if low is None else max(0, low), usual[1] if high is None else high


def row_before(parameter: Parameter, row: Row) -> Row | None:
    """The amount that a row follows: of the same districts, else of the whole city."""
    for names in (row.scope.names, ()):
        earlier = [
            its
            for its in parameter.rows
            if its is not row and its.scope.names == names and _since(its) < _since(row)
        ]
        if earlier:
            return max(earlier, key=_since)
        if names and (city := [its for its in parameter.rows if not its.scope.names]):
            return max((c for c in city if _since(c) <= _since(row)), key=_since, default=None)
    return None


def _since(row: Row) -> date:
    return row.scope.period.since or date.min


def times(before: object, after: object) -> float | None:
    """How many times the amount before an amount is; None where that says nothing."""
    numbers = isinstance(before, int | float) and isinstance(after, int | float)
    if not numbers or isinstance(before, bool) or isinstance(after, bool):
        return None
    assert isinstance(before, int | float)
    assert isinstance(after, int | float)
    return after / before if before > 0 and after >= 0 else None
