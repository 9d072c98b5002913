"""One requirement in a situation: its verdict, what it used, what it lacks and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from .answers import Answers
from .compiling import Place, compile_condition
from .conditions import atoms
from .model import Contest, Requirement
from .parameters import Row
from .sources import Citation, Source
from .tracing import Compiled, Trace
from .verdict import NO, UNKNOWN, YES, Verdict, is_settled, verdict_of

#: Findings of a requirement kept at a time: few requirements have more combinations.
_MOST_KNOWN = 64
_State = tuple[date | Trace, ...]


class Reason(Enum):
    """Why a requirement is unknown."""

    UNANSWERED = "unanswered"
    DONT_KNOW = "dont_know"
    GAP = "gap"
    JUDGEMENT = "judgement"
    CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement in a situation.

    ``missing``: questions whose answer could still change the verdict; ``unclear``: questions
    answered «不知道»; ``gaps``: parameters without an amount in force; ``citations``: of the
    requirement, of the amounts used and of what contests it.
    """

    requirement: Requirement
    verdict: Verdict
    reason: Reason | None
    outlook: int
    answers: tuple[str, ...]
    missing: tuple[str, ...]
    unclear: tuple[str, ...]
    parameters: Mapping[str, Row]
    gaps: tuple[str, ...]
    citations: tuple[Citation, ...]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RequirementFrame:
    """A requirement as it stands in one district on one day.

    A finding depends on the answers only through what each atom of the conditions comes to, and
    that is one of four things. So findings are worked out once for each combination that is met;
    what is kept holds no answer.
    """

    requirement: Requirement
    when: Compiled | None
    judged_when: Compiled | None
    contest: Contest | None
    rows: Mapping[str, Row]
    sources: Mapping[str, Source]
    atoms: tuple[Compiled, ...]
    known: dict[_State, Finding] = field(default_factory=dict, compare=False)

    def find(self, answers: Answers, today: date) -> Finding:
        """The finding for these answers; ``today`` only weighs the age of sources."""
        state: _State = (today, *[atom(answers) for atom in self.atoms])
        finding = self.known.get(state)
        if finding is None:
            finding = self._worked_out(answers, today)
            if len(self.known) >= _MOST_KNOWN:
                self.known.clear()
            self.known[state] = finding
        return finding

    def _worked_out(self, answers: Answers, today: date) -> Finding:
        trace = self._trace(answers)
        outlook = trace.outlook
        if self.contest is not None and outlook & NO:
            outlook = outlook & ~NO | UNKNOWN
        verdict = verdict_of(outlook)
        reason = _reason(outlook, trace) if verdict is Verdict.UNKNOWN else None
        rows = {name: self.rows[name] for name in trace.parameters if name in self.rows}
        citations = self._citations(rows, contested=reason is Reason.CONTESTED)
        return Finding(
            self.requirement,
            verdict,
            reason,
            outlook,
            trace.answers,
            () if is_settled(outlook) else trace.missing,
            trace.unclear,
            rows,
            trace.gaps,
            citations,
            all(self.sources[citation.source].confirms(today) for citation in citations),
        )

    def _citations(self, rows: Mapping[str, Row], *, contested: bool) -> tuple[Citation, ...]:
        cited = list(self.requirement.citations)
        if contested and self.contest is not None:
            cited += self.contest.citations
        for row in rows.values():
            cited += row.citations
        return tuple(dict.fromkeys(cited))

    def _trace(self, answers: Answers) -> Trace:
        """The condition's trace with the counter's judgement applied."""
        if self.when is None:
            return Trace(UNKNOWN)
        trace = self.when(answers)
        if self.requirement.check == "judgement":
            return _left_to_counter(trace)
        if self.judged_when is None or not trace.outlook & NO:
            return trace
        between = self.judged_when(answers)
        outlook = trace.outlook & ~NO | between.outlook & NO
        if between.outlook & ~NO:
            outlook |= UNKNOWN
        return _merged(outlook, trace, between)


def _left_to_counter(trace: Trace) -> Trace:
    if not trace.outlook & YES:
        return trace
    return trace._replace(outlook=trace.outlook & ~YES | UNKNOWN)


def _merged(outlook: int, trace: Trace, between: Trace) -> Trace:
    pairs = zip(trace[1:], between[1:], strict=True)
    return Trace(outlook, *(tuple(dict.fromkeys(a + b)) for a, b in pairs))


def _reason(outlook: int, trace: Trace) -> Reason:
    if not is_settled(outlook):
        return Reason.UNANSWERED
    if trace.outlook == NO:
        return Reason.CONTESTED
    if trace.unclear:
        return Reason.DONT_KNOW
    if trace.gaps:
        return Reason.GAP
    return Reason.JUDGEMENT


def frame_requirement(
    requirement: Requirement, place: Place, rows: Mapping[str, Row], sources: Mapping[str, Source]
) -> RequirementFrame:
    """A requirement compiled for a place; ``rows``: the service's amounts in force there."""
    both = [its for its in (requirement.when, requirement.judged_when) if its]
    tested = dict.fromkeys(atom for its in both for atom in atoms(its))
    contests = (c for c in requirement.contested if c.scope.holds(place.district, place.day))
    when, judged = requirement.when, requirement.judged_when
    return RequirementFrame(
        requirement,
        compile_condition(when, place) if when else None,
        compile_condition(judged, place) if judged else None,
        next(contests, None),
        rows,
        sources,
        tuple(compile_condition(atom, place) for atom in tested),
    )
