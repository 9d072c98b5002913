"""Conditions made ready for one district and day: a function from answers to a trace.

Everything that does not depend on the answers (amounts in force, members of groups, the day) is
looked up once; what remains compares answers with constants and notes what it used.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from .answers import Answers
from .conditions import (
    All,
    Amount,
    AnyOf,
    Asked,
    Atom,
    Compare,
    Condition,
    Elapsed,
    Here,
    InGroup,
    Is,
    IsHere,
    Literal,
    Not,
    OneOf,
    Term,
    questions_of,
)
from .districts import District, Gazetteer
from .model import Question
from .months import months_base
from .parameters import Parameter, Row
from .tracing import Compiled, Trace, joined_parts, negation
from .verdict import CONJUNCTION, DISJUNCTION, NO, OPEN, UNKNOWN, YES

_ABSENT = object()
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when conditions are compiled: what they look up."""

    district: District
    day: date
    gazetteer: Gazetteer
    questions: Mapping[str, Question]
    parameters: Mapping[str, Parameter]

    def row(self, parameter: str) -> Row | None:
        return self.parameters[parameter].in_force(self.district, self.day)


def compile_condition(condition: Condition, place: Place) -> Compiled:
    """The condition as a function of the answers, for this district and day."""
    if isinstance(condition, Not):
        return negation(compile_condition(condition.part, place))
    if isinstance(condition, All | AnyOf):
        parts = tuple(compile_condition(part, place) for part in condition.parts)
        if isinstance(condition, All):
            return joined_parts(parts, CONJUNCTION, NO)
        return joined_parts(parts, DISJUNCTION, YES)
    return _atom(condition, place)


def _atom(atom: Atom, place: Place) -> Compiled:
    match atom:
        case Compare():
            return _comparison(atom, place)
        case InGroup():
            return _membership(atom, place)
        case IsHere(question, negated):
            here = place.district.id
            return _test(question, lambda value: (value == here) is not negated)
        case OneOf(question, options):
            chosen = frozenset(_option(question, option, place) for option in options)
            return _test(question, chosen.__contains__)
        case Is(question, option, negated):
            wanted = _option(question, option, place)
            return _test(question, lambda value: (value == wanted) is not negated)


def _membership(atom: InGroup, place: Place) -> Compiled:
    if isinstance(atom.place, Here):
        trace = Trace(YES if atom.group in place.district.groups else NO)
        return lambda answers: trace
    members = place.gazetteer.members(atom.group, place.day)
    return _test(atom.place.question, members.__contains__)


def _option(question: str, option: str, place: Place) -> str | bool:
    return option == "yes" if place.questions[question].kind == "yes_no" else option


def _test(question: str, holds: Callable[..., bool], parameters: tuple[str, ...] = ()) -> Compiled:
    """One question tested: four traces, made once."""
    used = (question,)
    absent = Trace(OPEN, missing=used, parameters=parameters)
    unclear = Trace(UNKNOWN, unclear=used, parameters=parameters)
    yes = Trace(YES, answers=used, parameters=parameters)
    no = Trace(NO, answers=used, parameters=parameters)

    def tested(answers: Answers) -> Trace:
        value = answers.get(question, _ABSENT)
        if value is _ABSENT:
            return absent
        if value is None:
            return unclear
        return yes if holds(value) else no

    return tested


def _comparison(comparison: Compare, place: Place) -> Compiled:
    gaps, parameters, terms = [], [], []
    for term in (comparison.left, comparison.right):
        value, used, gap = _value(term, place)
        parameters += used
        gaps += gap
        terms.append(value)
    if gaps:
        trace = Trace(UNKNOWN, parameters=tuple(parameters), gaps=tuple(gaps))
        return lambda answers: trace
    left, right = terms
    compare = _COMPARE[comparison.operator]
    questions = questions_of(comparison)
    if len(questions) == 1:
        return _test_one(questions[0], left, right, compare, tuple(parameters))
    return _test_two(questions, left, right, compare, tuple(parameters))


_Number = int | float
_ValueOf = Callable[[object], _Number]


def _test_one(
    question: str,
    left: _Number | _ValueOf,
    right: _Number | _ValueOf,
    compare: Callable[[float, float], bool],
    parameters: tuple[str, ...],
) -> Compiled:
    if callable(left) and not callable(right):
        amount, bound = left, right

        def holds(value: object) -> bool:
            return compare(amount(value), bound)

        return _test(question, holds, parameters)

    def holds_between(value: object) -> bool:
        return compare(
            left(value) if callable(left) else left, right(value) if callable(right) else right
        )

    return _test(question, holds_between, parameters)


def _test_two(
    questions: tuple[str, ...],
    left: _Number | _ValueOf,
    right: _Number | _ValueOf,
    compare: Callable[[float, float], bool],
    parameters: tuple[str, ...],
) -> Compiled:
    def tested(answers: Answers) -> Trace:
        missing = tuple(name for name in questions if name not in answers)
        unclear = tuple(name for name in questions if answers.get(name, 0) is None)
        if unclear:
            return Trace(UNKNOWN, unclear=unclear, parameters=parameters)
        if missing:
            return Trace(OPEN, missing=missing, parameters=parameters)
        values = [
            side(answers[name]) if callable(side) else side
            for side, name in zip((left, right), questions, strict=True)
        ]
        outlook = YES if compare(*values) else NO
        return Trace(outlook, answers=questions, parameters=parameters)

    return tested


def _value(term: Term, place: Place) -> tuple[_Number | _ValueOf, list[str], list[str]]:
    """A term as a constant or a function of an answer, with the parameters used and lacking."""
    match term:
        case Literal(value):
            return value, [], []
        case Amount(parameter):
            row = place.row(parameter)
            if row is None or not isinstance(row.value, int | float):
                return 0, [], [parameter]
            return row.value, [parameter], []
        case Asked(_):
            return _itself, [], []
        case Elapsed(question, unit, cutoff):
            day, used = place.day, [cutoff] if cutoff else []
            if cutoff:
                row = place.row(cutoff)
                if row is None or not isinstance(row.value, date):
                    return 0, [], [cutoff]
                day = row.value
            return _elapsed(place.questions[question], unit, day), used, []


def _itself(value: object) -> _Number:
    assert isinstance(value, int | float)
    return value


def _elapsed(question: Question, unit: str, day: date) -> _ValueOf:
    base = months_base(day, paid=question.paid_months)
    divisor = 12 if unit == "years" else 1

    def elapsed(since: object) -> int:
        return (base - since) // divisor if isinstance(since, int) and since < base else 0

    return elapsed
