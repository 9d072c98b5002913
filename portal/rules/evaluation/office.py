"""What there is at the office for a service, in one district on one day: the same for everybody.

It is looked up once for each compiled service. Answers only choose the route whose papers and steps
are taken, and say the day of a window that comes round with a date of one's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ..conditions.compiler import compile_condition
from ..conditions.place import Place
from ..conditions.tree import Condition
from ..conditions.verdict import NO
from ..model.counters import Counter, in_force
from ..model.leads import Lead
from ..model.ruleset import PaperNeeded, Particular, Ruleset, Service, Window
from ..model.ruleset import Step as OfficeStep
from .answer_reader import Answers
from .windows import Opening, openings

_TOLD = ("hours", "fee", "time_limit", "visits", "online")
_IsTaken = Callable[[Answers], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Where to go and whom to call: a place, or a number that answers by voice."""

    counters: tuple[Counter, ...] = ()
    where: tuple[Particular, ...] = ()
    contacts: tuple[str, ...] = ()


NOBODY = Whom()
"""Nowhere to go, and nobody to call."""


class Office:
    """Where one goes for a service, what is laid down about it, and what its routes ask for."""

    def __init__(self, service: Service, place: Place, ruleset: Ruleset) -> None:
        self._service = service
        self._place = place
        self._ruleset = ruleset

    @cached_property
    def whom(self) -> Whom:
        """Whom to go to or to call."""
        place = self._place
        known = in_force(self._ruleset.counters.values(), place.district.id, place.day)
        hotline = self._ruleset.hotline
        return Whom(
            counters=tuple(
                its for its in known if self._service.is_served_at(its, place.district, place.day)
            ),
            where=self._service.places(place.district, place.day),
            contacts=self._service.contacts or ((hotline.id,) if hotline else ()),
        )

    @cached_property
    def particulars(self) -> tuple[Particular, ...]:
        """Hours, fee, time limit, visits, and how it is done online."""
        place = self._place
        return tuple(
            its
            for kind in _TOLD
            for its in self._service.particulars
            if its.kind == kind and its.scope.holds(place.district, place.day)
        )

    @cached_property
    def leads(self) -> tuple[Lead, ...]:
        """What is said of the service here and nobody has confirmed."""
        place = self._place
        return self._ruleset.leads_of(self._service.id, place.district, place.day)

    def papers(self, answers: Answers) -> tuple[PaperNeeded, ...]:
        """The documents to bring, without those of routes that are known not to be taken."""
        return tuple(paper for paper, is_taken in self._papers if is_taken(answers))

    def steps(self, answers: Answers) -> tuple[OfficeStep, ...]:
        """What to do at the office, in the same way without those of routes not taken."""
        return tuple(step for step, is_taken in self._steps if is_taken(answers))

    def openings(self, answers: Answers) -> tuple[Opening, ...]:
        """Of each window the one that is open or comes next, soonest first."""
        windows = self._service.windows
        if any(its.anniversary_of or its.when for its in windows):
            own = (window for window, is_theirs in self._windows if is_theirs(answers))
            return openings(own, self._place.district, self._place.day, answers)
        return self._openings_for_all

    @cached_property
    def _windows(self) -> tuple[tuple[Window, _IsTaken], ...]:
        return tuple((its, self._route(its.when)) for its in self._service.windows)

    @cached_property
    def _openings_for_all(self) -> tuple[Opening, ...]:
        return openings(self._service.windows, self._place.district, self._place.day, {})

    @cached_property
    def _papers(self) -> tuple[tuple[PaperNeeded, _IsTaken], ...]:
        place = self._place
        return tuple(
            (its, self._route(its.when))
            for its in self._service.papers
            if its.scope.holds(place.district, place.day)
        )

    @cached_property
    def _steps(self) -> tuple[tuple[OfficeStep, _IsTaken], ...]:
        place = self._place
        return tuple(
            (its, self._route(its.when))
            for its in self._service.steps
            if its.scope.holds(place.district, place.day)
        )

    def _route(self, when: Condition | None) -> _IsTaken:
        if when is None:
            return lambda _: True
        compiled = compile_condition(when, self._place)
        return lambda answers: compiled(answers).outlook != NO
