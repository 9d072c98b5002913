"""``retirement(…)`` made ready for one district and day.

What cannot be computed because an answer is missing is decided where all classes somebody may
belong to agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

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

    def reached(answers: Answers) -> Trace:
        missing = _unanswered(atom, answers)
        if atom.birth not in answers:
            return Trace(OPEN, missing=missing, parameters=PARAMETERS)
        birth = answers[atom.birth]
        if not isinstance(birth, Month | Span):
            return Trace(UNKNOWN, unclear=(atom.birth,), parameters=PARAMETERS)
        verdicts = {kind: _reached(its, birth, day) for kind, its in by_class.items()}
        return _trace(atom, answers, verdicts, missing)

    return reached


def _unanswered(atom: Retirement, answers: Answers) -> tuple[str, ...]:
    """What could still be asked; the post is asked of women only."""
    wanted = (atom.birth, atom.sex, atom.post)
    if answers.get(atom.sex) == "male":
        wanted = (atom.birth, atom.sex, atom.birth)
    return tuple(dict.fromkeys(name for name in wanted if name not in answers))


def _reached(schedule: Schedule, birth: Month | Span, day: date) -> int:
    """The outlook for one class; within the month of retirement the day decides."""
    if isinstance(birth, Span):
        outlook = _reached(schedule, birth.earliest, day) | _reached(schedule, birth.latest, day)
        return outlook if is_settled(outlook) else OPEN
    month = schedule.month_of(birth)
    here = Month.on(day)
    if here == month:
        return YES if is_last_of_month(day) else UNKNOWN
    return YES if here > month else NO


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
