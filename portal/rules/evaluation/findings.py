"""One requirement in a situation: its verdict, what it used, what it lacks and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from ..conditions.compiler import Tests
from ..conditions.place import Place
from ..conditions.traces import Results, Trace
from ..conditions.verdict import NO, UNKNOWN, YES, Verdict, is_settled, verdict_of
from ..model.districts import EVERYWHERE
from ..model.parameters import LastKnown, Parameter, Row, last_known
from ..model.ruleset import Contest, Requirement
from ..model.sources import Citation, Source, is_single_secondary
from .answer_reader import Answers
from .local_service import LocalService
from .prepared_service import OtherTests, PreparedRequirement, PreparedService

#: Years after which every month that runs today is long enough.
_YEARS_ON = 60


class Reason(Enum):
    """Why a requirement is unknown; the first that applies comes first (semantics.md)."""

    UNANSWERED = "unanswered"
    CONTESTED = "contested"
    DONT_KNOW = "dont_know"
    GAP = "gap"
    DAY = "day"
    JUDGEMENT = "judgement"


class Finding:
    """One requirement in a situation: its outlook at once, and why when somebody reads it.

    It holds what the atoms of the conditions came to, and no answer. ``today`` only weighs the age
    of sources.
    """

    def __init__(self, frame: RequirementFrame, results: Results, today: date) -> None:
        self._frame = frame
        self._results = results
        self._today = today
        self._decided = frame.decide(results)
        self.outlook = self._decided.outlook

    @property
    def requirement(self) -> Requirement:
        """The requirement, with the amounts in force put into its texts."""
        return self._frame.requirement

    @property
    def name(self) -> str:
        """The id of the requirement."""
        return self._frame.as_written.id

    @property
    def verdict(self) -> Verdict:
        """Whether it holds."""
        return verdict_of(self.outlook)

    @property
    def is_condition_no(self) -> bool:
        """Whether its condition is no, whatever the counter or a contest makes of that."""
        when = self._frame.prepared.when
        return when is not None and when.outlook(self._results) == NO

    @property
    def reason(self) -> Reason | None:
        """The first reason why it is unknown; None if it is known."""
        return self.reasons[0] if self.reasons else None

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """All that make it unknown, in their order."""
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        trace = self._trace
        applies = {
            Reason.UNANSWERED: not is_settled(self.outlook),
            Reason.CONTESTED: self._decided.contested,
            Reason.DONT_KNOW: bool(trace.unclear),
            Reason.GAP: bool(trace.gaps),
            Reason.DAY: bool(trace.by_day),
            Reason.JUDGEMENT: self._decided.judged or bool(trace.by_year),
        }
        return tuple(reason for reason in Reason if applies[reason])

    @property
    def missing(self) -> tuple[str, ...]:
        """Questions whose answer could still change the verdict, or its last known amounts'."""
        return () if self.outlook in (YES, NO) else self._lacking

    @cached_property
    def _lacking(self) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        if not is_settled(self.outlook):
            found = self._frame.missing(self._results)
            if self._decided.is_weak:
                found = _once(found, self._frame.missing_if_firm(self._results))
        elif self._decided.contested:
            found = self._frame.missing_later(self._results)
        # A requirement with a gap is unknown whatever is answered, but what held last is told:
        # then the answers that it depends on are worth asking for.
        if self._assumed is not None and self.known_lately:
            found = _once(found, self._assumed.missing)
        return found

    @property
    def answers(self) -> tuple[str, ...]:
        """Questions whose answer was used."""
        return self._trace.answers

    @property
    def unclear(self) -> tuple[str, ...]:
        """Questions answered «不知道»."""
        return self._trace.unclear

    @property
    def gaps(self) -> tuple[str, ...]:
        """Parameters without an amount in force."""
        return self._trace.gaps

    @property
    def by_day(self) -> tuple[str, ...]:
        """Questions whose month leaves open what the day decides."""
        return self._trace.by_day

    @cached_property
    def parameters(self) -> Mapping[str, Row]:
        """The amounts used."""
        rows = ((name, self._frame.place.row(name)) for name in self._trace.parameters)
        return {name: row for name, row in rows if row is not None}

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Those of the requirement, of the amounts used and of what contests it."""
        frame = self._frame
        cited = list(frame.as_written.citations)
        if self._decided.contested and frame.contest is not None:
            cited += frame.contest.citations
        for row in self.parameters.values():
            cited += row.citations
        return tuple(dict.fromkeys(cited))

    @cached_property
    def confirmed(self) -> bool:
        """Whether each source is one that confirms, inside its review period."""
        sources = self._frame.sources
        return all(sources[its.source].confirms(self._today) for its in self.citations)

    @property
    def last_known(self) -> tuple[LastKnown, ...]:
        """Of the gaps, the amounts that held last."""
        known = self._frame.last_known
        return tuple(known[name] for name in self.gaps if name in known)

    @property
    def by_last_known(self) -> Verdict | None:
        """The verdict with all of the last known amounts, None where there are none."""
        return self._assumed.verdict if self._assumed else None

    @property
    def known_lately(self) -> bool:
        """Whether an amount is known for each gap and each ended at most 24 months ago."""
        if self._assumed is None:
            return False
        last = [self._frame.last_known.get(name) for name in self.gaps]
        return all(its is not None and its.is_recent(self._frame.place.day) for its in last)

    @property
    def usual_by_last_known(self) -> bool:
        """Whether by those amounts only a judgement is left that mostly goes through."""
        assumed = self._assumed
        return assumed is not None and assumed.routine and assumed.reasons == (Reason.JUDGEMENT,)

    @property
    def coming(self) -> Mapping[str, Row]:
        """Rows of the amounts used or lacking that begin later."""
        place = self._frame.place
        rows = (
            (name, place.parameters[name].coming(place.district, place.day))
            for name in (*self._trace.parameters, *self.gaps)
        )
        return {name: row for name, row in rows if row is not None}

    @property
    def routine(self) -> bool:
        """Whether what the counter judges is its part by rule and mostly goes through.

        False where it judges a missed condition, or a no that a single weak page says.
        """
        requirement = self._frame.as_written
        by_rule = requirement.check == "judgement" or requirement.usual
        judged = self._decided.judged and not self._decided.is_weak
        return judged and by_rule and not self._trace.by_year

    @cached_property
    def _trace(self) -> Trace:
        return self._frame.trace(self._results)

    @cached_property
    def _assumed(self) -> Finding | None:
        """The finding as if the amounts that held last were in force still, where some lack."""
        assumed = self._frame.assumed
        if assumed is None or self.verdict is not Verdict.UNKNOWN or not self.gaps:
            return None
        return Finding(assumed.frame, assumed.tests.over(self._results), self._today)


class _Decided(NamedTuple):
    """``contested``: a no rests on what was announced to end; ``judged``: the counter judges it;
    ``is_weak``: a no was taken back that rests on a single secondary page."""

    outlook: int
    contested: bool = False
    judged: bool = False
    is_weak: bool = False


class Assumed(NamedTuple):
    """A requirement as if the amounts that held last were in force still, and its tests then."""

    frame: RequirementFrame
    tests: OtherTests


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementFrame:
    """A requirement as it stands in one district on one day.

    A finding depends on the answers only through what each of its tests comes to: those among the
    ``tests`` of its service that have one of the ``numbers``.

    ``firm``: the tests as if there were no row of the amounts that rest on a single secondary page,
    None where there are none; a no that falls without them is for the counter.
    ``later``: those of a contested requirement in years to come, with the amounts of today;
    ``last_known``: of the amounts that are not in force, those that held last; ``assumed``: the
    requirement as if they were in force still, None where there are none.
    """

    local: LocalService
    as_written: Requirement
    place: Place
    prepared: PreparedRequirement
    tests: Tests
    numbers: tuple[int, ...]
    sources: Mapping[str, Source]
    contest: Contest | None
    firm: OtherTests | None
    later: OtherTests | None
    last_known: Mapping[str, LastKnown]
    assumed: Assumed | None

    @property
    def requirement(self) -> Requirement:
        """The requirement, with the amounts in force put into its texts."""
        return self.local.service.requirements[self.as_written.id]

    @property
    def rows(self) -> Mapping[str, Row]:
        """The amounts of the service in force."""
        return self.local.rows

    def find(self, answers: Answers, today: date) -> Finding:
        """The finding for these answers; ``today`` only weighs the age of sources."""
        return Finding(self, self.tests.some(self.numbers, answers), today)

    def decide(self, results: Results) -> _Decided:
        """What it comes to."""
        outlook, judged = self._outlook(results)
        if not outlook & NO:
            return _Decided(outlook, judged=judged)
        # What a later policy announced to end may refuse nobody any more; whoever meets it is fine.
        if self.contest is not None:
            return _Decided(outlook & ~NO | UNKNOWN, contested=outlook == NO, judged=judged)
        # Only a no is taken back: a wrong refusal ends the way, a wrong yes is seen at the counter.
        if self._is_on_one_page():
            return _Decided(outlook & ~NO | UNKNOWN, judged=True, is_weak=True)
        if self.firm is not None:
            firm, _ = self._outlook(self.firm.over(results))
            if firm != NO:
                outlook = outlook & ~NO | UNKNOWN | firm & NO
                return _Decided(outlook, judged=True, is_weak=True)
        return _Decided(outlook, judged=judged)

    def trace(self, results: Results) -> Trace:
        """What it rests on; the outlook is that of `decide`."""
        when, judged_when = self.prepared.when, self.prepared.judged_when
        if when is None:
            return Trace(UNKNOWN)
        trace = when.trace(results)
        if self.as_written.check == "judgement" or judged_when is None or not trace.outlook & NO:
            return trace
        pairs = zip(trace[1:], judged_when.trace(results)[1:], strict=True)
        return Trace(trace.outlook, *(_once(*pair) for pair in pairs))

    def missing(self, results: Results) -> tuple[str, ...]:
        """The questions that its trace lacks."""
        when, judged_when = self.prepared.when, self.prepared.judged_when
        if when is None:
            return ()
        missing = when.missing(results)
        if self.as_written.check == "judgement" or judged_when is None:
            return missing
        return (
            _once(missing, judged_when.missing(results)) if when.outlook(results) & NO else missing
        )

    def missing_if_firm(self, results: Results) -> tuple[str, ...]:
        """What it lacks without what a single secondary page says.

        A no that rests on it is left to the counter; a yes stays, as an indication (semantics.md,
        *Tiers*).
        """
        if self.firm is None or self._is_on_one_page():
            return ()
        return self.missing(self.firm.over(results))

    def missing_later(self, results: Results) -> tuple[str, ...]:
        """Of a contested no, what bears on when the procedure itself would be met."""
        if self.later is None or self.prepared.when is None:
            return ()
        return self.prepared.when.missing(self.later.over(results))

    def _is_on_one_page(self) -> bool:
        return rests_on_one_page(self.as_written.citations, self.sources)

    def _outlook(self, results: Results) -> tuple[int, bool]:
        """The outlook with the counter's judgement applied, and whether that is needed."""
        when, judged_when = self.prepared.when, self.prepared.judged_when
        if when is None:
            return UNKNOWN, True
        outlook = when.outlook(results)
        if self.as_written.check == "judgement":
            left = outlook & ~YES | UNKNOWN if outlook & YES else outlook
            return left, outlook != NO
        if judged_when is None or not outlook & NO:
            return outlook, False
        between = judged_when.outlook(results)
        outlook = outlook & ~NO | between & NO
        return (outlook | UNKNOWN, True) if between & ~NO else (outlook, False)


