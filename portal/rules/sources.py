"""Sources: where a statement stands, how good the copy is and until when it counts as reviewed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from .texts import Text

CONFIRMING = frozenset({"law", "official", "reprint"})
"""Tiers on which an outcome can be confirmed."""

TIERS = ("law", "official", "reprint", "secondary")


@dataclass(frozen=True, slots=True)
class Source:
    """A document with its tier, the day somebody last read it and the day a review is due."""

    id: str
    title: Text
    tier: str
    verified_on: datetime.date
    review_by: datetime.date
    publisher: Text | None = None
    number: str | None = None
    date: datetime.date | None = None
    url: str | None = None
    note: Text | None = None
    to_verify: tuple[Text, ...] = ()

    def confirms(self, today: datetime.date) -> bool:
        """Whether a finding may rest on it as confirmed, on the real current day."""
        return self.tier in CONFIRMING and today <= self.review_by


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and the clauses in it, each as (kind, number): ``("art", "9")``."""

    source: str
    clauses: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        clauses = ",".join(f"{kind}.{number}" for kind, number in self.clauses)
        return f"{self.source} {clauses}".strip()
