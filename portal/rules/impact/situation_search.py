"""A situation that meets requirements, found by small steps from another: a greedy search.

It need not find one where one exists; what it finds is only ever a start for comparing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import assert_never

from ..conditions.compiler import compile_condition
from ..conditions.place import Place
from ..conditions.retirement import schedules
from ..conditions.traces import Compiled
from ..conditions.tree import (
    All,
    AnyOf,
    Asked,
    Atom,
    Compare,
    Condition,
    InGroup,
    Is,
    IsHere,
    Not,
    OneOf,
    Retirement,
)
from ..conditions.verdict import NO, YES
from ..evaluation.answer_reader import Answer, Answers
from ..evaluation.outcomes import ServiceFrame
from ..evaluation.term_values import around
from ..model.months import Month
from ..model.ruleset import Question

_ROUNDS = 3
_TRIED = 16


def meeting(frame: ServiceFrame, answers: Answers, without: Collection[str] = ()) -> Answers:
    """Answers near the given ones that meet all requirements in force but those left out."""
    place = frame.place
    wanted = [
        its.requirement.when
        for its in frame.requirements
        if its.requirement.when is not None and its.requirement.id not in without
    ]
    if frame.service.concerns is not None:
        wanted.insert(0, frame.service.concerns)
    tests = [compile_condition(condition, place) for condition in wanted]
    for _ in range(_ROUNDS):
        for condition, test in zip(wanted, tests, strict=True):
            if test(answers).outlook != YES:
                answers = _best(condition, place, answers, tests)
    return answers


def _best(condition: Condition, place: Place, answers: Answers, tests: list[Compiled]) -> Answers:
    """Of some ways to turn a condition to yes the one that leaves most conditions met."""
    candidates = [answers, *islice(_turned(condition, True, place, answers), _TRIED)]
    return max(candidates, key=lambda its: sum(test(its).outlook == YES for test in tests))


def _turned(
    condition: Condition, wanted: bool, place: Place, answers: Answers
) -> Iterator[Answers]:
    """Ways to change answers so that a condition is yes, or no if that is wanted."""
    if isinstance(condition, Not):
        yield from _turned(condition.part, not wanted, place, answers)
    elif not isinstance(condition, All | AnyOf):
        yield from _turned_atom(condition, wanted, place, answers)
    elif isinstance(condition, All) is wanted:
        yield from _turned_together(condition.parts, wanted, place, answers)
    else:
        for part in condition.parts:
            yield from _turned(part, wanted, place, answers)


def _turned_together(
    parts: tuple[Condition, ...], wanted: bool, place: Place, answers: Answers
) -> Iterator[Answers]:
    """All parts, one after the other, each in the first way it can."""
    for part in parts:
        turned = next(_turned(part, wanted, place, answers), None)
        if turned is None:
            return
        answers = turned
    yield answers


def _turned_atom(atom: Atom, wanted: bool, place: Place, answers: Answers) -> Iterator[Answers]:
    test = compile_condition(atom, place)
    outlook = YES if wanted else NO
    if test(answers).outlook == outlook:
        yield answers
    for question, answer in alternatives(atom, place, answers):
        changed = {**answers, question: answer}
        if test(changed).outlook == outlook:
            yield changed


def alternatives(atom: Atom, place: Place, answers: Answers) -> Iterator[tuple[str, Answer]]:
    """Answers on every side of what an atom asks."""
    match atom:
        case Compare():
            yield from around(atom, place, answers)
        case InGroup(Asked(question), group):
            for district in _sides(group, place):
                yield question, district
        case InGroup():
            return
        case IsHere(question):
            for district in _sides("", place):
                yield question, district
        case Is(question) | OneOf(question):
            for answer in _choices(place.questions[question]):
                yield question, answer
        case Retirement():
            yield from _around_retirement(atom, place)
        case _:
            assert_never(atom)


def _around_retirement(atom: Retirement, place: Place) -> Iterator[tuple[str, Answer]]:
    """Months of birth that make the month of retirement the one before, this one, the next ones."""
    for name in (atom.sex, atom.post):
        for answer in _choices(place.questions[name]):
            yield name, answer
    here = Month.on(place.day)
    for schedule in schedules(place)[0].values():
        latest = here.later(-12 * schedule.age)
        births = (latest.later(-late) for late in range(-2, schedule.cap + 3))
        for birth in births:
            if -1 <= schedule.month_of(birth) - here <= 1 and birth <= here:
                yield atom.birth, birth


def _choices(question: Question) -> tuple[Answer, ...]:
    match question.kind:
        case "yes_no":
            return (True, False)
        case "choice" | "number" | "money" | "month" | "district":
            return tuple(option.id for option in question.options)
        case _:
            assert_never(question.kind)


def _sides(group: str, place: Place) -> Iterator[str]:
    """The district itself, then one within a group and one outside, in the order of the rules."""
    here = place.district.id
    others = [its.id for its in place.gazetteer.on(place.day) if its.id != here]
    members = place.gazetteer.members(group, place.day)
    yield here
    yield from islice((name for name in others if name in members), 1)
    yield from islice((name for name in others if name not in members), 1)
