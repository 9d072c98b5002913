"""What a draft decides differently: whose outcome changes, where, from what to what.

Every example of a touched service and some made from them are evaluated under both rulesets, in
each district and on each day that the change touches (semantics.md: *Impact*).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from ..evaluation.answer_reader import EARLIEST
from ..model.months import Month
from ..model.ruleset import Ruleset
from ..stepwise import Progress, result_of
from .comparison import Amended, Changed, compare
from .contrast import Contrast, Sides
from .decision_fingerprint import counts_days, touched_days
from .rows import ImpactRow, Sample, Varied, digest_of
from .situations import Start, situations, starts
from .table import rows_of

LIMIT = 20_000
"""Situations compared at most, shared evenly among what differs: services, districts, days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What differs between two rulesets.

    ``situations`` were compared, ``unchanged`` of them come to the same; ``districts`` and
    ``services``: where something that decides differs; ``days``: those compared; ``capped``:
    some situations were left out, because there were more than the limit.
    """

    rows: tuple[ImpactRow, ...] = ()
    situations: int = 0
    unchanged: int = 0
    districts: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    capped: bool = False

    @property
    def digest(self) -> str:
        """A hash of the table as shown: equal for equal tables."""
        return digest_of(self.rows)


Steps = Generator[Progress, None, Impact]


def impact(before: Ruleset, after: Ruleset, today: date, limit: int = LIMIT) -> Impact:
    """What ``after`` decides otherwise than ``before``; ``today`` weighs the age of sources."""
    return result_of(impact_steps(before, after, today, limit))


def impact_steps(before: Ruleset, after: Ruleset, today: date, limit: int = LIMIT) -> Steps:
    """The same in steps: yields how many are done and of how many, and returns the impact."""
    sides = Sides.of(before, after, today)
    compared = yield from _looked_at(sides)
    differing = [contrast for contrast in compared if contrast.differs]
    found, count, capped = yield from _compared(sides, differing, limit)
    there = {district for contrast in differing for district in contrast.where}
    touched = {contrast.service for contrast in differing}
    return Impact(
        rows=rows_of(found, compared, _districts(sides)),
        situations=count,
        unchanged=count - len(found),
        districts=tuple(name for name in _districts(sides) if name in there),
        services=tuple(name for name in _services(sides) if name in touched),
        days=tuple(
            sorted({day for its in compared for days in its.where.values() for day in days})
        ),
        capped=capped,
    )


_Looked = Generator[tuple[int, int], None, list[Contrast]]
_Found = Generator[tuple[int, int], None, tuple[list[Changed], int, bool]]


def _looked_at(sides: Sides) -> _Looked:
    """Where and when there is something to compare, together where the same stands."""
    days = [(name, day) for name in _services(sides) for day in _days(sides, name)]
    compared: dict[str, list[Contrast]] = {}
    for done, (service, day) in enumerate(days, 1):
        _look(sides, service, day, compared.setdefault(service, []))
        yield done, 2 * len(days)
    return [contrast for found in compared.values() for contrast in found]


def _look(sides: Sides, service: str, day: date, found: list[Contrast]) -> None:
    own = {its.district for its in _starts(sides, service) if its.day == day}
    for district in _districts(sides):
        contrast = Contrast(sides, service, district, day)
        if contrast.counts:
            same = next((its for its in found if its.same_as(contrast)), None)
            if same:
                same.speaks_for(contrast, keep=district in own)
            else:
                found.append(contrast)


def _compared(sides: Sides, differing: Sequence[Contrast], limit: int) -> _Found:
    """Situations that change, how many were compared, and whether some were left out."""
    examples = {name: _starts(sides, name) for name in {its.service for its in differing}}
    share = max(1, limit // max(1, len(differing)))
    found: list[Changed] = []
    count = 0
    capped = False
    for done, contrast in enumerate(differing, 1):
        chosen = list(islice(situations(contrast, examples[contrast.service]), share + 1))
        capped = capped or len(chosen) > share
        count += len(chosen[:share])
        found += [its for one in chosen[:share] if (its := compare(contrast, one))]
        yield len(differing) + done, 2 * len(differing)
    return found, count, capped


def _days(sides: Sides, service: str) -> list[date]:
    """The days on which to compare a service, today first; none if nothing that decides differs.

    Where it counts months, the last day of this month and the one before are among them.
    """
    touched = touched_days(sides.before, sides.after, service)
    if touched is None:
        return []
    own = (its.day for its in _starts(sides, service))
    days = {*touched, *own}
    if any(counts_days(its, service) for its in (sides.before, sides.after)):
        last = Month.on(sides.current).last_day
        days |= {last, last - timedelta(days=1)}
    days.discard(sides.current)
    return [d for d in (sides.current, *sorted(days, reverse=True)) if d >= EARLIEST.first_day]


def _starts(sides: Sides, service: str) -> tuple[Start, ...]:
    return starts((sides.after, sides.before), service)


def _districts(sides: Sides) -> tuple[str, ...]:
    names = (*sides.after.gazetteer.districts, *sides.before.gazetteer.districts)
    return tuple(dict.fromkeys(names))


def _services(sides: Sides) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*sides.after.services, *sides.before.services)))


__all__ = ["LIMIT", "Amended", "Impact", "ImpactRow", "Sample", "Varied", "impact", "impact_steps"]
