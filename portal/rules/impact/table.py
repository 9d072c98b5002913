"""The table of an impact: whose outcome changes, where, since when, from what to what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..conditions.compiler import Interval
from ..evaluation.answer_reader import plain
from ..evaluation.outcomes import Outcome
from .comparison import Change, Changed
from .contrast import Contrast
from .rows import ImpactRow, Sample, Varied

SAMPLES = 3
"""Situations kept with a row."""

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
    alike: dict[_Shown, dict[str, list[Changed]]] = {}
    for name in sorted(places, key=lambda name: -len(days[name])):
        span = _Span.of(name, places[name], days[name])
        shown = next((its for its in alike if span.fits(its)), span.shown)
        alike.setdefault(shown, {})[name] = places[name]
    for shown, there in alike.items():
        yield _row(shown, there)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """First and last day on which a change shows in a district, among those compared there."""

    first: date
    last: date
    earliest: date
    latest: date

    @classmethod
    def of(cls, district: str, changed: Iterable[Changed], compared: Sequence[date]) -> _Span:
        days = [day for its in changed for day in its.contrast.where[district]]
        return cls(first=min(days), last=max(days), earliest=min(compared), latest=max(compared))

    @property
    def shown(self) -> _Shown:
        since = None if self.first == self.earliest else self.first
        return since, None if self.last == self.latest else self.last

    def fits(self, shown: _Shown) -> bool:
        """Whether it is the same as elsewhere, but for days on which the district is not there."""
        (since, until) = shown
        (own_since, own_until) = self.shown
        begins = own_since == since or (not own_since and since and since <= self.first)
        ends = own_until == until or (not own_until and until and self.last <= until)
        return bool(begins and ends)


def _order(row: ImpactRow) -> tuple[str, str, str, str]:
    return row.service, _name(row.outcome_before), _name(row.outcome_after), row.line()


def _name(outcome: Outcome | None) -> str:
    return outcome.value if outcome else ""


def _row(shown: _Shown, places: Mapping[str, Sequence[Changed]]) -> ImpactRow:
    changed = list({id(its): its for found in places.values() for its in found}.values())
    change = changed[0].change
    return ImpactRow(
        service=change.service,
        districts=tuple(places),
        since=shown[0],
        until=shown[1],
        outcome_before=change.outcome_before,
        strength_before=change.strength_before,
        outcome_after=change.outcome_after,
        strength_after=change.strength_after,
        cause=change.cause,
        amounts=change.amounts,
        varied=tuple(_varied(changed)),
        count=len(changed),
        samples=_samples(changed, places),
    )


def _samples(changed: Iterable[Changed], districts: Collection[str]) -> tuple[Sample, ...]:
    """Examples first, then situations in the row's own districts, then the latest days."""

    def rank(its: Changed) -> tuple[bool, bool, int]:
        at = its.situation
        return not at.example, at.district not in districts, -at.day.toordinal()

    return tuple(_sample(its) for its in sorted(changed, key=rank)[:SAMPLES])


def _sample(its: Changed) -> Sample:
    answers = {name: plain(answer) for name, answer in its.situation.answers.items()}
    return Sample(
        district=its.situation.district,
        day=its.situation.day,
        answers=answers,
        example=its.situation.example,
    )


def _varied(changed: Sequence[Changed]) -> Iterator[Varied]:
    """The numbers that all situations of a row have an answer for."""
    amounts: dict[str, list[Interval | None]] = {}
    units: dict[str, str] = {}
    for its in changed:
        for name, measure in {its.question: its for its in reversed(its.measures)}.items():
            units.setdefault(name, measure.unit)
            amounts.setdefault(name, []).append(measure.amounts)
    for name, unit in units.items():
        known = [its for its in amounts[name] if its is not None]
        if len(known) == len(changed):
            yield Varied(
                question=name,
                low=min(its[0] for its in known),
                high=max(its[1] for its in known),
                unit=unit,
            )
