"""What to do now, what opens when: services that open services, and the windows of the year.

One road for a whole household. Only *meets* grants, once, in the month of the outcome plus the
service's time limit; a grant never takes away what a person already has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..model.districts import District
from ..model.households import Household, Subject
from ..model.months import NONE, Month
from ..model.ruleset import Ruleset, Service, Window
from .answer_reader import Answer, Answers
from .findings import Reason
from .household_outcomes import Composer, Outcomes, SubjectOutcome, whole_household
from .interview import Asking, in_order, subject_of
from .next_steps import BeginBy, next_steps
from .outcomes import Evaluation, Frame, Outcome
from .step_order import joined_steps
from .timeline import coming_months, turning_months
from .windows import Opening, openings

HORIZON = 60
"""Months looked ahead."""
_WORKING_DAYS = 5
_CALENDAR_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A service that can be taken up on the last day of a month: it is met, or only the counter is
    left. ``opened_by``: services whose grants it needed; ``from_first_day``: whether that is so on
    the first day of that month already, or now; ``opening``: the window for which it waits.
    """

    month: Month
    service: str
    opened_by: tuple[str, ...] = ()
    from_first_day: bool = True
    outcome: Outcome = Outcome.MEETS
    opening: Opening | None = None


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window of the year that is open or comes next."""

    service: str
    opening: Opening

    @property
    def window(self) -> Window:
        return self.opening.window

    @property
    def month(self) -> Month:
        """The month in which it opens."""
        return Month.on(self.opening.opens)

    @property
    def until(self) -> Month:
        """The month in which it closes."""
        return Month.on(self.opening.closes)

    @property
    def usual(self) -> bool:
        """Whether its days are those of a past year."""
        return self.opening.usual


@dataclass(frozen=True, slots=True)
class RoadmapEntry:
    """Something on the road, and for whom of the household."""

    what: Milestone | OpenWindow | BeginBy
    subjects: tuple[Subject, ...]

    @property
    def month(self) -> Month:
        """The month in which it stands."""
        return self.what.month

    @property
    def services(self) -> tuple[str, ...]:
        """What it is about."""
        return self.what.services if isinstance(self.what, BeginBy) else (self.what.service,)


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Everything on the road by month; and what was answered «不知道» and keeps services from being
    decided."""

    entries: tuple[RoadmapEntry, ...]
    unclear: tuple[Asking, ...] = ()

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """What can be taken up when."""
        return tuple(its.what for its in self.entries if isinstance(its.what, Milestone))

    @property
    def windows(self) -> tuple[OpenWindow, ...]:
        """The windows of the year."""
        return tuple(its.what for its in self.entries if isinstance(its.what, OpenWindow))

    @property
    def beginnings(self) -> tuple[BeginBy, ...]:
        """What has to begin by when for what is not yet due."""
        return tuple(its.what for its in self.entries if isinstance(its.what, BeginBy))


def roadmap(
    ruleset: Ruleset,
    district: District,
    day: date,
    household: Household,
    today: date,
    frame: Frame | None = None,
    outcomes: Outcomes | None = None,
) -> Roadmap:
    """The road ahead of a household, if nothing but time and the services taken up change it.

    ``frame``: of that district and day, from whoever keeps it, so that nothing is compiled twice;
    ``outcomes``: of all services in it, from whoever has worked them out.
    """
    frame = frame or Frame(ruleset, district, day)
    found = outcomes or whole_household(frame, household, ruleset.services, today)
    now = [one for its in found.values() for one in its]
    entries = [
        *_Walk(frame, household, today).walked(now),
        *_windows(frame, now),
        *_beginnings(frame, now, today),
    ]
    ordered = sorted(_joined(entries), key=lambda entry: entry.month)
    return Roadmap(tuple(ordered), _unclear(now, ruleset))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grant:
    """What a met service makes true for somebody, and from which month on."""

    due: Month
    service: str
    whose: Subject
    question: str
    value: Answer


