"""The table of an impact: whose outcome changes, where, since when, from what to what."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
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


_Shown = tuple[date | None, date | None]
_Compared = Mapping[str, Sequence[date]]


def rows_of(
    found: Iterable[Changed], compared: Iterable[Contrast], order: Iterable[str]
) -> tuple[ImpactRow, ...]:
    """Changed situations as rows; ``compared``: where and when the services were looked at;
    ``order``: that of districts in a row."""
    place = {district: number for number, district in enumerate(order)}
    days: dict[str, dict[str, list[date]]] = {}
    for contrast in compared:
        for district, its_days in contrast.where.items():
            days.setdefault(contrast.service, {}).setdefault(district, []).extend(its_days)
    changes: dict[Change, list[Changed]] = {}
    for its in found:
        changes.setdefault(its.change, []).append(its)
    rows = (
        replace(row, districts=tuple(sorted(row.districts, key=place.__getitem__)))
        for its in changes.values()
        for row in _rows(its, days[its[0].contrast.service])
    )
    return tuple(sorted(rows, key=_order))


def _rows(changed: Sequence[Changed], days: _Compared) -> Iterator[ImpactRow]:
    """One change as rows: the districts in which it shows on the same days together."""
    places: dict[str, list[Changed]] = {}
    for its in changed:
        for district in its.contrast.where:
            places.setdefault(district, []).append(its)
    spans = {name: _span(name, its) for name, its in places.items()}
    begun = {first for name, (first, _) in spans.items() if first > min(days[name])}
    ended = {last for name, (_, last) in spans.items() if last < max(days[name])}
    alike: dict[_Shown, dict[str, list[Changed]]] = {}
    for name, (first, last) in spans.items():
        since = _since(first, min(days[name]), begun)
        until = _until(last, max(days[name]), ended)
        alike.setdefault((since, until), {})[name] = places[name]
    for shown, there in alike.items():
        yield _row(shown, there)


def _span(district: str, changed: Iterable[Changed]) -> tuple[date, date]:
    days = [day for its in changed for day in its.contrast.where[district]]
    return min(days), max(days)


def _since(first: date, earliest: date, begun: Collection[date]) -> date | None:
    """A district that did not exist yet joins the others in the day they began."""
    if first > earliest:
        return first
    return max((day for day in begun if day <= first), default=None)


def _until(last: date, latest: date, ended: Collection[date]) -> date | None:
    if last < latest:
        return last
    return min((day for day in ended if day >= last), default=None)


def _order(row: ImpactRow) -> tuple[str, str, str, str]:
    return row.service, _name(row.outcome_before), _name(row.outcome_after), row.line()


def _name(outcome: Outcome | None) -> str:
    return outcome.value if outcome else ""


def _row(shown: _Shown, places: Mapping[str, Sequence[Changed]]) -> ImpactRow:
    changed = list({id(its): its for found in places.values() for its in found}.values())
    change = changed[0].change
    return ImpactRow(
        change.service,
        tuple(places),
        *shown,
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
    return not its.situation.example, -its.situation.day.toordinal()


def _sample(its: Changed) -> Sample:
    answers = {name: plain(answer) for name, answer in its.situation.answers.items()}
    return Sample(its.situation.district, its.situation.day, answers, its.situation.example)


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
