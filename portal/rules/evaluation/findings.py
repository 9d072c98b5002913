"""One requirement in a situation: its verdict, what it used, what it lacks and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from ..conditions.compiler import AtomCompiler, Tests
from ..conditions.place import Place
from ..conditions.traces import Combined, Compiled, Results, Trace
from ..conditions.tree import parameters_of
from ..conditions.verdict import NO, UNKNOWN, YES, Verdict, is_settled, verdict_of
from ..model.districts import EVERYWHERE
from ..model.parameters import LastKnown, Parameter, Row, last_known
from ..model.ruleset import Contest, Requirement
from ..model.sources import Citation, Source, is_single_secondary
from .answer_reader import Answers
from .local_service import LocalService

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
        when, _ = self._frame.conditions
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
            found = self._trace.missing
            if self._decided.is_weak:
                found = _once(found, self._frame.trace_if_firm(self._results).missing)
        elif self._decided.contested:
            found = self._frame.missing_later(self._results)
        # A requirement with a gap is unknown whatever is answered, but what held last is told:
        # then the answers that it depends on are worth asking for.
        if self._frame.assumed is not None and self._assumed is not None and self.known_lately:
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
        return Finding(assumed, self._results, self._today)


class _Decided(NamedTuple):
    """``contested``: a no rests on what was announced to end; ``judged``: the counter judges it;
    ``is_weak``: a no was taken back that rests on a single secondary page."""

    outlook: int
    contested: bool = False
    judged: bool = False
    is_weak: bool = False


_Conditions = tuple[Combined | None, Combined | None]
"""``when`` and ``judged_when`` of a requirement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementFrame:
    """A requirement as it stands in one district on one day.

    A finding depends on the answers only through what each of the ``tests`` comes to: the atoms of
    all its conditions, compiled.

    ``firm``: the conditions as if there were no row of the amounts that rest on a single secondary
    page, None where there are none; a no that falls without them is for the counter.
    ``later``: the condition of a contested requirement in years to come, with the amounts of today;
    ``last_known``: of the amounts that are not in force, those that held last; ``assumed``: the
    requirement as if they were in force still, None where there are none; it has the same tests.
    """

    local: LocalService
    as_written: Requirement
    place: Place
    conditions: _Conditions
    firm: _Conditions | None
    contest: Contest | None
    later: Combined | None
    sources: Mapping[str, Source]
    tests: tuple[Compiled, ...]
    last_known: Mapping[str, LastKnown]
    assumed: RequirementFrame | None

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
        return Finding(self, [test(answers) for test in self.tests], today)

    def decide(self, results: Results) -> _Decided:
        """What it comes to."""
        outlook, judged = self._outlook(results, self.conditions)
        if not outlook & NO:
            return _Decided(outlook, judged=judged)
        # What a later policy announced to end may refuse nobody any more; whoever meets it is fine.
        if self.contest is not None:
            return _Decided(outlook & ~NO | UNKNOWN, contested=outlook == NO, judged=judged)
        # Only a no is taken back: a wrong refusal ends the way, a wrong yes is seen at the counter.
        if self._is_on_one_page():
            return _Decided(outlook & ~NO | UNKNOWN, judged=True, is_weak=True)
        if self.firm is not None:
            firm, _ = self._outlook(results, self.firm)
            if firm != NO:
                outlook = outlook & ~NO | UNKNOWN | firm & NO
                return _Decided(outlook, judged=True, is_weak=True)
        return _Decided(outlook, judged=judged)

    def trace(self, results: Results) -> Trace:
        """What it rests on; the outlook is that of `decide`."""
        return self._trace(results, self.conditions)

    def trace_if_firm(self, results: Results) -> Trace:
        """What it rests on without what a single secondary page says.

        A no that rests on it is left to the counter; a yes stays, as an indication (semantics.md,
        *Tiers*).
        """
        if self.firm is None or self._is_on_one_page():
            return Trace(UNKNOWN)
        return self._trace(results, self.firm)

    def missing_later(self, results: Results) -> tuple[str, ...]:
        """Of a contested no, what bears on when the procedure itself would be met."""
        if self.later is None or is_settled(self.later.outlook(results)):
            return ()
        return self.later.trace(results).missing

    def _is_on_one_page(self) -> bool:
        return rests_on_one_page(self.as_written.citations, self.sources)

    def _outlook(self, results: Results, conditions: _Conditions) -> tuple[int, bool]:
        """The outlook with the counter's judgement applied, and whether that is needed."""
        when, judged_when = conditions
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

    def _trace(self, results: Results, conditions: _Conditions) -> Trace:
        when, judged_when = conditions
        if when is None:
            return Trace(UNKNOWN)
        trace = when.trace(results)
        if self.as_written.check == "judgement" or judged_when is None or not trace.outlook & NO:
            return trace
        pairs = zip(trace[1:], judged_when.trace(results)[1:], strict=True)
        return Trace(trace.outlook, *(_once(*pair) for pair in pairs))


def rests_on_one_page(citations: Iterable[Citation], sources: Mapping[str, Source]) -> bool:
    """Whether all that is cited is one secondary page."""
    return is_single_secondary(sources[citation.source] for citation in citations)


def _once(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))


def frame_requirement(
    requirement: Requirement,
    local: LocalService,
    sources: Mapping[str, Source],
    compiled: AtomCompiler,
) -> RequirementFrame:
    """A requirement compiled for a place; ``compiled``: the atoms of its service there."""
    return _frame(requirement, local, sources, compiled, Tests())


def _frame(
    requirement: Requirement,
    local: LocalService,
    sources: Mapping[str, Source],
    compiled: AtomCompiler,
    tests: Tests,
) -> RequirementFrame:
    place = compiled.place
    conditions = _over(tests, requirement, compiled)
    named = _named(requirement)
    contest = next(
        (c for c in requirement.contested if c.scope.holds(place.district, place.day)), None
    )
    later = None
    if contest and requirement.when:
        later = tests.over(requirement.when, AtomCompiler(_years_on(place, named)))
    lacking = [name for name in named if place.row(name) is None]
    last = {name: its for name in lacking if (its := _held_last(name, place))}
    weak = [
        name
        for name in named
        if (row := place.row(name)) and rests_on_one_page(row.citations, sources)
    ]
    assumed = None
    if last:
        still = compiled.with_parameters(_still_in_force(place, last))
        assumed = _frame(requirement, local, sources, still, tests)
    firm = None
    if weak:
        bare = {name: replace(place.parameters[name], rows=()) for name in weak}
        firm = _over(tests, requirement, compiled.with_parameters(bare))
    return RequirementFrame(
        local=local,
        as_written=requirement,
        place=place,
        conditions=conditions,
        firm=firm,
        contest=contest,
        later=later,
        sources=sources,
        tests=tests.each(),
        last_known=last,
        assumed=assumed,
    )


def _over(tests: Tests, requirement: Requirement, compiled: AtomCompiler) -> _Conditions:
    when, judged_when = requirement.when, requirement.judged_when
    return (
        tests.over(when, compiled) if when else None,
        tests.over(judged_when, compiled) if judged_when else None,
    )


def _named(requirement: Requirement) -> tuple[str, ...]:
    both = [its for its in (requirement.when, requirement.judged_when) if its]
    return tuple(dict.fromkeys(name for its in both for name in parameters_of(its)))


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