class _Walk:
    """Goes through the coming months with what time and the services taken up have changed."""

    def __init__(self, frame: Frame, household: Household, today: date) -> None:
        self.frame = frame
        self.given = household
        self.real_day = today
        self.people = Composer(household, today)
        self.pending: list[_Grant] = []
        self.granted: dict[tuple[Subject, str], str] = {}

    def walked(self, now: Sequence[SubjectOutcome]) -> Iterator[RoadmapEntry]:
        """The milestones, soonest first."""
        day = self.frame.day
        coming = [
            one
            for one in now
            if _may_come(one.evaluation) and not one.evaluation.service.is_held(one.answers)
        ]
        for one in coming:
            if _reached(one.evaluation):
                name = one.evaluation.service.id
                milestone = Milestone(month=Month.on(day), service=name, outcome=one.outcome)
                yield self._entry(milestone, one, self.frame)
        waiting = {
            (one.evaluation.service.id, one.subject): self._turns(one)
            for one in coming
            if not _reached(one.evaluation)
        }
        for month in coming_months(day, HORIZON):
            if not waiting or not self.frame.district.period.holds(month.last_day):
                return
            before = self.people
            changed = self._take_up(month)
            then = self.frame.on(month.last_day)
            first = None
            if month.first_day > day and self.frame.district.period.holds(month.first_day):
                first = self.frame.on(month.first_day)
            for (service, subject), turns in list(waiting.items()):
                if not changed and month not in turns:
                    continue
                one = self.people.outcome(then.service(service), subject)
                if changed:
                    waiting[service, subject] = self._turns(one)
                if not _reached(one.evaluation):
                    continue
                early = first is not None and _reached(
                    before.outcome(first.service(service), subject).evaluation
                )
                milestone = Milestone(
                    month=month,
                    service=service,
                    opened_by=self._opened_by(one),
                    from_first_day=early,
                    outcome=one.outcome,
                )
                yield self._entry(milestone, one, first if first and early else then)
                del waiting[service, subject]

    def _turns(self, one: SubjectOutcome) -> frozenset[Month]:
        """The months in which it can turn by itself."""
        frame = self.frame.service(one.evaluation.service.id)
        situations = [its.answers for its in one.candidates] or [one.answers]
        return frozenset(
            month for answers in situations for month in turning_months(frame, answers, HORIZON)
        )

    def _take_up(self, month: Month) -> bool:
        """Make true what is granted by now; whether anything was."""
        changed = False
        for grant in self.pending:
            own = self.given.of(grant.whose)
            if grant.due <= month and _is_gain(own.get(grant.question)):
                own = {**own, grant.question: grant.value}
                self.given = self.given.with_answers(grant.whose, own)
                self.granted[grant.whose, grant.question] = grant.service
                changed = True
        if changed:
            self.people = Composer(self.given, self.real_day)
        return changed

    def _entry(self, milestone: Milestone, one: SubjectOutcome, frame: Frame) -> RoadmapEntry:
        """The entry of a milestone, with what it grants remembered."""
        milestone = _in_its_window(milestone, frame, one.answers)
        # The counter's part is never taken for granted.
        if milestone.outcome is Outcome.MEETS:
            self.pending += self._grants(milestone, one, frame)
        return RoadmapEntry(milestone, (one.subject,))

    def _grants(self, milestone: Milestone, one: SubjectOutcome, frame: Frame) -> Iterator[_Grant]:
        service = frame.ruleset.services[milestone.service]
        due = done_by(service, frame.district, frame.day, milestone.month)
        for question, value in service.grants.items():
            yield _Grant(
                due=due,
                service=service.id,
                whose=self._whose(question, one),
                question=question,
                value=due if value == "this_month" else value,  # type: ignore[arg-type]
            )

    def _whose(self, question: str, one: SubjectOutcome) -> Subject:
        asked = self.frame.ruleset.questions[question]
        return subject_of(asked, one.subject, one.by[0] if one.by else one.subject)

    def _opened_by(self, one: SubjectOutcome) -> tuple[str, ...]:
        used = {
            (self._whose(question, one), question)
            for finding in one.evaluation.findings
            for question in finding.answers
        }
        services = (service for thing, service in self.granted.items() if thing in used)
        own = one.evaluation.service.id
        return tuple(dict.fromkeys(service for service in services if service != own))


