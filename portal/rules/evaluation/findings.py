"""One requirement in a situation: its verdict, what it used, what it lacks and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from ..conditions.compiler import compile_condition
from ..conditions.place import Place
from ..conditions.traces import Compiled, Trace
from ..conditions.tree import Atom, Condition, atoms, parameters_of
from ..conditions.verdict import NO, UNKNOWN, YES, Verdict, is_settled, verdict_of
from ..model.districts import EVERYWHERE
from ..model.parameters import LastKnown, Row, last_known
from ..model.ruleset import Contest, Requirement
from ..model.sources import Citation, Source, is_single_secondary
from .answer_reader import Answers

#: Findings of a requirement kept at a time: few requirements have more combinations.
_MOST_KNOWN = 64
#: Years after which every month that runs today is long enough.
_YEARS_ON = 60
_State = tuple[date | Trace, ...]


class Reason(Enum):
    """Why a requirement is unknown; the first that applies comes first (semantics.md)."""

    UNANSWERED = "unanswered"
    CONTESTED = "contested"
    DONT_KNOW = "dont_know"
    GAP = "gap"
    DAY = "day"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One requirement in a situation.

    ``reasons``: all that make it unknown, in their order; ``missing``: questions whose answer could
    still change the verdict, or what the last known amounts come to; ``unclear``: questions
    answered «不知道»; ``gaps``: parameters without an amount in force; ``by_day``: questions whose
    month leaves open what the day decides; ``citations``: of the requirement, of the amounts used
    and of what contests it.

    ``last_known``: of the gaps, the amounts that held last; ``by_last_known``: the verdict with all
    of them, None where there are none; ``known_lately``: whether there is one for each gap and each
    ended at most 24 months ago; ``usual_by_last_known``: by those amounts only a judgement is left
    that mostly goes through. ``coming``: rows of the amounts used or lacking that begin later.

    ``routine``: what the counter judges is its part by rule and mostly goes through; false where it
    judges a missed condition, or a no that a single weak page says.
    """

    requirement: Requirement
    verdict: Verdict
    reasons: tuple[Reason, ...]
    outlook: int
    answers: tuple[str, ...]
    missing: tuple[str, ...]
    unclear: tuple[str, ...]
    parameters: Mapping[str, Row]
    gaps: tuple[str, ...]
    by_day: tuple[str, ...]
    citations: tuple[Citation, ...]
    confirmed: bool
    last_known: tuple[LastKnown, ...] = ()
    by_last_known: Verdict | None = None
    known_lately: bool = False
    usual_by_last_known: bool = False
    coming: Mapping[str, Row] = field(default_factory=dict)
    routine: bool = False

    @property
    def reason(self) -> Reason | None:
        """The first reason why it is unknown; None if it is known."""
        return self.reasons[0] if self.reasons else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementFrame:
    """A requirement as it stands in one district on one day.

    A finding depends on the answers only through what each atom of the conditions comes to, and
    that is one of a few things. So findings are worked out once for each combination that is met;
    what is kept holds no answer.

    ``atoms``: those of its conditions, compiled; ``later_atoms``: the same in years to come, where
    a contest asks for them. ``without_weak``: the conditions as if there were no row of the amounts
    that rest on a single secondary page, None where there are none; a no that falls without them is
    for the counter.
    ``later``: the condition of a contested requirement in years to come, with the amounts of today;
    ``last_known``: of the amounts that are not in force, those that held last; ``assumed``: the
    requirement as if they were in force still, None where there are none.
    """

    requirement: Requirement
    when: Compiled | None
    judged_when: Compiled | None
    without_weak: tuple[Compiled | None, Compiled | None] | None
    contest: Contest | None
    later: Compiled | None
    rows: Mapping[str, Row]
    sources: Mapping[str, Source]
    atoms: Mapping[Atom, Compiled]
    later_atoms: tuple[Compiled, ...]
    day: date
    last_known: Mapping[str, LastKnown]
    assumed: RequirementFrame | None
    coming: Mapping[str, Row]
    known: dict[_State, Finding] = field(default_factory=dict, compare=False)

    def find(self, answers: Answers, today: date) -> Finding:
        """The finding for these answers; ``today`` only weighs the age of sources."""
        state = self._state(answers, today)
        finding = self.known.get(state)
        if finding is None:
            finding = self._worked_out(answers, today)
            # All at once: to know which were used least would cost every look-up.
            if len(self.known) >= _MOST_KNOWN:
                self.known.clear()
            self.known[state] = finding
        return finding

    @property
    def hypothetical(self) -> tuple[Compiled, ...]:
        """The atoms as they are in years to come, or with amounts that ended in force still."""
        assumed = self.assumed
        held = (*assumed.atoms.values(), *assumed.hypothetical) if assumed else ()
        return (*self.later_atoms, *held)

    def _state(self, answers: Answers, today: date) -> _State:
        own: _State = (today, *[atom(answers) for atom in self.atoms.values()])
        if self.later_atoms:
            own += tuple(atom(answers) for atom in self.later_atoms)
        return own if self.assumed is None else own + self.assumed._state(answers, today)

    def _worked_out(self, answers: Answers, today: date) -> Finding:
        trace, judged = self._trace(answers, self.when, self.judged_when)
        outlook = trace.outlook
        missing = trace.missing
        contested = self.contest is not None and outlook == NO
        # What a later policy announced to end may refuse nobody any more; whoever meets it is fine.
        if self.contest is not None and outlook & NO:
            outlook = outlook & ~NO | UNKNOWN
        rows = {name: self.rows[name] for name in trace.parameters if name in self.rows}
        is_weak = False
        # Only a no is taken back: a wrong refusal ends the way, a wrong yes is seen at the counter.
        if outlook & NO:
            firm = self._firm(answers)
            if firm is not None and firm.outlook != NO:
                is_weak = True
                outlook = outlook & ~NO | UNKNOWN | firm.outlook & NO
                missing = tuple(dict.fromkeys((*missing, *firm.missing)))
                judged = True
        verdict = verdict_of(outlook)
        reasons: tuple[Reason, ...] = ()
        if verdict is Verdict.UNKNOWN:
            reasons = _reasons(outlook, trace, judged=judged, contested=contested)
        if is_settled(outlook):
            missing = self._missing_later(answers) if contested else ()
        assumed = None
        known_lately = False
        if verdict is Verdict.UNKNOWN and self.assumed is not None and trace.gaps:
            assumed = self.assumed.find(answers, today)
            known_lately = all(self._is_known_lately(name) for name in trace.gaps)
            # A requirement with a gap is unknown whatever is answered, but what held last is told:
            # then the answers that it depends on are worth asking for.
            if known_lately:
                missing = tuple(dict.fromkeys((*missing, *assumed.missing)))
        citations = self._citations(rows, contested=Reason.CONTESTED in reasons)
        used = (*trace.parameters, *trace.gaps)
        return Finding(
            requirement=self.requirement,
            verdict=verdict,
            reasons=reasons,
            outlook=outlook,
            answers=trace.answers,
            missing=missing,
            unclear=trace.unclear,
            parameters=rows,
            gaps=trace.gaps,
            by_day=trace.by_day,
            citations=citations,
            confirmed=all(self.sources[citation.source].confirms(today) for citation in citations),
            last_known=tuple(self.last_known[n] for n in trace.gaps if n in self.last_known),
            by_last_known=assumed.verdict if assumed else None,
            known_lately=known_lately,
            usual_by_last_known=assumed is not None
            and assumed.routine
            and assumed.reasons == (Reason.JUDGEMENT,),
            coming={name: self.coming[name] for name in used if name in self.coming},
            routine=(judged and not is_weak and not trace.by_year and self._judges_by_rule()),
        )

    def _missing_later(self, answers: Answers) -> tuple[str, ...]:
        """Of a contested no, what bears on when the procedure itself would be met."""
        if self.later is None:
            return ()
        then = self.later(answers)
        return () if is_settled(then.outlook) else then.missing

    def _judges_by_rule(self) -> bool:
        return self.requirement.check == "judgement" or self.requirement.usual

    def _is_known_lately(self, parameter: str) -> bool:
        its = self.last_known.get(parameter)
        return its is not None and its.is_recent(self.day)

    def _firm(self, answers: Answers) -> Trace | None:
        """What the conditions come to without what a single secondary page says.

        None where nothing rests on such a page. A no that rests on it is left to the counter; a
        yes stays, as an indication (semantics.md, *Tiers*).
        """
        if rests_on_one_page(self.requirement.citations, self.sources):
            return Trace(UNKNOWN)
        return self._trace(answers, *self.without_weak)[0] if self.without_weak else None

    def _citations(self, rows: Mapping[str, Row], *, contested: bool) -> tuple[Citation, ...]:
        cited = list(self.requirement.citations)
        if contested and self.contest is not None:
            cited += self.contest.citations
        for row in rows.values():
            cited += row.citations
        return tuple(dict.fromkeys(cited))

    def _trace(
        self, answers: Answers, when: Compiled | None, judged_when: Compiled | None
    ) -> tuple[Trace, bool]:
        """The condition's trace with the counter's judgement applied, and whether it is needed."""
        if when is None:
            return Trace(UNKNOWN), True
        trace = when(answers)
        if self.requirement.check == "judgement":
            return _left_to_counter(trace), trace.outlook != NO
        if judged_when is None or not trace.outlook & NO:
            return trace, False
        between = judged_when(answers)
        outlook = trace.outlook & ~NO | between.outlook & NO
        if between.outlook & ~NO:
            outlook |= UNKNOWN
        return _merged(outlook, trace, between), bool(between.outlook & ~NO)


