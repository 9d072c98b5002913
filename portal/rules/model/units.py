"""What amounts are counted in."""

from __future__ import annotations

from typing import Literal, get_args

Unit = Literal[
    "months",
    "years",
    "fen",
    "fen_per_month",
    "fen_per_year",
    "sqm",
    "persons",
    "percent",
    "days",
    "day",
    "text",
]
"""The units of parameters."""

QuestionUnit = Literal["sqm", "persons", "months", "fen_per_month", "grade"]
"""The units that questions ask in."""

AmountUnit = Unit | QuestionUnit
_AMOUNT_UNITS: tuple[AmountUnit, ...] = (*get_args(Unit), *get_args(QuestionUnit))


def amount_unit(written: str) -> AmountUnit | None:
    """The unit of this name; None where there is none, as in a draft not finished yet."""
    return next((unit for unit in _AMOUNT_UNITS if unit == written), None)
