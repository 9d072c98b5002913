"""The year of an examination, and the last month in which each clock can begin.

A school year turns on 1 September and is named by the year in which it begins. In July and August
the grade is the one just finished. What is planned holds by the rules of today: they may change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import MAXYEAR, date
from enum import Enum
from typing import assert_never

from ..conditions.place import Place
from ..conditions.tree import (
    All,
    Amount,
    AnyOf,
    Asked,
    Compare,
    Condition,
    Elapsed,
    InGroup,
    Is,
    IsHere,
    Literal,
    Not,
    OneOf,
    Retirement,
    Term,
    questions_of,
)
from ..conditions.verdict import NO
from ..model.months import NONE, Month, Span, full_base
from ..model.parameters import last_known
from ..model.ruleset import Requirement, Service
from ..model.school import BORN, GRADE, STAGE, TURN_OF_YEAR
from .answer_reader import Answer, Answers
from .outcomes import ServiceFrame, once_for_each_frame

_GRADES_BEFORE = {"primary": 0, "junior": 6, "senior": 9, "vocational": 9}
"""Grades before the first of a stage, from primary school on."""

_GRADES_OF = {"primary": 6, "junior": 3, "senior": 3, "vocational": 3}
_AGE_OF_ENTRY = 6
_OF_THE_STAGE = frozenset({"child_enrolled_since"})
"""Clocks that begin with the stage of school: before it nobody can begin them."""

_PERMITS = {"residence_permit_since": "has_residence_permit"}
"""Clocks that somebody without the thing has not begun, and the question that says so."""

_FARTHEST = 12
"""School years after the registration in which what comes too late is looked for."""


class ClockState(Enum):
    """Whether a clock runs in time. ``UNCLEAR``: nobody said when it began."""

    RUNNING = "running"
    TO_BEGIN = "to_begin"
    TOO_LATE = "too_late"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Something that must have run for some months by a day.

    ``begin_by``: the last month to begin in, enough whatever the day; ``assumed``: the day or the
    months are those known last; ``possible_from``: where it is too late, the first school year in
    which it is enough if it begins now, None if none is near.
    """

    question: str
    requirements: tuple[str, ...]
    months: int
    until: date
    begin_by: Month
    state: ClockState
    assumed: bool = False
    possible_from: int | None = None

    @property
    def thing(self) -> str:
        """The question that names what must begin: of a permit, whether there is one."""
        return _PERMITS.get(self.question, self.question)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What has to run for a registration that falls in a school year."""

    service: str
    school_year: int
    clocks: tuple[Clock, ...]

    @property
    def first_day(self) -> date:
        """The first day of the school year of the registration."""
        return _first_day(self.school_year)


def _first_day(year: int) -> date:
    return date(year, TURN_OF_YEAR, 1)


def school_year(day: date) -> int:
    """The year in which the school year of a day began."""
    return day.year if day.month >= TURN_OF_YEAR else day.year - 1


def entry_year(born: Month) -> int:
    """The school year in which a child begins primary school: after the one in which it is six.

    A child that is six on 31 August begins the day after.
    """
    return born.year + _AGE_OF_ENTRY + (born.month >= TURN_OF_YEAR)


def registration_year(service: Service, answers: Answers, day: date) -> int | None:
    """The school year in which a registration falls; None where stage and grade do not say."""
    if service.last_stage is None:
        return None
    entry = _entry_year(answers, day)
    if entry is None:
        return None
    stage = answers.get(STAGE)
    if service.last_stage == "preschool":
        return _entrance_year(entry, stage)
    if stage != service.last_stage and {stage, service.last_stage} == {"senior", "vocational"}:
        return None
    return entry + _GRADES_BEFORE[service.last_stage] + (service.last_grade or 1) - 1


def _entrance_year(entry: int, stage: Answer) -> int | None:
    """When a place at the next school is applied for: before primary school, then in its last year
    for junior school."""
    if stage == "preschool":
        return entry - 1
    return entry + _GRADES_OF["primary"] - 1 if stage == "primary" else None


def _entry_year(answers: Answers, day: date) -> int | None:
    """The school year in which a child began, or will begin, primary school."""
    stage = answers.get(STAGE)
    if stage == "preschool":
        born = answers.get(BORN)
        if isinstance(born, Span):
            years = {entry_year(born.earliest), entry_year(born.latest)}
            return years.pop() if len(years) == 1 else None
        return entry_year(born) if isinstance(born, Month) else None
    grade = answers.get(GRADE)
    if not isinstance(stage, str) or stage not in _GRADES_OF or not isinstance(grade, int):
        return None
    if grade > _GRADES_OF[stage]:
        return None
    return school_year(day) - (_GRADES_BEFORE[stage] + grade - 1)


def is_last_year(service: Service, answers: Answers, day: date) -> bool:
    """Whether the registration falls in the school year of a day, so that nobody can wait."""
    return registration_year(service, answers, day) == school_year(day)


def plan(frame: ServiceFrame, answers: Answers) -> Plan | None:
    """What has to run, and from when at the latest; None where the year is not known."""
    year = registration_year(frame.service, answers, frame.place.day)
    if year is None or year + _FARTHEST >= MAXYEAR:
        return None
    planner = _Planner(frame, answers, year)
    found: dict[str, Clock] = {}
    for its in frame.requirements:
        for clock in planner.clocks(its.requirement):
            known = found.get(clock.question)
            found[clock.question] = clock if known is None else _stricter(known, clock)
    clocks = sorted(found.values(), key=lambda clock: clock.begin_by)
    return Plan(service=frame.service.id, school_year=year, clocks=tuple(clocks))


def _stricter(one: Clock, other: Clock) -> Clock:
    names = tuple(dict.fromkeys((*one.requirements, *other.requirements)))
    return replace(min(one, other, key=lambda clock: clock.begin_by), requirements=names)


@dataclass(frozen=True, slots=True)
class _Planner:
    """Reads clocks out of the conditions of one service for one school year."""

    frame: ServiceFrame
    answers: Answers
    year: int

    def clocks(self, requirement: Requirement) -> tuple[Clock, ...]:
        """The clocks of a requirement; a usual judgement counts with the months that it asks.

        What is too late for the condition but not for a judgement is never called too late: it is
        planned by the judgement, or left out where that asks for no such months.
        """
        condition = requirement.when
        if condition is None:
            return ()
        found = self._needed(condition) or ()
        judged = None
        if requirement.judged_when is not None:
            judged = self._needed(requirement.judged_when)
        if judged is not None:
            easier = {clock.question: clock for clock in judged}
            found = tuple(
                planned
                for clock in found
                if (planned := _eased(clock, easier, usual=requirement.usual)) is not None
            )
        return tuple(replace(clock, requirements=(requirement.id,)) for clock in found)

    def _needed(self, condition: Condition) -> tuple[Clock, ...] | None:
        """The clocks that must run; None where no clock makes the condition hold.

        Of several ways the one is taken that leaves the most time.
        """
        match condition:
            case All(parts):
                every = [self._needed(part) for part in parts]
                if any(clocks is None for clocks in every):
                    return None
                return tuple(clock for clocks in every for clock in clocks or ())
            case AnyOf(parts):
                ways = [way for part in parts if (way := self._needed(part)) is not None]
                return max(ways, key=_time_left) if ways else None
            case Not():
                return () if self._may_hold(condition) else None
            case Compare():
                clock = self._clock(condition)
                if clock is not None:
                    return (clock,)
                return () if _is_age(condition) or self._may_hold(condition) else None
            case Is() | OneOf() | IsHere() | InGroup() | Retirement():
                return () if self._may_hold(condition) else None
            case _:
                assert_never(condition)

    def _may_hold(self, condition: Condition) -> bool:
        """Whether it holds or could come to hold: what people can change is not held against
        them."""
        for_all = _holds_for_all(self.frame, condition)
        if for_all is not None:
            return for_all
        return self.frame.compiled(condition)(self.answers).outlook != NO

    def _clock(self, comparison: Compare) -> Clock | None:
        due = _due(self.frame, comparison, self.year)
        if due is None:
            return None
        question = due.elapsed.question
        state = self._state(question, due.begin_by)
        return Clock(
            question=question,
            requirements=(),
            months=due.months,
            until=due.until,
            begin_by=due.begin_by,
            state=state,
            assumed=due.assumed,
            possible_from=self._possible_from(due) if state is ClockState.TOO_LATE else None,
        )

    def _state(self, question: str, begin_by: Month) -> ClockState:
        here = Month.on(self.frame.place.day)
        in_time = here <= begin_by
        if question in _OF_THE_STAGE and here < _stage_begins(self.frame.service, self.year):
            return ClockState.TO_BEGIN
        since = self.answers.get(question)
        holds = _PERMITS.get(question)
        if since == NONE or (holds and self.answers.get(holds) is False):
            return ClockState.TO_BEGIN if in_time else ClockState.TOO_LATE
        if isinstance(since, Month | Span):
            earliest = since.earliest if isinstance(since, Span) else since
            latest = since.latest if isinstance(since, Span) else since
            if latest <= begin_by:
                return ClockState.RUNNING
            return ClockState.TOO_LATE if earliest > begin_by else ClockState.UNCLEAR
        return ClockState.TO_BEGIN if in_time else ClockState.UNCLEAR

    def _possible_from(self, due: _Due) -> int | None:
        """The first school year in which a clock is enough that runs already or begins now."""
        since = self.answers.get(due.elapsed.question)
        begins = since if isinstance(since, Month) else Month.on(self.frame.place.day)
        for year in range(self.year + 1, self.year + 1 + _FARTHEST):
            until = _until(self.frame, due.elapsed.cutoff, year)
            if until and full_base(until[0], paid=due.paid) - begins >= due.months:
                return year
        return None


@once_for_each_frame
def _holds_for_all(frame: ServiceFrame, condition: Condition) -> bool | None:
    """Whether a condition may come to hold whatever the answers; None where it depends on them.

    The stage and the grade are those of the year planned for, where the service says them.
    """
    names = questions_of(condition)
    service = frame.service
    if any(name in (STAGE, GRADE, BORN) for name in names):
        then: dict[str, Answer] = {}
        if service.last_stage is not None and service.last_grade is not None:
            then = {STAGE: service.last_stage, GRADE: service.last_grade}
        return frame.compiled(condition)(then).outlook != NO
    return True if any(frame.place.questions[name].changeable for name in names) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """What a comparison asks to have run by a school year; ``paid``: in months that are paid."""

    elapsed: Elapsed
    months: int
    until: date
    begin_by: Month
    assumed: bool
    paid: bool


@once_for_each_frame
def _due(frame: ServiceFrame, comparison: Compare, year: int) -> _Due | None:
    """What must have run by a school year; None where it is no clock, or not known."""
    elapsed, threshold = _at_least(comparison)
    if elapsed is None or threshold is None:
        return None
    question = frame.place.questions[elapsed.question]
    if question.none is None:
        return None  # An age is no clock that somebody begins.
    amount = _amount(frame.place, threshold)
    until = _until(frame, elapsed.cutoff, year)
    if amount is None or until is None:
        return None
    needed, amount_assumed = amount
    day, day_assumed = until
    months = needed * 12 if elapsed.unit == "years" else needed
    begin_by = Month(full_base(day, paid=question.paid_months) - months)
    if question.id in _OF_THE_STAGE:
        begin_by = max(begin_by, _stage_begins(frame.service, year))
    return _Due(
        elapsed=elapsed,
        months=months,
        until=day,
        begin_by=begin_by,
        assumed=amount_assumed or day_assumed,
        paid=question.paid_months,
    )


def _amount(place: Place, term: Term) -> tuple[int, bool] | None:
    """Months asked for by the rule of today, or known last, and whether they are that."""
    match term:
        case Literal(value):
            return int(value), False
        case Amount(parameter):
            row = place.row(parameter)
            if row is not None:
                return (row.value, False) if isinstance(row.value, int) else None
            held = last_known(place.parameters[parameter], place.district, place.day)
            if held is None or not isinstance(held.value, int):
                return None
            return held.value, True
        case Asked() | Elapsed():
            return None
        case _:
            assert_never(term)


@once_for_each_frame
def _until(frame: ServiceFrame, cutoff: str | None, year: int) -> tuple[date, bool] | None:
    """The day up to which months count in a school year, and whether it is only known last."""
    first = _first_day(year)
    if cutoff is None:
        return first, False
    parameter = frame.place.parameters[cutoff]
    row = parameter.in_force(frame.place.district, first)
    if row is not None:
        return (row.value, False) if isinstance(row.value, date) else None
    held = last_known(parameter, frame.place.district, first)
    if held is None or not isinstance(held.value, date):
        return None
    return held.value, True


def _stage_begins(service: Service, year: int) -> Month:
    """The first month of the stage in which the registration falls."""
    return Month.of(year - (service.last_grade or 1) + 1, TURN_OF_YEAR)


def _eased(clock: Clock, easier: dict[str, Clock], *, usual: bool) -> Clock | None:
    """The clock to plan with beside a judgement that asks for these; None: leave it out."""
    if usual:
        return easier.get(clock.question, clock)
    if clock.state is not ClockState.TOO_LATE:
        return clock
    return easier.get(clock.question)


def _at_least(comparison: Compare) -> tuple[Elapsed | None, Term | None]:
    """What must have run, and for how long, if the comparison says «at least»."""
    if comparison.operator in (">=", "=="):
        elapsed = comparison.left
        threshold = comparison.right
    elif comparison.operator == "<=":
        elapsed = comparison.right
        threshold = comparison.left
    else:
        return None, None
    return (elapsed, threshold) if isinstance(elapsed, Elapsed) else (None, None)


def _is_age(comparison: Compare) -> bool:
    """Whether it compares years since a month, which time alone brings."""
    sides = (comparison.left, comparison.right)
    return any(isinstance(side, Elapsed) and side.unit == "years" for side in sides)


def _time_left(way: tuple[Clock, ...]) -> tuple[bool, Month]:
    """Ways without a clock first, then the one that may begin last."""
    if not way:
        return True, Month(0)
    return False, min(clock.begin_by for clock in way)
