"""A service in a situation: every requirement's finding, and the outcome they add up to.

`Frame` holds the services as they stand in one district on one day, compiled. `Frame.evaluate`
takes answers and gives an `Evaluation`. The order of outcomes is that of semantics.md.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, assert_never

from ..conditions.compiler import compile_condition
from ..conditions.place import Place
from ..conditions.traces import Combined, Compiled, Trace
from ..conditions.tree import Compare, Condition, Elapsed, atoms, questions_of
from ..conditions.verdict import NO, UNKNOWN, YES, Verdict, is_settled
from ..model.districts import District
from ..model.months import Month
from ..model.parameters import Row
from ..model.ruleset import Cover, Requirement, Ruleset, Service
from ..model.school import GRADE, STAGE
from .answer_reader import Answers
from .findings import Finding, Reason, RequirementFrame, RequirementFramer
from .local_service import LocalService
from .office import Office
from .prepared_service import prepared_service, told_since

_UNASKED = object()
_Results = tuple[Trace, ...]
_State = tuple[date, _Results]
#: Evaluations of a service kept at a time, each under what its atoms come to: no answer is kept.
_MOST_KNOWN = 64


class Outcome(Enum):
    """What a situation comes to for a service."""

    DOES_NOT_CONCERN = "does_not_concern"
    INFORMATION = "information"
    NOT_YET = "not_yet"
    DOES_NOT_MEET = "does_not_meet"
    MORE_INFORMATION = "more_information"
    MEETS = "meets"
    COUNTER_DECIDES = "counter_decides"
    ASK_THE_COUNTER = "ask_the_counter"


BEST_FIRST = {
    outcome: place
    for place, outcome in enumerate(
        (
            Outcome.MEETS,
            Outcome.COUNTER_DECIDES,
            Outcome.NOT_YET,
            Outcome.MORE_INFORMATION,
            Outcome.ASK_THE_COUNTER,
            Outcome.DOES_NOT_MEET,
            Outcome.INFORMATION,
            Outcome.DOES_NOT_CONCERN,
        )
    )
}
"""Outcomes by their rank where the best of several counts (semantics.md, *The household*)."""


class Strength(Enum):
    """How well an outcome is founded."""

    CONFIRMED = "confirmed"
    INDICATIVE = "indicative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The outcome of a service with every finding; ``missing`` is what is worth asking.

    ``concern``, ``ahead``: the outlooks of whether it concerns the person and of whether it is not
    yet the time; ``concern_by_day``: the first depends on the day of a month given. ``possible``:
    all that may still come to be asked. ``split_between``: each adult meets only a part of it, and
    no requirement is lacking in all of them.
    """

    local: LocalService
    outcome: Outcome
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    possible: tuple[str, ...] = ()
    concern: int = NO
    ahead: int = NO
    concern_by_day: bool = False
    split_between: bool = False

    @property
    def service(self) -> Service:
        """The service, with the amounts in force put into its texts."""
        return self.local.service

    @property
    def formalities(self) -> tuple[Requirement, ...]:
        """What the counter looks at besides."""
        return self.local.formalities

    @property
    def covered(self) -> bool:
        """Whether the procedure of this district and day is known."""
        return self.local.cover is not None

    @property
    def strength(self) -> Strength | None:
        """How well the outcome is founded."""
        return _strength(self.outcome, self.findings)

    @property
    def further(self) -> tuple[str, ...]:
        """After a no, what could still change a finding.

        Only a check limited to this service goes on to ask it.
        """
        return worth_asking(self.findings) if self.outcome is Outcome.DOES_NOT_MEET else ()

    @property
    def concern_open(self) -> bool:
        """Whether an answer is lacking that could make it not concern the person."""
        return _is_open(self.concern, NO)

    @property
    def concern_unsure(self) -> bool:
        """Whether that cannot be said for any other reason, and is left to the counter."""
        return self.concern == UNKNOWN

    @property
    def ahead_open(self) -> bool:
        """Whether an answer is lacking that could make it not yet the time."""
        return _is_open(self.ahead, YES)

    @property
    def ahead_unsure(self) -> bool:
        """Whether that cannot be said for any other reason, and is left to the counter."""
        return self.ahead == UNKNOWN

    @property
    def in_doubt(self) -> bool:
        """Whether further answers decide if either is left to the counter."""
        return bool((self.concern | self.ahead) & UNKNOWN)

    @property
    def met(self) -> int:
        """How many requirements hold, of ``len(findings)``."""
        return sum(finding.verdict is Verdict.YES for finding in self.findings)

    def deciding(self) -> tuple[Finding, ...]:
        """The findings the outcome rests on, or that are left to the counter."""
        wanted = _deciding(self.outcome)
        return tuple(finding for finding in self.findings if finding.verdict is wanted)


