"""What to do next for one service: a list of steps, derived from its outcome and never written.

Every outcome but *does not concern* has at least one step, and every step to go or to ask names a
way without a smartphone: a place, or a number to call (semantics.md, *Next steps*).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date
from enum import Enum
from typing import Literal, assert_never

from ..conditions.tree import Condition, questions_of
from ..conditions.verdict import UNKNOWN, Verdict
from ..model.households import Subject
from ..model.leads import Lead
from ..model.months import NONE, Month
from ..model.ruleset import PaperNeeded, Particular, Requirement
from ..model.ruleset import Step as OfficeStep
from .findings import Finding, Reason
from .household_outcomes import SubjectOutcome
from .interview import askings, subject_of
from .office import NOBODY, Whom
from .outcomes import Evaluation, Frame, Outcome, ServiceFrame
from .planner import (
    Clock,
    ClockState,
    Plan,
    is_last_year,
    plan,
    school_year,
)
from .timeline import NOTHING, Timeline, certain_from, is_unpublished, timeline
from .windows import Opening, openings

StepKind = Literal["apply", "do", "wait", "begin_by", "ask", "find_out"]

"""The contact that answers about everything where a service names none."""

_YEARS_AHEAD = 10
"""Years of a cut-off looked ahead."""


class About(Enum):
    """What a sentence for the counter is about."""

    REQUIREMENT = "requirement"
    CONCERN = "concern"
    TIME = "time"
    LEAD = "lead"
    INFORMATION = "information"
    EXCEPTION = "exception"
    FORMALITIES = "formalities"
    MISSED = "missed"
    TOO_LATE = "too_late"
    BOTH_PARENTS = "both_parents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """Something to ask. ``finding``: of a requirement, with its amounts and clauses."""

    about: About
    finding: Finding | None = None
    lead: Lead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """Go and apply: what the route that is taken asks for.

    ``particulars``: hours, fee, time limit, visits; ``opening``: the window that is open now;
    ``sure_from``: the day from which what depends on the day is enough for certain, and
    ``only_by_day``: nothing else is left; ``informs``: it was not decided whether it is met;
    ``held``: they told that they have what it brings about.
    """

    services: tuple[str, ...]
    subjects: tuple[Subject, ...] = ()
    whom: Whom
    particulars: tuple[Particular, ...] = ()
    papers: tuple[PaperNeeded, ...] = ()
    office_steps: tuple[OfficeStep, ...] = ()
    opening: Opening | None = None
    sure_from: date | None = None
    only_by_day: bool = False
    informs: bool = False
    held: bool = False
    kind: Literal["apply"] = "apply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Do:
    """What the person can do about a requirement; ``granted_by``: services that bring it about.

    ``instead``: services that reach the same end; then there is no requirement. ``doers``: who
    takes up what is named, the adult whose facts counted.
    """

    services: tuple[str, ...]
    subjects: tuple[Subject, ...] = ()
    doers: tuple[Subject, ...] = ()
    requirement: Requirement | None = None
    granted_by: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    kind: Literal["do"] = "do"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What time brings by itself: by its months, or the next window, or the next cut-off day.

    ``contested``: by the procedure itself, whose end a later policy has announced; ``by``: the
    adult whose facts get there first, where several could and one does.
    """

    services: tuple[str, ...]
    subjects: tuple[Subject, ...] = ()
    by: tuple[Subject, ...] = ()
    since: Month
    timeline: Timeline = NOTHING
    opening: Opening | None = None
    cut_off: date | None = None
    contested: bool = False
    whom: Whom = NOBODY
    kind: Literal["wait"] = "wait"

    @property
    def month(self) -> Month:
        """The month that one waits for."""
        if self.opening is not None:
            return Month.on(self.opening.opens)
        if self.timeline.first is not None:
            return self.timeline.first.month
        return Month.on(self.cut_off) if self.cut_off else self.since

    @property
    def months_left(self) -> int:
        """How many months lie between."""
        return self.month - self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginBy:
    """The last month in which something can begin; without a clock the registration itself.

    ``clocks``: those to begin by ``month`` (or, where ``too_late``, that can no longer be full);
    ``running``: those that run in time and must go on; ``opening``: the usual window; ``by``: the
    adult whose clocks they are, where there are several and it matters whose.
    """

    services: tuple[str, ...]
    month: Month
    school_year: int
    subjects: tuple[Subject, ...] = ()
    by: tuple[Subject, ...] = ()
    clocks: tuple[Clock, ...] = ()
    running: tuple[Clock, ...] = ()
    too_late: bool = False
    opening: Opening | None = None
    whom: Whom = NOBODY
    kind: Literal["begin_by"] = "begin_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Whom to ask, and what; ``at_once``: before anything else, for it cannot wait.

    ``opening``: the window that is open now, where the answer may be that one can apply.
    """

    services: tuple[str, ...]
    subjects: tuple[Subject, ...] = ()
    whom: Whom
    inquiries: tuple[Inquiry, ...]
    at_once: bool = False
    opening: Opening | None = None
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOut:
    """What to look up; ``is_next``: the next question of the check, else answered «不知道».

    ``of``: whose fact it is.
    """

    services: tuple[str, ...]
    question: str
    is_next: bool
    of: Subject
    subjects: tuple[Subject, ...] = ()
    kind: Literal["find_out"] = "find_out"


NextStep = Apply | Do | Wait | BeginBy | Ask | FindOut


Evaluate = Callable[[str], Evaluation]
"""The evaluation of another service in the same situation."""


def next_steps(
    frame: Frame, outcome: SubjectOutcome, today: date, evaluate: Evaluate | None = None
) -> tuple[NextStep, ...]:
    """The steps of one service for one subject, first things first.

    ``evaluate``: from whoever keeps the evaluations of the situation, so that none is made twice.
    """
    if outcome.outcome is Outcome.DOES_NOT_CONCERN:
        return ()
    maker = _StepMaker(frame, as_planned(frame, outcome), today, evaluate)
    return tuple(maker.steps()) or (maker.ask((Inquiry(about=About.FORMALITIES),)),)


class _StepMaker:
    """Derives the steps of one evaluation."""

    def __init__(
        self,
        frame: Frame,
        outcome: SubjectOutcome,
        today: date,
        evaluate: Evaluate | None,
    ) -> None:
        evaluation = outcome.evaluation
        answers = outcome.answers
        self._evaluate = evaluate or (lambda name: frame.service(name).evaluate(answers, today))
        self.frame = frame
        self.service_frame = frame.service(evaluation.service.id)
        self.service = evaluation.service
        self.evaluation = evaluation
        self.answers = answers
        self.real_day = today
        self.district = frame.district
        self.day = frame.day
        self.told = outcome
        self.named = (self.service.id,)
        self.subjects = (outcome.subject,)
        self.doers = outcome.by[:1] or self.subjects
        self.office = self.service_frame.office
        self.whom = self.office.whom

    def steps(self) -> Iterator[NextStep]:
        """The steps in the order in which they are to be read."""
        match self.evaluation.outcome:
            case Outcome.DOES_NOT_CONCERN:
                return
            case Outcome.INFORMATION:
                yield from self._information()
            case Outcome.MORE_INFORMATION:
                yield from self._more_information()
            case Outcome.NOT_YET:
                yield from self._not_yet()
            case Outcome.DOES_NOT_MEET:
                yield from self._does_not_meet()
            case Outcome.MEETS | Outcome.COUNTER_DECIDES:
                yield from self._apply_in_time()
                yield from self._asked(self._inquiries())
                if self.evaluation.outcome is Outcome.COUNTER_DECIDES:
                    yield from self._waits()
            case Outcome.ASK_THE_COUNTER:
                yield from self._ask_the_counter()
            case _:
                assert_never(self.evaluation.outcome)

    # outcomes

    def _information(self) -> Iterator[NextStep]:
        if self.service.kind == "entitlement" and (self.whom.counters or self.whom.where):
            yield self._apply(informs=True)
            yield from self._asked(self._leads())
        else:
            yield self.ask((Inquiry(about=About.INFORMATION), *self._leads()))

    def _more_information(self) -> Iterator[NextStep]:
        asked = askings(self.told, self.frame.ruleset.questions)
        if asked:
            yield FindOut(
                services=self.named,
                subjects=self.subjects,
                question=asked[0].question,
                of=asked[0].subject,
                is_next=True,
            )
        else:
            yield self.ask((Inquiry(about=About.FORMALITIES),))

    def _not_yet(self) -> Iterator[NextStep]:
        planned = plan(self.service_frame, self.answers)
        if planned is None:
            yield self.ask((Inquiry(about=About.TIME), *self._leads()))
            return
        steps = tuple(self._begun(planned, and_registration=True))
        yield from steps
        late = self._too_late(steps)
        if late:
            yield from self._instead()
        yield from self._asked((*late, *self._leads()))

    def _does_not_meet(self) -> Iterator[NextStep]:
        steps: list[NextStep] = [*self._dos(), *self._planned(), *self._waits()]
        inquiries = (*self._too_late(steps), *self._inquiries())
        if not steps:
            refused = [f for f in self.evaluation.findings if f.verdict is Verdict.NO]
            inquiries = (Inquiry(about=About.EXCEPTION, finding=refused[0]), *inquiries)
        yield from steps
        yield from self._instead(
            name for its in steps if isinstance(its, Do) for name in its.granted_by
        )
        yield from self._asked(inquiries)

    def _ask_the_counter(self) -> Iterator[NextStep]:
        yield from self._unclear()
        yield from self._missed()
        yield from self._dos()
        planned = tuple(self._planned())
        yield from planned
        inquiries = (*self._doubts(), *self._too_late(planned), *self._inquiries())
        if self.evaluation.split_between:
            inquiries = (Inquiry(about=About.BOTH_PARENTS), *inquiries)
        asked = self.ask(inquiries or (Inquiry(about=About.FORMALITIES),))
        yield replace(asked, opening=self._open_now())
        yield from self._waits()

    # apply

    def _apply_in_time(self) -> Iterator[NextStep]:
        """Apply now, or wait for the window; who cannot wait asks at once what can be done."""
        coming = self._openings()
        if not coming or any(its.is_open(self.day) for its in coming):
            yield self._apply()
            return
        if self._is_missed(coming):
            yield self.ask((Inquiry(about=About.MISSED),), at_once=True)
        yield self._for_window(coming[0])

    def _missed(self) -> Iterator[NextStep]:
        """In the last year of a stage, once the window is over, the question that cannot wait."""
        coming = self._openings()
        if coming and not any(its.is_open(self.day) for its in coming) and self._is_missed(coming):
            yield self.ask((Inquiry(about=About.MISSED),), at_once=True)

    def _is_missed(self, coming: tuple[Opening, ...]) -> bool:
        """Whether the next window comes only after the school year that it is for."""
        this_year = school_year(self.day)
        return is_last_year(self.service, self.answers, self.day) and all(
            school_year(its.opens) > this_year for its in coming
        )

    def _for_window(self, opening: Opening) -> Wait:
        return Wait(
            services=self.named,
            subjects=self.subjects,
            since=Month.on(self.day),
            opening=opening,
            whom=self.whom,
        )

    def _openings(self) -> tuple[Opening, ...]:
        return self.office.openings(self.answers)

    def _open_now(self) -> Opening | None:
        """Of the windows that are open the one that closes first."""
        opened = [its for its in self._openings() if its.is_open(self.day)]
        return min(opened, key=lambda its: its.closes, default=None)

    def _apply(self, *, informs: bool = False) -> Apply:
        by_day = [
            certain
            for finding in self.evaluation.findings
            if finding.verdict is Verdict.UNKNOWN
            and (certain := certain_from(self.service_frame, finding, self.answers, self.real_day))
            and certain.verdict is Verdict.YES
        ]
        left = [f for f in self.evaluation.findings if f.verdict is Verdict.UNKNOWN]
        return Apply(
            services=self.named,
            subjects=self.subjects,
            whom=self.whom,
            particulars=self.office.particulars,
            papers=self.office.papers(self.answers),
            office_steps=self.office.steps(self.answers),
            opening=self._open_now(),
            sure_from=max((its.day for its in by_day), default=None),
            only_by_day=bool(by_day) and len(by_day) == len(left),
            informs=informs,
            held=self.service.is_held(self.answers),
        )

    # do

    def _dos(self) -> Iterator[Do]:
        """What can be done about requirements that do not hold; nothing about what is not known."""
        for finding in self.evaluation.findings:
            if finding.verdict is Verdict.YES or not finding.is_condition_no:
                continue
            granting = self._granting(finding.requirement)
            if finding.requirement.action is not None or granting:
                yield Do(
                    services=self.named,
                    subjects=self.subjects,
                    doers=self.doers,
                    requirement=finding.requirement,
                    granted_by=granting,
                )

    def _granting(self, requirement: Requirement) -> tuple[str, ...]:
        """Services that may be taken up and bring about what a requirement lacks."""
        if requirement.when is None:
            return ()
        lacked = {name for name in questions_of(requirement.when) if self._is_lacked(name)}
        return tuple(
            service.id
            for service in self.frame.ruleset.services.values()
            if lacked & service.grants.keys()
            and service.id != self.service.id
            and self._outcome(service.id) in _MAY_BE_TAKEN_UP
        )

    def _is_lacked(self, question: str) -> bool:
        return self.answers.get(question, True) in (False, NONE)

    def _outcome(self, service: str) -> Outcome:
        return self._evaluate(service).outcome

    def _instead(self, named: Iterable[str] = ()) -> Iterator[Do]:
        """Other services to the same end that are not refused; ``named``: those said already."""
        said = set(named)
        others = [
            name
            for name in self.service.alternatives
            if name not in said
            and self._outcome(name) not in (Outcome.DOES_NOT_CONCERN, Outcome.DOES_NOT_MEET)
        ]
        if others:
            yield Do(
                services=self.named, subjects=self.subjects, doers=self.doers, instead=tuple(others)
            )

    # wait and begin

    def _waits(self) -> Iterator[Wait]:
        found, by = first_by_time(self.service_frame, self.told, self.real_day)
        contested = any(Reason.CONTESTED in its.reasons for its in self.evaluation.findings)
        here = Month.on(self.day)
        if found.first is not None:
            yield Wait(
                services=self.named,
                subjects=self.subjects,
                by=by,
                since=here,
                timeline=found,
                contested=contested,
            )
        elif self.service.last_stage is None and self.service_frame.has_cut_off:
            cut_off = self._cut_off_that_is_enough()
            if cut_off is not None:
                yield Wait(
                    services=self.named,
                    subjects=self.subjects,
                    since=here,
                    cut_off=cut_off,
                    contested=contested,
                )

    def _cut_off_that_is_enough(self) -> date | None:
        """The first cut-off day of a later year at which nothing is refused any more."""
        for ahead in range(1, min(_YEARS_AHEAD, MAXYEAR - self.day.year) + 1):
            day = Month.on(self.day).later(12 * ahead).last_day
            if not self.district.period.holds(day):
                return None
            then = self.service_frame.on(day)
            found = then.evaluate(self.answers, self.real_day)
            if is_unpublished(found):
                return None
            if found.outcome in (Outcome.MEETS, Outcome.COUNTER_DECIDES):
                days = [
                    row.value
                    for finding in found.findings
                    for row in finding.parameters.values()
                    if isinstance(row.value, date)
                ]
                return max(days, default=None)
        return None

    def _planned(self) -> Iterator[BeginBy]:
        """In the year of the registration: the clocks that can or could no longer be full."""
        planned = plan(self.service_frame, self.answers)
        if planned is None or not self.service_frame.has_cut_off:
            return
        lacking = {
            finding.requirement.id
            for finding in self.evaluation.findings
            if Verdict.NO in (finding.verdict, finding.by_last_known)
        }
        clocks = [its for its in planned.clocks if lacking & set(its.requirements)]
        if clocks:
            yield from self._begun(
                Plan(
                    service=planned.service,
                    school_year=planned.school_year,
                    clocks=tuple(clocks),
                ),
                and_registration=False,
            )

    @property
    def _planned_for(self) -> tuple[Subject, ...]:
        """Whose clocks a plan has, where the other adult's would be others."""
        by = self.told.by
        return by if len(by) < len(self.told.candidates) else ()

    def _begun(self, planned: Plan, *, and_registration: bool) -> Iterator[BeginBy]:
        """Clocks by the month in which they must begin; at the end the registration itself."""
        running = tuple(its for its in planned.clocks if its.state is ClockState.RUNNING)
        late = tuple(its for its in planned.clocks if its.state is ClockState.TOO_LATE)
        ahead = [
            its for its in planned.clocks if its.state in (ClockState.TO_BEGIN, ClockState.UNCLEAR)
        ]
        year = planned.school_year
        for month in sorted({its.begin_by for its in ahead}):
            clocks = tuple(its for its in ahead if its.begin_by == month)
            yield BeginBy(
                services=self.named,
                subjects=self.subjects,
                by=self._planned_for,
                month=month,
                school_year=year,
                clocks=clocks,
            )
        if late:
            yield BeginBy(
                services=self.named,
                subjects=self.subjects,
                by=self._planned_for,
                month=min(its.begin_by for its in late),
                school_year=year,
                clocks=late,
                too_late=True,
                whom=self.whom,
            )
        if and_registration:
            windows = openings(self.service.windows, self.district, planned.first_day, self.answers)
            yield BeginBy(
                services=self.named,
                subjects=self.subjects,
                by=self._planned_for,
                month=Month.on(windows[0].opens if windows else planned.first_day),
                school_year=year,
                running=running,
                opening=windows[0] if windows else None,
                whom=self.whom,
            )

    def _too_late(self, steps: Iterable[NextStep]) -> tuple[Inquiry, ...]:
        """What to ask where a clock can no longer be full."""
        late = {
            name
            for step in steps
            if isinstance(step, BeginBy) and step.too_late
            for clock in step.clocks
            for name in clock.requirements
        }
        findings = [its for its in self.evaluation.findings if its.requirement.id in late]
        return tuple(Inquiry(about=About.TOO_LATE, finding=its) for its in findings[:1])

    # ask and find out

    def ask(self, inquiries: Iterable[Inquiry], *, at_once: bool = False) -> Ask:
        """A step to ask somebody who answers without a smartphone."""
        return Ask(
            services=self.named,
            subjects=self.subjects,
            whom=self.whom,
            inquiries=tuple(inquiries),
            at_once=at_once,
        )

    def _asked(self, inquiries: Iterable[Inquiry]) -> Iterator[Ask]:
        together = tuple(inquiries)
        if together:
            yield self.ask(together)

    def _inquiries(self) -> tuple[Inquiry, ...]:
        """What is left open for another reason than an answer, and what is said and unconfirmed."""
        silent = {Reason.DAY}
        if self.evaluation.outcome is Outcome.ASK_THE_COUNTER:
            silent = set()
        elif self.evaluation.outcome is Outcome.DOES_NOT_MEET:
            silent = set(Reason) - {Reason.CONTESTED}
        left = [
            Inquiry(about=About.REQUIREMENT, finding=finding)
            for finding in self.evaluation.findings
            if set(finding.reasons) - silent and Reason.UNANSWERED not in finding.reasons
        ]
        return (*left, *self._leads())

    def _leads(self) -> tuple[Inquiry, ...]:
        return tuple(Inquiry(about=About.LEAD, lead=lead) for lead in self.office.leads)

    def _doubts(self) -> Iterator[Inquiry]:
        if self.evaluation.concern_unsure:
            yield Inquiry(about=About.CONCERN)
        if self.evaluation.ahead_unsure:
            yield Inquiry(about=About.TIME)

    def _unclear(self) -> Iterator[FindOut]:
        """What was answered «不知道» and stands in the way, in the order of the questions."""
        names: set[str] = set()
        for condition in (self.service.concerns, self.service.ahead):
            if condition is not None:
                names.update(self._unclear_in(condition))
        for finding in self.evaluation.findings:
            if Reason.DONT_KNOW in finding.reasons:
                names.update(finding.unclear)
        questions = self.frame.ruleset.questions
        for name in sorted(names, key=lambda its: questions[its].place):
            yield FindOut(
                services=self.named,
                subjects=self.subjects,
                question=name,
                of=subject_of(questions[name], self.told.subject, self.doers[0]),
                is_next=False,
            )

    def _unclear_in(self, condition: Condition) -> tuple[str, ...]:
        trace = self.service_frame.compiled(condition)(self.answers)
        return trace.unclear if trace.outlook == UNKNOWN else ()