def rests_on_one_page(citations: Iterable[Citation], sources: Mapping[str, Source]) -> bool:
    """Whether all that is cited is one secondary page."""
    return is_single_secondary(sources[citation.source] for citation in citations)


def _left_to_counter(trace: Trace) -> Trace:
    if not trace.outlook & YES:
        return trace
    return trace._replace(outlook=trace.outlook & ~YES | UNKNOWN)


def _merged(outlook: int, trace: Trace, between: Trace) -> Trace:
    pairs = zip(trace[1:], between[1:], strict=True)
    return Trace(outlook, *(tuple(dict.fromkeys(a + b)) for a, b in pairs))


def _reasons(outlook: int, trace: Trace, *, judged: bool, contested: bool) -> tuple[Reason, ...]:
    """All that keep a requirement unknown, in the order of `Reason`."""
    applies = {
        Reason.UNANSWERED: not is_settled(outlook),
        Reason.CONTESTED: contested,
        Reason.DONT_KNOW: bool(trace.unclear),
        Reason.GAP: bool(trace.gaps),
        Reason.DAY: bool(trace.by_day),
        Reason.JUDGEMENT: judged or bool(trace.by_year),
    }
    return tuple(reason for reason in Reason if applies[reason])


def frame_requirement(
    requirement: Requirement, place: Place, rows: Mapping[str, Row], sources: Mapping[str, Source]
) -> RequirementFrame:
    """A requirement compiled for a place; ``rows``: the service's amounts in force there."""
    both = [its for its in (requirement.when, requirement.judged_when) if its]
    tested = dict.fromkeys(atom for its in both for atom in atoms(its))
    contest = next(
        (c for c in requirement.contested if c.scope.holds(place.district, place.day)), None
    )
    later = _years_on(place, rows) if contest else None
    named = tuple(dict.fromkeys(name for its in both for name in parameters_of(its)))
    last = {name: its for name in named if name not in rows if (its := _held_last(name, place))}
    weak = [
        name for name in named if name in rows and rests_on_one_page(rows[name].citations, sources)
    ]
    return RequirementFrame(
        requirement=requirement,
        when=_compiled(requirement.when, place),
        judged_when=_compiled(requirement.judged_when, place),
        without_weak=_without(weak, requirement, place) if weak else None,
        contest=contest,
        later=_compiled(requirement.when, later) if later else None,
        rows=rows,
        sources=sources,
        atoms={atom: compile_condition(atom, place) for atom in tested},
        later_atoms=tuple(compile_condition(atom, later) for atom in tested) if later else (),
        day=place.day,
        last_known=last,
        assumed=_assumed(requirement, place, rows, sources, last) if last else None,
        coming={
            name: row
            for name in named
            if (row := place.parameters[name].coming(place.district, place.day))
        },
    )