def _deciding(outcome: Outcome) -> Verdict | None:
    match outcome:
        case Outcome.MEETS:
            return Verdict.YES
        case Outcome.DOES_NOT_MEET:
            return Verdict.NO
        case Outcome.MORE_INFORMATION | Outcome.COUNTER_DECIDES | Outcome.ASK_THE_COUNTER:
            return Verdict.UNKNOWN
        case Outcome.DOES_NOT_CONCERN | Outcome.INFORMATION | Outcome.NOT_YET:
            return None
        case _:
            assert_never(outcome)


class ServiceFrame:
    """A service as it stands in one district on one day."""

    def __init__(self, service: Service, place: Place, ruleset: Ruleset) -> None:
        self.place = place
        self.ruleset = ruleset
        self.local = local = LocalService(service, place)
        prepared = prepared_service(service, ruleset)
        self._concerns = prepared.concerns
        self._ahead = prepared.ahead
        self.anniversaries = tuple(
            its
            for its in service.windows
            if its.anniversary_of and its.scope.holds(place.district, place.day)
        )
        self._told_since = [prepared.windows[its.id] for its in self.anniversaries]
        self._last_day: ServiceFrame | None = None
        in_force = [its for its in local.in_force() if its.check != "formality"]
        self._tests = tests = prepared.at(place, [its.id for its in in_force])
        framer = RequirementFramer(
            service=prepared, tests=tests, local=local, sources=ruleset.sources
        )
        self.requirements = tuple([framer.frame(its, place) for its in in_force])
        self._known: dict[_State, Evaluation] = {}
        self._compiled: dict[Condition, Compiled] = {}
        self.worked_out: dict[Hashable, Any] = {}

    @property
    def service(self) -> Service:
        """The service, with the amounts in force put into its texts."""
        return self.local.service

    @property
    def rows(self) -> Mapping[str, Row]:
        """The amounts in force."""
        return self.local.rows

    @property
    def cover(self) -> Cover | None:
        """The cover that holds; None where no procedure is known."""
        return self.local.cover

    @property
    def formalities(self) -> tuple[Requirement, ...]:
        """What the portal cannot see and the counter looks at."""
        return self.local.formalities

    @cached_property
    def office(self) -> Office:
        """What there is for it at the office."""
        return Office(self.service, self.place, self.ruleset)

    @cached_property
    def has_cut_off(self) -> bool:
        """Whether a requirement in force counts its months up to a cut-off day."""
        own = (its.requirement for its in self.requirements)
        conditions = (when for its in own for when in (its.when, its.judged_when) if when)
        return any(
            isinstance(side, Elapsed) and side.cutoff is not None
            for condition in conditions
            for atom in atoms(condition)
            if isinstance(atom, Compare)
            for side in (atom.left, atom.right)
        )

    @cached_property
    def without_child(self) -> Evaluation:
        """What a service for children comes to where there is no child."""
        return Evaluation(
            local=self.local,
            outcome=Outcome.DOES_NOT_CONCERN,
            findings=(),
            missing=(),
        )

    def compiled(self, condition: Condition) -> Compiled:
        """A condition of its rules as it is here, compiled when first asked for."""
        found = self._compiled.get(condition)
        if found is None:
            found = self._compiled[condition] = compile_condition(condition, self.place)
        return found

    @cached_property
    def deciding_questions(self) -> tuple[str, ...]:
        """The questions on which its outcome rests."""
        conditions = [its for _, its in self.local.as_written.deciding_conditions()]
        # A cut-off is that of a year, which stage and grade give without being named.
        year = (STAGE, GRADE) if self.place.asks_for_year else ()
        asked = [*conditions, *map(told_since, self.anniversaries)]
        return _once(year, *(questions_of(condition) for condition in asked))

    def deciding_answers(self, answers: Answers) -> tuple[object, ...]:
        """What is read of some answers: who are alike in it are alike for this service."""
        return tuple([answers.get(name, _UNASKED) for name in self.deciding_questions])

    def best_possible(self, evaluation: Evaluation, answers: Answers, today: date) -> Outcome:
        """The best outcome that further answers may still lead to, or one that is better."""
        if evaluation.outcome is not Outcome.MORE_INFORMATION:
            return evaluation.outcome
        results = self._results(answers)
        concern = self._concerns.outlook(results) if self._concerns else YES
        ahead = self._ahead.outlook(results) if self._ahead else NO
        found = [Outcome.NOT_YET] if ahead & YES else []
        if ahead != YES:
            doubtful = not concern & YES or not ahead & NO
            best = self._best_by_findings(evaluation.findings, answers, today)
            found.append(Outcome.ASK_THE_COUNTER if doubtful else best)
        return min(found, key=lambda outcome: BEST_FIRST[outcome])

    def _best_by_findings(
        self, findings: tuple[Finding, ...], answers: Answers, today: date
    ) -> Outcome:
        if any(finding.outlook == NO for finding in findings):
            return Outcome.DOES_NOT_MEET
        if all(finding.outlook & YES for finding in findings):
            return Outcome.MEETS
        left = [its for its in findings if its.outlook == UNKNOWN and not its.missing]
        counter = all(self._is_left_to_counter(its, answers, today) for its in left)
        return Outcome.COUNTER_DECIDES if counter else Outcome.ASK_THE_COUNTER

    def evaluate(self, answers: Answers, today: date) -> Evaluation:
        """All findings and their outcome; ``today`` only weighs the age of sources.

        It depends on the answers through what each atom comes to. Where the day within a month
        decides, the last day of the month is looked at too, so that is worked out each time.
        """
        results = self._results(answers)
        state = today, results
        evaluation = self._known.get(state)
        if evaluation is None:
            evaluation = self._worked_out(results, answers, today)
            if not _rests_on_the_day(results, evaluation):
                # All at once: to know which were used least would cost every look-up.
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                self._known[state] = evaluation
        return evaluation

    def forget(self) -> None:
        """Throw away every evaluation that is kept; what is compiled stays."""
        self._known.clear()

    def _results(self, answers: Answers) -> _Results:
        return self._tests.all(answers)

    def _worked_out(self, results: _Results, answers: Answers, today: date) -> Evaluation:
        concern = self._concerns.outlook(results) if self._concerns else YES
        ahead = self._ahead.outlook(results) if self._ahead else NO
        findings = tuple([Finding(its, results, today) for its in self.requirements])
        outcome, missing = self._outcome(concern, ahead, findings, results, answers, today)
        possible: tuple[str, ...] = ()
        if outcome is Outcome.MORE_INFORMATION:
            first = _missing(self._concerns, results)
            then = _missing(self._ahead, results)
            possible = _once(first, then, worth_asking(findings), self._undated(results))
        by_day = False
        if self._concerns and concern == UNKNOWN:
            by_day = bool(self._concerns.trace(results).by_day)
        return Evaluation(
            local=self.local,
            outcome=outcome,
            findings=findings,
            missing=missing,
            possible=possible,
            concern=concern,
            ahead=ahead,
            concern_by_day=by_day,
        )

    def _outcome(
        self,
        concern: int,
        ahead: int,
        findings: tuple[Finding, ...],
        results: _Results,
        answers: Answers,
        today: date,
    ) -> tuple[Outcome, tuple[str, ...]]:
        """The outcome and what is worth asking, in the order of semantics.md (*Outcomes*)."""
        if concern == NO:
            return Outcome.DOES_NOT_CONCERN, ()
        # Before anything is asked: no answer can change what no procedure decides.
        if self.local.as_written.kind == "entitlement" or self.cover is None:
            return Outcome.INFORMATION, ()
        if _is_open(concern, NO):
            return Outcome.MORE_INFORMATION, _missing(self._concerns, results)
        if _is_open(ahead, YES):
            return Outcome.MORE_INFORMATION, _missing(self._ahead, results)
        if ahead == YES:
            return Outcome.NOT_YET, ()
        outcome = self._by_findings(findings, answers, today)
        asked = worth_asking(findings) if outcome is Outcome.MORE_INFORMATION else ()
        if outcome not in _UNDONE_BY_DOUBT:
            return outcome, asked
        if UNKNOWN in (concern, ahead):
            return Outcome.ASK_THE_COUNTER, ()
        if not (concern | ahead) & UNKNOWN:
            # When it can be done is a part of what to do: a wrong «now» costs the trip.
            undated = () if outcome is Outcome.DOES_NOT_MEET else self._undated(results)
            return (Outcome.MORE_INFORMATION, undated) if undated else (outcome, ())
        first = _missing(self._concerns, results) if concern & UNKNOWN else ()
        then = _missing(self._ahead, results) if ahead & UNKNOWN else ()
        return Outcome.MORE_INFORMATION, _once(first, then)

    def _undated(self, results: _Results) -> tuple[str, ...]:
        """What is not told of when the yearly windows of a person's own come."""
        return _once(*(window.missing(results) for window in self._told_since))

    def _by_findings(self, findings: tuple[Finding, ...], answers: Answers, today: date) -> Outcome:
        outlooks = {finding.outlook for finding in findings}
        if NO in outlooks:
            return Outcome.DOES_NOT_MEET
        if worth_asking(findings):
            return Outcome.MORE_INFORMATION
        # Nothing found to be met: «only the counter's part is left» would say more than is known.
        if YES not in outlooks:
            return Outcome.ASK_THE_COUNTER
        if outlooks == {YES}:
            return Outcome.MEETS
        left = (finding for finding in findings if finding.verdict is Verdict.UNKNOWN)
        if all(self._is_left_to_counter(finding, answers, today) for finding in left):
            return Outcome.COUNTER_DECIDES
        return Outcome.ASK_THE_COUNTER

    def _is_left_to_counter(self, finding: Finding, answers: Answers, today: date) -> bool:
        """Whether a requirement is unknown only by what the counter settles as a rule."""
        return all(self._settles(reason, finding, answers, today) for reason in finding.reasons)

    def _settles(self, reason: Reason, finding: Finding, answers: Answers, today: date) -> bool:
        match reason:
            case Reason.JUDGEMENT:
                return finding.routine
            case Reason.GAP:
                held = finding.by_last_known is Verdict.YES or finding.usual_by_last_known
                return finding.known_lately and held
            case Reason.DAY:
                then = self.on_last_day_of_month(finding.name)
                return then is not None and then.find(answers, today).verdict is Verdict.YES
            case Reason.UNANSWERED | Reason.CONTESTED | Reason.DONT_KNOW:
                return False
            case _:
                assert_never(reason)

    def on(self, day: date) -> ServiceFrame:
        """The service as it stands here on another day."""
        return _on(self, day)

    def on_last_day_of_month(self, requirement: str) -> RequirementFrame | None:
        """A requirement as it stands on the last day of the month; None if it does not then."""
        last = Month.on(self.place.day).last_day
        if self._last_day is None:
            if not self.place.district.period.holds(last):
                return None
            self._last_day = self.on(last)
        frames = self._last_day.requirements
        return next((its for its in frames if its.as_written.id == requirement), None)