_MAY_BE_TAKEN_UP = frozenset(
    {
        Outcome.MEETS,
        Outcome.COUNTER_DECIDES,
        Outcome.ASK_THE_COUNTER,
        Outcome.MORE_INFORMATION,
        Outcome.INFORMATION,
    }
)


def first_by_time(
    frame: ServiceFrame, outcome: SubjectOutcome, today: date
) -> tuple[Timeline, tuple[Subject, ...]]:
    """What time brings for a subject, by the facts of whichever adult gets there first.

    With the adult, where there are several and not all get there in the same month.
    """
    if len(outcome.candidates) < _SEVERAL:
        return timeline(frame, outcome.answers, today, outcome.evaluation), ()
    known: dict[tuple[object, ...], Timeline] = {}
    found: list[tuple[Month | None, Subject, Timeline]] = []
    for its in outcome.candidates:
        read = frame.deciding_answers(its.answers)
        if read not in known:
            known[read] = timeline(frame, its.answers, today, its.evaluation)
        ahead = known[read]
        found.append((ahead.first.month if ahead.first else None, its.adult, ahead))
    reached = [one for one in found if one[0] is not None]
    if not reached:
        own = next((its for _, adult, its in found if adult in outcome.by), NOTHING)
        return own, ()
    month, _, first = min(reached, key=lambda one: one[0] or Month(0))
    by = tuple(adult for when, adult, _ in reached if when == month)
    return first, by if len(by) < len(found) else ()


_SEVERAL = 2


def as_planned(frame: Frame, outcome: SubjectOutcome) -> SubjectOutcome:
    """What is not due yet, by the facts of the adult with whom most of it runs in time.

    Not due is the same for every adult, but what has to run is not: one may have begun long ago
    what is too late for the other. Where it comes to the same, all are named.
    """
    if outcome.outcome is not Outcome.NOT_YET or len(outcome.by) < _SEVERAL:
        return outcome
    service = frame.service(outcome.evaluation.service.id)
    equal = [its for its in outcome.candidates if its.adult in outcome.by]
    behind = [_behind(plan(service, its.answers)) for its in equal]
    best = [its for its, how in zip(equal, behind, strict=True) if how == min(behind)]
    return replace(
        outcome,
        by=tuple(its.adult for its in best),
        evaluation=best[0].evaluation,
        answers=best[0].answers,
    )


def _behind(planned: Plan | None) -> tuple[int, int]:
    """How many clocks of a plan come too late, and how many are not known to run."""
    states = [clock.state for clock in planned.clocks] if planned else []
    running = states.count(ClockState.RUNNING)
    return states.count(ClockState.TOO_LATE), len(states) - running
