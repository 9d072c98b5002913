"""What a district offers on the ground: counters to go to and homes for rent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from .districts import Period
from .sources import Citation
from .texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """An office to go to; without services and topics it serves everything."""

    id: str
    district: str
    name: Text
    address: Text
    period: Period
    citations: tuple[Citation, ...]
    tel: tuple[str, ...] = ()
    hours: Text | None = None
    services: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    note: Text | None = None

    @property
    def is_hall(self) -> bool:
        """Whether it names no service and not one topic alone: the hall of a district."""
        return not self.services and len(self.topics) != 1

    def serves(self, service: str, topic: str) -> bool:
        """Whether one goes there for a service of a topic."""
        everything = not self.services and not self.topics
        return everything or service in self.services or topic in self.topics


@dataclass(frozen=True, slots=True)
class Span:
    """From a figure to a figure, or in words; what is None was not found."""

    minimum: int | float | None = None
    maximum: int | float | None = None
    text: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Homes of a project for rent: ``size`` in ㎡, ``rent`` in fen a month.

    ``option`` is the way to live under which it stands.
    """

    id: str
    district: str
    option: str
    name: Text
    address: Text
    how: Text
    period: Period
    citations: tuple[Citation, ...]
    size: Span = Span()
    rent: Span = Span()
    tel: tuple[str, ...] = ()
    url: str | None = None


Local = TypeVar("Local", Counter, Offer)


def in_force(entries: Iterable[Local], district: str, day: date) -> tuple[Local, ...]:
    """The counters or the offers of a district on a day."""
    return tuple(its for its in entries if its.district == district and its.period.holds(day))