P = ParamSpec("P")
T = TypeVar("T")


def once_for_each_frame(
    work: Callable[Concatenate[ServiceFrame, P], T],
) -> Callable[Concatenate[ServiceFrame, P], T]:
    """Keep with each frame what is worked out of it alone, the same for everybody."""

    @wraps(work)
    def found(frame: ServiceFrame, /, *given: P.args, **named: P.kwargs) -> T:
        key = work, *given, *named.items()
        if key not in frame.worked_out:
            frame.worked_out[key] = work(frame, *given, **named)
        known: T = frame.worked_out[key]
        return known

    return found


#: A household looks at the same days of the same services for each of its people, and so does the
#: next household in that district: each of some forty services on some twenty days.
_MOST_DAYS = 1024


def _on(frame: ServiceFrame, day: date) -> ServiceFrame:
    """A frame on another day; the last ones are kept with their ruleset, and go with it."""
    kept = frame.ruleset.worked_out
    if _set_on not in kept:
        kept[_set_on] = lru_cache(maxsize=_MOST_DAYS)(_set_on)
    found: ServiceFrame = kept[_set_on](frame, day)
    return found


def _set_on(frame: ServiceFrame, day: date) -> ServiceFrame:
    return ServiceFrame(frame.local.as_written, replace(frame.place, day=day), frame.ruleset)