def _years_on(place: Place, rows: Mapping[str, Row]) -> Place:
    """The place when all the months that now run have run, with the amounts of today."""
    held = {
        name: replace(place.parameters[name], rows=(replace(row, scope=EVERYWHERE),))
        for name, row in rows.items()
    }
    year = min(place.day.year + _YEARS_ON, date.max.year)
    # 28: a day that every month of every year has.
    then = place.day.replace(year=year, day=min(place.day.day, 28))
    return replace(place, day=then, parameters={**place.parameters, **held})


def _held_last(parameter: str, place: Place) -> LastKnown | None:
    return last_known(place.parameters[parameter], place.district, place.day)


def _assumed(
    requirement: Requirement,
    place: Place,
    rows: Mapping[str, Row],
    sources: Mapping[str, Source],
    last: Mapping[str, LastKnown],
) -> RequirementFrame:
    """The requirement as if the amounts that held last were in force still."""
    held = {name: replace(its.row, value=its.value, scope=EVERYWHERE) for name, its in last.items()}
    known = {
        name: replace(place.parameters[name], rows=(row,), yearly=False)
        for name, row in held.items()
    }
    still = replace(place, parameters={**place.parameters, **known})
    return frame_requirement(requirement, still, {**rows, **held}, sources)


def _compiled(condition: Condition | None, place: Place) -> Compiled | None:
    return compile_condition(condition, place) if condition else None


def _without(
    weak: Iterable[str], requirement: Requirement, place: Place
) -> tuple[Compiled | None, Compiled | None]:
    """The conditions of a requirement as if there were no row of some amounts."""
    gone = {name: replace(place.parameters[name], rows=()) for name in weak}
    bare = replace(place, parameters={**place.parameters, **gone})
    return _compiled(requirement.when, bare), _compiled(requirement.judged_when, bare)