def rests_on_one_page(citations: Iterable[Citation], sources: Mapping[str, Source]) -> bool:
    """Whether all that is cited is one secondary page."""
    return is_single_secondary(sources[citation.source] for citation in citations)


def _once(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementFramer:
    """Sets requirements of a service into the district and the day of its ``tests``."""

    service: PreparedService
    tests: Tests
    local: LocalService
    sources: Mapping[str, Source]

    def frame(self, requirement: Requirement, place: Place) -> RequirementFrame:
        """A requirement as it stands there; tests of what is looked at besides are taken up."""
        prepared = self.service.requirements[requirement.id]
        taken = len(self.tests)
        contest = next(
            (c for c in requirement.contested if c.scope.holds(place.district, place.day)), None
        )
        later = None
        if contest:
            then = _years_on(place, prepared.parameters)
            later = self.service.elsewhere(then, requirement.id, self.tests)
        amounts = {name: place.row(name) for name in prepared.parameters}
        lacking = [name for name, row in amounts.items() if row is None]
        last = {name: its for name in lacking if (its := _held_last(name, place))}
        assumed = self._assumed(requirement, place, last) if last else None
        firm = self._firm(requirement, place, amounts)
        return RequirementFrame(
            local=self.local,
            as_written=requirement,
            place=place,
            prepared=prepared,
            tests=self.tests,
            numbers=(*prepared.numbers, *range(taken, len(self.tests))),
            sources=self.sources,
            contest=contest,
            firm=firm,
            later=later,
            last_known=last,
            assumed=assumed,
        )

    def _firm(
        self, requirement: Requirement, place: Place, amounts: Mapping[str, Row | None]
    ) -> OtherTests | None:
        bare = {
            name: replace(place.parameters[name], rows=())
            for name, row in amounts.items()
            if row is not None and rests_on_one_page(row.citations, self.sources)
        }
        return self._with(bare, requirement, place.with_parameters(bare)) if bare else None

    def _assumed(
        self, requirement: Requirement, place: Place, last: Mapping[str, LastKnown]
    ) -> Assumed:
        held = _still_in_force(place, last)
        then = place.with_parameters(held)
        return Assumed(self.frame(requirement, then), self._with(held, requirement, then))

    def _with(self, changed: Collection[str], requirement: Requirement, place: Place) -> OtherTests:
        return self.service.elsewhere(place, requirement.id, self.tests, changed)


def _years_on(place: Place, named: Iterable[str]) -> Place:
    """The place when all the months that now run have run, with the amounts of today."""
    held = {
        name: replace(place.parameters[name], rows=(replace(row, scope=EVERYWHERE),))
        for name in named
        if (row := place.row(name))
    }
    year = min(place.day.year + _YEARS_ON, date.max.year)
    # 28: a day that every month of every year has.
    then = place.day.replace(year=year, day=min(place.day.day, 28))
    return replace(place, day=then, parameters={**place.parameters, **held})


def _held_last(parameter: str, place: Place) -> LastKnown | None:
    return last_known(place.parameters[parameter], place.district, place.day)


def _still_in_force(place: Place, last: Mapping[str, LastKnown]) -> dict[str, Parameter]:
    """The parameters as if the amounts that held last were in force still."""
    return {
        name: replace(
            place.parameters[name],
            rows=(replace(its.row, value=its.value, scope=EVERYWHERE),),
            yearly=False,
        )
        for name, its in last.items()
    }