_UNDONE_BY_DOUBT = frozenset({Outcome.DOES_NOT_MEET, Outcome.MEETS, Outcome.COUNTER_DECIDES})
"""Outcomes that are left to the counter while it is in doubt whether the service concerns."""


def _is_open(outlook: int, verdict: int) -> bool:
    """Whether an answer that is lacking could make a condition come to a verdict."""
    return bool(outlook & verdict) and not is_settled(outlook)


def worth_asking(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Questions that could still change a verdict, or what the last known amounts come to."""
    return _once(*(finding.missing for finding in findings))


def _once(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))


def _strength(outcome: Outcome, findings: tuple[Finding, ...]) -> Strength | None:
    if outcome is Outcome.MEETS or outcome is Outcome.COUNTER_DECIDES:
        firm = all(f.confirmed for f in findings if f.verdict is Verdict.YES) and not any(
            f.gaps for f in findings if f.verdict is Verdict.UNKNOWN
        )
    # One requirement that fails for certain refuses, however weak the others are.
    elif outcome is Outcome.DOES_NOT_MEET:
        firm = any(f.confirmed for f in findings if f.verdict is Verdict.NO)
    else:
        return None
    return Strength.CONFIRMED if firm else Strength.INDICATIVE


def _rests_on_the_day(results: _Results, evaluation: Evaluation) -> bool:
    """Whether it says of a finding that the day within a month decides."""
    return any(its.by_day for its in results) and any(
        Reason.DAY in finding.reasons for finding in evaluation.findings
    )


def _missing(condition: Combined | None, results: _Results) -> tuple[str, ...]:
    return condition.missing(results) if condition else ()


class Frame:
    """All services as they stand in one district on one day, compiled when first needed."""

    def __init__(
        self, ruleset: Ruleset, district: District, day: date, base: Frame | None = None
    ) -> None:
        self.ruleset = ruleset
        self.district = district
        self.day = day
        self._base = base
        self._frames: dict[str, ServiceFrame] = {}

    def on(self, day: date) -> Frame:
        """The same district on another day."""
        return Frame(self.ruleset, self.district, day, base=self)

    def service(self, name: str) -> ServiceFrame:
        """One service here and now; KeyError if there is none of that name."""
        if name not in self._frames:
            if self._base is not None:
                self._frames[name] = self._base.service(name).on(self.day)
            else:
                service = self.ruleset.services[name]
                self._frames[name] = ServiceFrame(service, self._place(service), self.ruleset)
        return self._frames[name]

    def _place(self, service: Service) -> Place:
        ruleset = self.ruleset
        return Place(
            district=self.district,
            day=self.day,
            gazetteer=ruleset.gazetteer,
            questions=ruleset.questions,
            parameters=service.parameters,
            asks_for_year=service.last_grade is not None,
        )

    def evaluate(self, answers: Answers, today: date) -> tuple[Evaluation, ...]:
        """Every service, in the order of the rules."""
        return tuple(self.service(name).evaluate(answers, today) for name in self.ruleset.services)
