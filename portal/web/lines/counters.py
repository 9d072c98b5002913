"""Counters as a page shows them: where one goes, when, and whom one can call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...i18n import Said, tel_words
from ...rules.model.counters import Counter, in_force
from ...rules.model.districts import District
from ...rules.model.ruleset import Ruleset, Service
from ...rules.model.tels import dialled
from .citations import SourceLine, source_lines
from .phrasebook import Phrasebook


@dataclass(frozen=True, slots=True)
class TelLine:
    """A number as it is written and as a phone dials it."""

    words: str
    dialled: str


@dataclass(frozen=True, slots=True, kw_only=True)
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
    return tuple(TelLine(tel_words(number), dialled(number)) for number in numbers)


def counters_of(
    ruleset: Ruleset, district: District, day: date, service: Service | None = None
) -> tuple[Counter, ...]:
    """The counters of a district on a day, of one service if named."""
    return tuple(
        counter
        for counter in in_force(ruleset.counters.values(), district.id, day)
        if service is None or service.is_served_at(counter, district, day)
    )


def counter_line(counter: Counter, book: Phrasebook) -> CounterLine:
    """One counter."""
    ruleset = book.ruleset
    wording = book.wording
    names = (
        *(ruleset.topics[topic].name for topic in counter.topics),
        *(ruleset.services[service].name for service in counter.services),
    )
    return CounterLine(
        id=counter.id,
        name=wording.said(counter.name),
        address=wording.said(counter.address),
        tel=tel_lines(counter.tel),
        hours=wording.maybe_said(counter.hours),
        note=wording.maybe_said(counter.note),
        serves=tuple(map(wording.text, names)),
        sources=source_lines(counter.citations, book),
    )


def counter_lines(
    district: District,
    day: date,
    book: Phrasebook,
    service: Service | None = None,
) -> tuple[CounterLine, ...]:
    """The counters of a district on a day, of one service if named, as a page shows them."""
    found = counters_of(book.ruleset, district, day, service)
    return tuple(counter_line(counter, book) for counter in found)
