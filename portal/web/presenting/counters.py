"""Counters as a page shows them: where one goes, when, and whom one can call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...i18n import Said, Wording
from ...rules.counters import Counter, in_force
from ...rules.districts import District
from ...rules.model import Ruleset, Service
from .citations import SourceLine, source_lines


@dataclass(frozen=True, slots=True)
class TelLine:
    """A number as it is written and as a phone dials it."""

    words: str
    dialled: str


@dataclass(frozen=True, slots=True)
class CounterLine:
    """One counter; ``serves`` is empty where it serves everything."""

    id: str
    name: Said
    address: Said
    tel: tuple[TelLine, ...]
    hours: Said | None
    note: Said | None
    serves: tuple[str, ...]
    sources: tuple[SourceLine, ...]


def tel_lines(numbers: tuple[str, ...]) -> tuple[TelLine, ...]:
    """Numbers to call."""
    return tuple(TelLine(number, number.replace(" ", "")) for number in numbers)


def counters_of(
    ruleset: Ruleset, district: District, day: date, service: Service | None = None
) -> tuple[Counter, ...]:
    """The counters of a district on a day, of one service if named."""
    return tuple(
        counter
        for counter in in_force(ruleset.counters.values(), district.id, day)
        if service is None or counter.serves(service.id, service.topic)
    )


def counter_line(counter: Counter, ruleset: Ruleset, wording: Wording, today: date) -> CounterLine:
    """One counter."""
    names = (
        *(ruleset.topics[topic].name for topic in counter.topics),
        *(ruleset.services[service].name for service in counter.services),
    )
    return CounterLine(
        counter.id,
        wording.said(counter.name),
        wording.said(counter.address),
        tel_lines(counter.tel),
        wording.maybe_said(counter.hours),
        wording.maybe_said(counter.note),
        tuple(map(wording.text, names)),
        source_lines(counter.citations, ruleset, wording, today),
    )


def counter_lines(
    ruleset: Ruleset,
    district: District,
    day: date,
    wording: Wording,
    today: date,
    service: Service | None = None,
) -> tuple[CounterLine, ...]:
    """The counters of a district on a day, of one service if named, as a page shows them."""
    found = counters_of(ruleset, district, day, service)
    return tuple(counter_line(counter, ruleset, wording, today) for counter in found)
