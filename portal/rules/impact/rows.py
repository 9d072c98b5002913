"""A row of the table of an impact, and the hash of a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from hashlib import sha256

from ..evaluation.outcomes import Outcome, Strength
from .comparison import Amended


@dataclass(frozen=True, slots=True, kw_only=True)
class Varied:
    """The smallest and the largest number that the situations of a row have.

    ``unit`` is ``months`` or ``years`` (elapsed), ``fen``, or the unit of the question.
    """

    question: str
    low: int | float
    high: int | float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A situation to open, in a district where the same stands as in its row; ``example`` is its
    name if it is one as written, else empty."""

    district: str
    day: date
    answers: Mapping[str, bool | int | float | str | None]
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactRow:
    """One change of outcome or strength, in all districts where it is the same.

    ``since``, ``until``: the first and the last day compared on which it shows; None: it showed
    from the first day compared, or still shows on the last. ``count``: situations, each of which
    stands for all districts and days where the same rules do. For ``cause`` and
    ``amounts`` see `Change`.
    """

    service: str
    districts: tuple[str, ...]
    since: date | None
    until: date | None
    outcome_before: Outcome | None
    strength_before: Strength | None
    outcome_after: Outcome | None
    strength_after: Strength | None
    cause: tuple[str, ...]
    amounts: tuple[Amended, ...]
    varied: tuple[Varied, ...]
    count: int
    samples: tuple[Sample, ...]

    def line(self) -> str:
        """The row as shown, in one form; samples are opened from it and no part of it."""
        shown = {name: value for name, value in asdict(self).items() if name != "samples"}
        return json.dumps(shown, default=_written, sort_keys=True, separators=(",", ":"))


def _written(value: object) -> object:
    return value.value if isinstance(value, Enum) else str(value)


def digest_of(rows: Iterable[ImpactRow]) -> str:
    """SHA-256 over the lines of the rows, in hexadecimal digits."""
    return sha256("\n".join(row.line() for row in rows).encode()).hexdigest()
