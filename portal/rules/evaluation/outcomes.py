"""A service in a situation: every requirement's finding, and the outcome they add up to.

`Frame` holds the services as they stand in one district on one day, compiled. `Frame.evaluate`
takes answers and gives an `Evaluation`. The order of outcomes is that of semantics.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache
from typing import assert_never

from ..conditions.compiler import compile_condition
from ..conditions.place import Place
from ..conditions.traces import Compiled, Trace
from ..conditions.tree import Atom, Compare, Condition, Elapsed, atoms, questions_of
from ..conditions.verdict import NO, UNKNOWN, YES, Verdict, is_settled
from ..model.districts import District
from ..model.months import Month
from ..model.named_amounts import with_amounts
from ..model.parameters import LastKnown, last_known
from ..model.ruleset import Cover, Requirement, Ruleset, Service
from ..model.school import GRADE, STAGE
from .answer_reader import Answers
from .findings import Finding, Reason, RequirementFrame, frame_requirement
from .office import Office

_UNASKED = object()
_State = tuple[date | Trace, ...]
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

    ``concern_open``: an answer is lacking that could make it not concern the person;
    ``ahead_open``: that could make it not yet the time; ``concern_unsure``, ``ahead_unsure``: that
    cannot be said for any other reason, and the outcome is left to the counter; ``concern_by_day``:
    it depends on the day of a month given; ``in_doubt``: further answers decide whether either is
    left so. ``further``: after a no, what could still change a
    finding: only a check limited to this service goes on to ask it. ``possible``: all that may
    still come to be asked. ``split_between``: each adult meets only a part of it, and no
    requirement is lacking in all of them.
    """

    service: Service
    outcome: Outcome
    strength: Strength | None
    covered: bool
    findings: tuple[Finding, ...]
    formalities: tuple[Requirement, ...]
    missing: tuple[str, ...]
    further: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    concern_open: bool = False
    concern_unsure: bool = False
    concern_by_day: bool = False
    ahead_open: bool = False
    ahead_unsure: bool = False
    in_doubt: bool = False
    split_between: bool = False

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
        self.rows = {name: row for name in service.parameters if (row := place.row(name))}
        self.service = service = with_amounts(service, self.rows, _known_lately(service, place))
        self.cover = _cover(service, place)
        undated = replace(place, asks_for_year=False)
        self._concerns = compile_condition(service.concerns, undated) if service.concerns else None
        self._ahead = compile_condition(service.ahead, undated) if service.ahead else None
        self._last_day: ServiceFrame | None = None
        in_force = [r for r in service.requirements.values() if _holds(r, place)]
        self.formalities = tuple(r for r in in_force if r.check == "formality")
        self.requirements = tuple(
            frame_requirement(requirement, place, self.rows, ruleset.sources)
            for requirement in in_force
            if requirement.check != "formality"
        )
        self._atoms = self._each_once(undated)
        self._known: dict[_State, Evaluation] = {}
        self._compiled: dict[Condition, Compiled] = {}

    def _each_once(self, undated: Place) -> tuple[Compiled, ...]:
        """All that looks at answers, once however often the service asks for it."""
        own = [condition for condition in (self.service.concerns, self.service.ahead) if condition]
        tested = {atom for condition in own for atom in atoms(condition)}
        apart = {atom: compile_condition(atom, undated) for atom in tested}
        shared: dict[Atom, Compiled] = {} if self.place.asks_for_year else apart
        for its in self.requirements:
            shared |= its.atoms
        dated = tuple(apart.values()) if self.place.asks_for_year else ()
        hypothetical = (atom for its in self.requirements for atom in its.hypothetical)
        return (*dated, *shared.values(), *hypothetical)

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
            service=self.service,
            outcome=Outcome.DOES_NOT_CONCERN,
            strength=None,
            covered=self.cover is not None,
            findings=(),
            formalities=self.formalities,
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
        conditions = [condition for _, condition in self.service.deciding_conditions()]
        # A cut-off is that of a year, which stage and grade give without being named.
        year = (STAGE, GRADE) if self.place.asks_for_year else ()
        return _once(year, *(questions_of(condition) for condition in conditions))

    def deciding_answers(self, answers: Answers) -> tuple[object, ...]:
        """What is read of some answers: who are alike in it are alike for this service."""
        return tuple([answers.get(name, _UNASKED) for name in self.deciding_questions])

    def best_possible(self, evaluation: Evaluation, answers: Answers, today: date) -> Outcome:
        """The best outcome that further answers may still lead to, or one that is better."""
        if evaluation.outcome is not Outcome.MORE_INFORMATION:
            return evaluation.outcome
        concern = self._concerns(answers).outlook if self._concerns else YES
        ahead = self._ahead(answers).outlook if self._ahead else NO
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
        state: _State = (today, *[atom(answers) for atom in self._atoms])
        evaluation = self._known.get(state)
        if evaluation is None:
            evaluation = self._worked_out(answers, today)
            if not any(Reason.DAY in finding.reasons for finding in evaluation.findings):
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                self._known[state] = evaluation
        return evaluation

    def forget(self) -> None:
        """Throw away every evaluation and finding that is kept; what is compiled stays."""
        self._known.clear()
        for its in self.requirements:
            its.known.clear()

    def _worked_out(self, answers: Answers, today: date) -> Evaluation:
        concern = self._concerns(answers) if self._concerns else Trace(YES)
        ahead = self._ahead(answers) if self._ahead else Trace(NO)
        findings = tuple(frame.find(answers, today) for frame in self.requirements)
        outcome, missing = self._outcome(concern, ahead, findings, answers, today)
        further = worth_asking(findings) if outcome is Outcome.DOES_NOT_MEET else ()
        possible: tuple[str, ...] = ()
        if outcome is Outcome.MORE_INFORMATION:
            possible = _once(concern.missing, ahead.missing, worth_asking(findings))
        return Evaluation(
            service=self.service,
            outcome=outcome,
            strength=_strength(outcome, findings),
            covered=self.cover is not None,
            findings=findings,
            formalities=self.formalities,
            missing=missing,
            further=further,
            possible=possible,
            concern_open=_is_open(concern.outlook, NO),
            concern_unsure=concern.outlook == UNKNOWN,
            concern_by_day=concern.outlook == UNKNOWN and bool(concern.by_day),
            ahead_open=_is_open(ahead.outlook, YES),
            ahead_unsure=ahead.outlook == UNKNOWN,
            in_doubt=bool((concern.outlook | ahead.outlook) & UNKNOWN),
        )

    def _outcome(
        self,
        concern: Trace,
        ahead: Trace,
        findings: tuple[Finding, ...],
        answers: Answers,
        today: date,
    ) -> tuple[Outcome, tuple[str, ...]]:
        """The outcome and what is worth asking, in the order of semantics.md (*Outcomes*)."""
        if concern.outlook == NO:
            return Outcome.DOES_NOT_CONCERN, ()
        # Before anything is asked: no answer can change what no procedure decides.
        if self.service.kind == "entitlement" or self.cover is None:
            return Outcome.INFORMATION, ()
        if _is_open(concern.outlook, NO):
            return Outcome.MORE_INFORMATION, concern.missing
        if _is_open(ahead.outlook, YES):
            return Outcome.MORE_INFORMATION, ahead.missing
        if ahead.outlook == YES:
            return Outcome.NOT_YET, ()
        outcome = self._by_findings(findings, answers, today)
        asked = worth_asking(findings) if outcome is Outcome.MORE_INFORMATION else ()
        if outcome not in _UNDONE_BY_DOUBT:
            return outcome, asked
        if UNKNOWN in (concern.outlook, ahead.outlook):
            return Outcome.ASK_THE_COUNTER, ()
        in_doubt = [its.missing for its in (concern, ahead) if its.outlook & UNKNOWN]
        return (Outcome.MORE_INFORMATION, _once(*in_doubt)) if in_doubt else (outcome, ())

    def _by_findings(self, findings: tuple[Finding, ...], answers: Answers, today: date) -> Outcome:
        verdicts = {finding.verdict for finding in findings}
        if Verdict.NO in verdicts:
            return Outcome.DOES_NOT_MEET
        if worth_asking(findings):
            return Outcome.MORE_INFORMATION
        # Nothing found to be met: «only the counter's part is left» would say more than is known.
        if Verdict.YES not in verdicts:
            return Outcome.ASK_THE_COUNTER
        if Verdict.UNKNOWN not in verdicts:
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
                then = self.on_last_day_of_month(finding.requirement.id)
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
        return next((its for its in frames if its.requirement.id == requirement), None)


#: A household looks at the same days of the same services for each of its people, and so does the
#: next household in that district: each of some forty services on some twenty days.
@lru_cache(maxsize=1024)
def _on(frame: ServiceFrame, day: date) -> ServiceFrame:
    return ServiceFrame(frame.service, replace(frame.place, day=day), frame.ruleset)


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


def _holds(requirement: Requirement, place: Place) -> bool:
    return requirement.scope.holds(place.district, place.day)


def _known_lately(service: Service, place: Place) -> dict[str, LastKnown]:
    """The amounts that are not in force and ended lately, as taken on this day."""
    held = (
        last_known(parameter, place.district, place.day)
        for parameter in service.parameters.values()
        if place.row(parameter.id) is None
    )
    return {its.parameter: its for its in held if its is not None and its.is_recent(place.day)}


def _cover(service: Service, place: Place) -> Cover | None:
    held = (cover for cover in service.covers if cover.scope.holds(place.district, place.day))
    return next(held, None)


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
