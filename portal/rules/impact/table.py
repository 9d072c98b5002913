"""The table of an impact: whose outcome changes, where, since when, from what to what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from hashlib import sha256

from ..answers import plain
from ..evaluation import Outcome, Strength
from .comparing import Amended, Change, Changed
from .contrast import Contrast

SAMPLES = 3
"""Situations kept with a row."""


@dataclass(frozen=True, slots=True)
class Varied:
    """The smallest and the largest number that the situations of a row have.

    ``unit`` is ``months`` or ``years`` (elapsed), ``fen``, or the unit of the question.
    """

    question: str
    low: int | float
    high: int | float
    unit: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A situation to open; ``example`` is its name if it is one as written, else empty."""

    district: str
    day: date
    answers: Mapping[str, bool | int | float | str | None]
    example: str = ""


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """One change of outcome or strength, in all districts where it is the same.

    ``since``, ``until``: the first and the last day compared on which it shows; None: it showed
    from the first day compared, or still shows on the last. ``count``: situations, each of which stands for
    all districts where the same rules do. For ``cause`` and ``amounts`` see `Change`.
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


_Shown = tuple[date | None, date | None]
_Key = tuple[Change, date | None, date | None]


def rows_of(found: Iterable[Changed], compared: Iterable[Contrast]) -> tuple[ImpactRow, ...]:
    """Changed situations as rows; ``compared``: where and when the services were looked at."""
    days: dict[tuple[str, str], list[date]] = {}
    for contrast in compared:
        for district in contrast.districts:
            days.setdefault((contrast.service, district), []).append(contrast.day)
    places: dict[tuple[Change, str], list[Changed]] = {}
    for its in found:
        for district in its.contrast.districts:
            places.setdefault((its.change, district), []).append(its)
    alike: dict[_Key, dict[str, list[Changed]]] = {}
    for (change, district), changed in places.items():
        key = (change, *_shown_on(changed, days[change.service, district]))
        alike.setdefault(key, {})[district] = changed
    return tuple(sorted((_row(*its) for its in alike.items()), key=_order))


def _shown_on(changed: Sequence[Changed], days: Sequence[date]) -> _Shown:
    first, last = min(its.contrast.day for its in changed), max(its.contrast.day for its in changed)
    return (None if first == min(days) else first), (None if last == max(days) else last)


def _order(row: ImpactRow) -> tuple[str, str, str, str]:
    return row.service, _name(row.outcome_before), _name(row.outcome_after), row.line()


def _name(outcome: Outcome | None) -> str:
    return outcome.value if outcome else ""


def _row(key: _Key, places: Mapping[str, Sequence[Changed]]) -> ImpactRow:
    change, since, until = key
    changed = list({id(its): its for found in places.values() for its in found}.values())
    return ImpactRow(
        change.service,
        tuple(places),
        since,
        until,
        change.outcome_before,
        change.strength_before,
        change.outcome_after,
        change.strength_after,
        change.cause,
        change.amounts,
        tuple(_varied(changed)),
        len(changed),
        tuple(_sample(its) for its in sorted(changed, key=_worth_opening)[:SAMPLES]),
    )


def _worth_opening(its: Changed) -> tuple[bool, int]:
    """Examples first, then the latest day; the order found decides the rest."""
    return not its.situation.example, -its.contrast.day.toordinal()


def _sample(its: Changed) -> Sample:
    answers = {name: plain(answer) for name, answer in its.situation.answers.items()}
    return Sample(its.situation.district, its.contrast.day, answers, its.situation.example)


def _varied(changed: Sequence[Changed]) -> Iterator[Varied]:
    """The numbers that all situations of a row have an answer for."""
    amounts: dict[str, list[int | float | None]] = {}
    units: dict[str, str] = {}
    for its in changed:
        for name, measure in {its.question: its for its in reversed(its.measures)}.items():
            units.setdefault(name, measure.unit)
            amounts.setdefault(name, []).append(measure.amount)
    for name, unit in units.items():
        known = [amount for amount in amounts[name] if amount is not None]
        if len(known) == len(changed):
            yield Varied(name, min(known), max(known), unit)