def done_by(service: Service, district: District, day: date, month: Month) -> Month:
    """The month in which a service taken up on a day is done; not before ``month``."""
    days = timedelta(days=_days(service, district, day))
    last = date.max - days
    return max(Month.on(min(day, last) + days), month)


def _days(service: Service, district: District, day: date) -> int:
    """A service's time limit in calendar days, 0 if none is published."""
    for its in service.particulars:
        if its.kind == "time_limit" and its.scope.holds(district, day):
            if its.working_days:
                return its.working_days * _CALENDAR_DAYS // _WORKING_DAYS + 2
            return its.days or 0
    return 0


def _reached(found: Evaluation) -> bool:
    """Whether it can be taken up, whatever the day on which something began."""
    by_day = any(Reason.DAY in finding.reasons for finding in found.findings)
    return found.outcome in (Outcome.MEETS, Outcome.COUNTER_DECIDES) and not by_day


def _may_come(found: Evaluation) -> bool:
    """Whether time or a grant may still bring it about; never across a gap."""
    gone = (Outcome.DOES_NOT_CONCERN, Outcome.INFORMATION, Outcome.NOT_YET)
    if found.outcome in gone:
        return False
    gaps = any(Reason.GAP in finding.reasons for finding in found.findings)
    return found.outcome in (Outcome.MEETS, Outcome.COUNTER_DECIDES) or not gaps


def _in_its_window(milestone: Milestone, frame: Frame, given: Answers) -> Milestone:
    """A milestone of a service with windows stands where the next one opens."""
    service = frame.ruleset.services[milestone.service]
    coming = openings(service.windows, frame.district, frame.day, given)
    if not coming or any(its.is_open(frame.day) for its in coming):
        return milestone
    month = max(milestone.month, Month.on(coming[0].opens))
    return replace(milestone, month=month, from_first_day=True, opening=coming[0])


def _is_gain(answer: Answer) -> bool:
    return answer in (None, False, NONE)


def _windows(frame: Frame, now: Iterable[SubjectOutcome]) -> Iterator[RoadmapEntry]:
    for one in now:
        if one.outcome in (Outcome.DOES_NOT_CONCERN, Outcome.NOT_YET):
            continue
        service = one.evaluation.service
        for its in openings(service.windows, frame.district, frame.day, one.answers):
            yield RoadmapEntry(OpenWindow(service.id, its), (one.subject,))


def _beginnings(frame: Frame, now: Iterable[SubjectOutcome], today: date) -> Iterator[RoadmapEntry]:
    ahead = [one for one in now if one.outcome is Outcome.NOT_YET]
    for step in joined_steps(step for one in ahead for step in next_steps(frame, one, today)):
        if isinstance(step, BeginBy) and not step.too_late:
            yield RoadmapEntry(step, step.subjects)


def _joined(entries: Iterable[RoadmapEntry]) -> list[RoadmapEntry]:
    """The same thing for several people as one entry that names them all."""
    found: list[RoadmapEntry] = []
    for entry in entries:
        place = next((n for n, other in enumerate(found) if other.what == entry.what), None)
        if place is None:
            found.append(entry)
        else:
            everybody = dict.fromkeys((*found[place].subjects, *entry.subjects))
            found[place] = RoadmapEntry(entry.what, tuple(everybody))
    return found


def _unclear(now: Iterable[SubjectOutcome], ruleset: Ruleset) -> tuple[Asking, ...]:
    found = {
        Asking(
            subject_of(ruleset.questions[name], one.subject, one.by[0] if one.by else one.subject),
            name,
        )
        for one in now
        if one.outcome is Outcome.ASK_THE_COUNTER
        for finding in one.evaluation.findings
        if Reason.DONT_KNOW in finding.reasons
        for name in finding.unclear
    }
    return in_order(found, ruleset.questions)
