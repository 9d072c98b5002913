"""Sources: where a statement stands, how good the copy is and until when it counts as reviewed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from .texts import Text

Tier = Literal["law", "official", "reprint", "secondary"]
"""How good a copy is."""

TIERS: tuple[Tier, ...] = get_args(Tier)

CONFIRMING: frozenset[Tier] = frozenset({"law", "official", "reprint"})
"""Tiers on which an outcome can be confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document with its tier, the day somebody last read it and the day a review is due.

    ``origins``: how many pages were read for it that agree and are not copies of each other.
    """

    id: str
    title: Text
    tier: Tier
    verified_on: datetime.date
    review_by: datetime.date
    publisher: Text | None = None
    number: str | None = None
    date: datetime.date | None = None
    url: str | None = None
    note: Text | None = None
    to_verify: tuple[Text, ...] = ()
    origins: int = 1

    def confirms(self, today: datetime.date) -> bool:
        """Whether a finding may rest on it as confirmed, on the real current day."""
        return self.tier in CONFIRMING and today <= self.review_by


def is_single_secondary(sources: Iterable[Source]) -> bool:
    """Whether all that stands behind a statement is one secondary page: too little to refuse on."""
    cited = {source.id: source for source in sources}.values()
    return (
        bool(cited)
        and all(source.tier == "secondary" for source in cited)
        and sum(source.origins for source in cited) == 1
    )


Clause = tuple[tuple[str, str], ...]
"""A clause by its levels, each as (kind, number): ``(("art", "12"), ("item", "3"))``."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and the clauses in it."""

    source: str
    clauses: tuple[Clause, ...] = ()

    def __str__(self) -> str:
        clauses = ",".join(
            "/".join(f"{kind}.{number}" for kind, number in clause) for clause in self.clauses
        )
        return f"{self.source} {clauses}".strip()
