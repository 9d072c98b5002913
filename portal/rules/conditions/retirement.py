"""``retirement(…)`` made ready for one district and day.

What cannot be computed because an answer is missing is decided where all classes somebody may
belong to agree.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..model.answers import Answer, Answers
from ..model.months import Month, Span, is_last_of_month
from ..model.retirement import (
    CLASSES,
    FIRST_MONTH,
    PARAMETERS,
    POSTS,
    SEXES,
    RetirementClass,
    Schedule,
    age_parameter,
    cap_parameter,
    classes_of,
    parameters_of_class,
    step_parameter,
)
from .place import Place
from .traces import Compiled, Trace
from .tree import Retirement
from .verdict import NO, OPEN, UNKNOWN, YES, is_settled

_ABSENT = object()
#: An answer not given, apart from «不知道»; no option has this name.
_UNTOLD = ""
_Schedules = Mapping[RetirementClass, Schedule]


def schedules(place: Place) -> tuple[_Schedules, tuple[str, ...]]:
    """How each class retires there and then, and the parameters without an amount in force."""
    rows = {name: place.row(name) for name in PARAMETERS}
    gaps = tuple(name for name, row in rows.items() if row is None)
    values = {name: row.value for name, row in rows.items() if row is not None}
    found: dict[RetirementClass, Schedule] = {}
    for kind in CLASSES if not gaps else ():
        first = values[FIRST_MONTH]
        age, step, cap = (
            values[name]
            for name in (age_parameter(kind), step_parameter(kind), cap_parameter(kind))
        )
        assert isinstance(first, date)
        assert isinstance(age, int)
        assert isinstance(step, int)
        assert isinstance(cap, int)
        found[kind] = Schedule(first=first, age=age, step=step, cap=cap)
    return found, gaps


def compile_retirement(atom: Retirement, place: Place) -> Compiled:
    """Whether the month of retirement has come, as a function of the answers."""
    by_class, gaps = schedules(place)
    day = place.day
    if gaps:
        trace = Trace(UNKNOWN, parameters=PARAMETERS, gaps=gaps)
        return lambda answers: trace

    bounds = {kind: _bounds(schedule, day) for kind, schedule in by_class.items()}
    # One for each sex, post and outlook of the classes: a few, made when they are first met.
    made: dict[tuple[Answer, Answer, bool, tuple[int, ...]], Trace] = {}

    def reached(answers: Answers) -> Trace:
        birth = answers.get(atom.birth, _ABSENT)
        if birth is _ABSENT:
            missing = _unanswered(atom, answers)
            return Trace(OPEN, missing=missing, parameters=PARAMETERS)
        if not isinstance(birth, Month | Span):
            return Trace(UNKNOWN, unclear=(atom.birth,), parameters=PARAMETERS)
        outlooks = tuple([its.outlook(birth) for its in bounds.values()])
        key = (
            answers.get(atom.sex, _UNTOLD),
            answers.get(atom.post, _UNTOLD),
            isinstance(birth, Span),
            outlooks,
        )
        trace = made.get(key)
        if trace is None:
            verdicts = dict(zip(bounds, outlooks, strict=True))
            trace = made[key] = _trace(atom, answers, verdicts, _unanswered(atom, answers))
        return trace

    return reached


def _unanswered(atom: Retirement, answers: Answers) -> tuple[str, ...]:
    """What could still be asked; the post is asked of women only."""
    wanted = (atom.birth, atom.sex, atom.post)
    if answers.get(atom.sex) == "male":
        wanted = (atom.birth, atom.sex, atom.birth)
    return tuple(dict.fromkeys(name for name in wanted if name not in answers))


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Births up to the month ``reached`` have retired for certain, those from ``ahead`` on not."""

    reached: int
    ahead: int

    def outlook(self, birth: Month | Span) -> int:
        """The outlook for one class; within the month of retirement the day decides."""
        if isinstance(birth, Span):
            outlook = self.outlook(birth.earliest) | self.outlook(birth.latest)
            return outlook if is_settled(outlook) else OPEN
        if birth <= self.reached:
            return YES
        return NO if birth >= self.ahead else UNKNOWN


@lru_cache(maxsize=1024)
def _bounds(schedule: Schedule, day: date) -> _Bounds:
    """The births that the day parts: who is born later never retires earlier."""
    here = Month.on(day)
    youngest = here - 12 * schedule.age
    births = range(youngest - schedule.cap - 1, youngest + 2)

    def month_of(birth: int) -> Month:
        return schedule.month_of(Month(birth))

    ahead = births[bisect_right(births, here, key=month_of)]
    if is_last_of_month(day):
        return _Bounds(reached=ahead - 1, ahead=ahead)
    return _Bounds(reached=births[bisect_left(births, here, key=month_of)] - 1, ahead=ahead)


def _trace(
    atom: Retirement,
    answers: Answers,
    verdicts: Mapping[RetirementClass, int],
    missing: tuple[str, ...],
) -> Trace:
    sexes = [answers[atom.sex]] if atom.sex in answers else list(SEXES)
    posts = [answers[atom.post]] if atom.post in answers else list(POSTS)
    outlook = 0
    for sex in sexes:
        for post in posts:
            outlook |= _together(verdicts[kind] for kind in _classes(sex, post))
    possible = _classes(answers.get(atom.sex), answers.get(atom.post))
    used = dict.fromkeys(name for kind in possible for name in parameters_of_class(kind))
    vague = isinstance(answers[atom.birth], Span)
    settled = is_settled(outlook)
    return Trace(
        outlook,
        answers=_used(atom, answers, verdicts),
        missing=() if settled else (*((atom.birth,) if vague else ()), *missing),
        unclear=_unclear(atom, answers, possible) if outlook & UNKNOWN else (),
        parameters=tuple(used),
        by_day=(atom.birth,) if any(verdicts[kind] == UNKNOWN for kind in possible) else (),
    )


def _classes(sex: Answer, post: Answer) -> tuple[RetirementClass, ...]:
    return classes_of(
        sex if isinstance(sex, str) else None, post if isinstance(post, str) else None
    )


def _together(outlooks: Iterable[int]) -> int:
    """What classes come to of which it is not known which one it is."""
    found = set(outlooks)
    if len(found) == 1:
        return found.pop()
    return UNKNOWN | (OPEN if OPEN in found else 0)


def _unclear(
    atom: Retirement, answers: Answers, possible: tuple[RetirementClass, ...]
) -> tuple[str, ...]:
    """The answers «不知道» that leave the class open."""
    if len(possible) == 1:
        return ()
    asked = (atom.sex,) if answers.get(atom.sex) == "male" else (atom.sex, atom.post)
    return tuple(name for name in asked if name in answers and answers[name] is None)


def _used(
    atom: Retirement, answers: Answers, verdicts: Mapping[RetirementClass, int]
) -> tuple[str, ...]:
    """The answers it rests on: where all classes agree, the month of birth alone."""
    if len(set(verdicts.values())) == 1:
        return (atom.birth,)
    known = [name for name in (atom.sex, atom.post) if answers.get(name) is not None]
    if answers.get(atom.sex) == "male":
        known = [atom.sex]
    return (atom.birth, *known)
