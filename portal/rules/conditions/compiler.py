"""Conditions made ready in two steps: for all districts and days, then for one of each.

What depends on neither is compiled once (`prepare`). Told where and when, an atom looks up amounts
in force, members of groups and the day; what remains, a function from answers to a trace, compares
answers with constants and notes what it used.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import NamedTuple

from ..model.answers import Answers
from ..model.months import Month, Span, full_base, years_later
from ..model.ruleset import Question
from .cut_off_years import in_either_year
from .place import Place
from .retirement import compile_retirement
from .traces import Combined, Compiled, Results, Trace, joined_parts, negation, result_of
from .tree import (
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
    Retirement,
    Term,
    atoms,
    questions_of,
)
from .verdict import CONJUNCTION, DISJUNCTION, NO, OPEN, UNKNOWN, YES

_ABSENT = object()
_UNREAD = Trace(UNKNOWN)

Interval = tuple[int | float, int | float]
"""The smallest and the largest that an amount may be: months are counted from an unknown day."""
_IntervalOf = Callable[[object], Interval]
_Holds = Callable[[Interval, Interval], int]


Prepared = Callable[[Place], Compiled]
"""An atom made ready for every district and day: told where and when, it gives its test there."""


def compile_condition(condition: Condition, place: Place) -> Compiled:
    """The condition as a function of the answers, for this district and day."""
    numbers = {atom: number for number, atom in enumerate(dict.fromkeys(atoms(condition)))}
    asks = place.asks_for_year
    tests = Tests(prepare(atom, place.questions, either_year=asks)(place) for atom in numbers)
    whole = combined(condition, numbers.__getitem__)
    return lambda answers: whole.trace(tests.all(answers))


class Tests:
    """Tests of one district and day, each with a number."""

    def __init__(self, each: Iterable[Compiled] = ()) -> None:
        self._each = list(each)

    def __len__(self) -> int:
        return len(self._each)

    def add(self, test: Compiled) -> int:
        """Take up a test, and give its number."""
        self._each.append(test)
        return len(self._each) - 1

    def all(self, answers: Answers) -> tuple[Trace, ...]:
        """What each of them comes to."""
        return tuple([test(answers) for test in self._each])

    def some(self, numbers: Iterable[int], answers: Answers) -> Results:
        """What some of them come to, each at its number; the others are not read."""
        found = [_UNREAD] * len(self._each)
        for number in numbers:
            found[number] = self._each[number](answers)
        return found


def unread(answers: Answers) -> Trace:
    """The test of an atom that nothing reads."""
    return _UNREAD


def combined(condition: Condition, number: Callable[[Atom], int]) -> Combined:
    """A condition over what its atoms come to, each of which has a number."""
    if isinstance(condition, Not):
        return negation(combined(condition.part, number))
    if isinstance(condition, All | AnyOf):
        parts = tuple([combined(part, number) for part in condition.parts])
        if isinstance(condition, All):
            return joined_parts(parts, CONJUNCTION, NO)
        return joined_parts(parts, DISJUNCTION, YES)
    return result_of(number(condition))


def prepare(atom: Atom, questions: Mapping[str, Question], *, either_year: bool) -> Prepared:
    """An atom compiled as far as no district and no day matters.

    ``either_year``: next year's cut-off counts too where it is not known which one is meant.
    """
    match atom:
        case Compare():
            return _comparison(atom, questions, either_year=either_year)
        case InGroup():
            return partial(_membership, atom)
        case Retirement():
            return partial(compile_retirement, atom)
        case IsHere(question, negated):
            return partial(_at_home, question, negated)
        case OneOf(question, options):
            chosen = frozenset(_option(questions[question], option) for option in options)
            return _everywhere(_test(question, chosen.__contains__))
        case Is(question, option, negated):
            wanted = _option(questions[question], option)
            return _everywhere(_test(question, lambda value: (value == wanted) is not negated))


def _everywhere(test: Compiled) -> Prepared:
    """The same test in every district and on every day."""
    return lambda place: test


def _at_home(question: str, negated: bool, place: Place) -> Compiled:
    here = place.district.id
    return _test(question, lambda value: (value == here) is not negated)


def _membership(atom: InGroup, place: Place) -> Compiled:
    if isinstance(atom.place, Here):
        trace = Trace(YES if atom.group in place.district.groups else NO)
        return lambda answers: trace
    gazetteer, group, day = place.gazetteer, atom.group, place.day
    return _test(atom.place.question, lambda value: gazetteer.is_member(value, group, day))


def _option(question: Question, option: str) -> str | bool:
    return option == "yes" if question.kind == "yes_no" else option


class _Usual(NamedTuple):
    """The traces of an atom that looks at some questions, where it is told what they are."""

    absent: Trace
    unclear: Trace
    yes: Trace
    no: Trace


@lru_cache(maxsize=4096)
def _usual(questions: tuple[str, ...], parameters: tuple[str, ...] = ()) -> _Usual:
    """Made once for all districts and days."""
    return _Usual(
        absent=Trace(OPEN, missing=questions, parameters=parameters),
        unclear=Trace(UNKNOWN, unclear=questions, parameters=parameters),
        yes=Trace(YES, answers=questions, parameters=parameters),
        no=Trace(NO, answers=questions, parameters=parameters),
    )


def _test(question: str, holds: Callable[..., bool]) -> Compiled:
    """One question tested."""
    absent, unclear, yes, no = _usual((question,))

    def tested(answers: Answers) -> Trace:
        value = answers.get(question, _ABSENT)
        # Not answered can still be asked; «不知道» was asked, so asking again settles nothing.
        if value is _ABSENT:
            return absent
        if value is None:
            return unclear
        return yes if holds(value) else no

    return tested


def _comparison(
    comparison: Compare, questions: Mapping[str, Question], *, either_year: bool
) -> Prepared:
    compared = _Comparison(comparison, questions)
    terms = (comparison.left, comparison.right)
    if not any(isinstance(term, Amount | Elapsed) for term in terms):
        return _everywhere(compared.between(*map(_fixed, terms)))
    if either_year and any(isinstance(term, Elapsed) and term.cutoff for term in terms):
        return lambda place: in_either_year(compared(place), compared(place, later=1))
    return compared


class _Side(NamedTuple):
    """One side of a comparison: its amount, or how an answer gives it.

    ``parameter``: what was looked up for it; ``is_gap``: nothing was found.
    """

    amount: Interval | _IntervalOf
    parameter: str = ""
    is_gap: bool = False


class _Comparison:
    """A comparison made ready: told a district and a day it looks up what it compares with."""

    def __init__(self, comparison: Compare, questions: Mapping[str, Question]) -> None:
        self._terms = comparison.left, comparison.right
        self._of = questions
        self._questions = questions_of(comparison)
        self._holds = comparer(comparison.operator)

    def __call__(self, place: Place, later: int = 0) -> Compiled:
        """Its test; with ``later`` at the cut-off day of a later year."""
        left, right = [_side(term, self._of, place, later) for term in self._terms]
        return self.between(left, right)

    def between(self, left: _Side, right: _Side) -> Compiled:
        """The test of two sides."""
        used = [its.parameter for its in (left, right) if its.parameter and not its.is_gap]
        parameters = tuple(dict.fromkeys(used))
        # Without an amount in force no answer decides: never zero, never an amount that ended.
        if left.is_gap or right.is_gap:
            gaps = dict.fromkeys(its.parameter for its in (left, right) if its.is_gap)
            trace = Trace(UNKNOWN, parameters=parameters, gaps=tuple(gaps))
            return lambda answers: trace
        test = _test_one if len(self._questions) == 1 else _test_two
        return test(self._questions, left.amount, right.amount, self._holds, parameters)


def _fixed(term: Term) -> _Side:
    """A side that no district and no day changes."""
    return _Side((term.value, term.value) if isinstance(term, Literal) else _itself)


def _side(term: Term, questions: Mapping[str, Question], place: Place, later: int) -> _Side:
    match term:
        case Literal() | Asked():
            return _fixed(term)
        case Amount(parameter):
            row = place.row(parameter)
            if row is None or not isinstance(row.value, int | float):
                return _gap(parameter)
            return _Side((row.value, row.value), parameter)
        case Elapsed(question, unit, cutoff):
            paid = questions[question].paid_months
            if not cutoff:
                return _Side(elapsed_until(place.day, unit, paid=paid))
            row = place.row(cutoff)
            if row is None or not isinstance(row.value, date):
                return _gap(cutoff)
            return _Side(elapsed_until(years_later(row.value, later), unit, paid=paid), cutoff)


def _gap(parameter: str) -> _Side:
    return _Side((0, 0), parameter, is_gap=True)


def comparer(name: str) -> _Holds:
    """YES if a comparison holds for all amounts of two intervals, NO if for none, else UNKNOWN.

    What the ends decide alike holds for everything between them, but for ``==`` and ``!=``.
    """
    return _COMPARERS[name]


def _ordered(compare: Callable[[float, float], bool]) -> _Holds:
    def ordered(left: Interval, right: Interval) -> int:
        holds = compare(left[0], right[1])
        if holds is not compare(left[1], right[0]):
            return UNKNOWN
        return YES if holds else NO

    return ordered


def _equal(same: int, other: int) -> _Holds:
    def equal(left: Interval, right: Interval) -> int:
        if left[1] < right[0] or right[1] < left[0]:
            return other
        return same if left[0] == left[1] == right[0] == right[1] else UNKNOWN

    return equal


_COMPARERS: Mapping[str, _Holds] = {
    "==": _equal(YES, NO),
    "!=": _equal(NO, YES),
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
}


def _test_one(
    questions: tuple[str, ...],
    left: Interval | _IntervalOf,
    right: Interval | _IntervalOf,
    holds: _Holds,
    parameters: tuple[str, ...],
) -> Compiled:
    """One question compared: the usual traces made once, those of an undecided month when met."""
    (question,) = questions
    absent, unclear, yes, no = _usual(questions, parameters)

    def tested(answers: Answers) -> Trace:
        value = answers.get(question, _ABSENT)
        if value is _ABSENT:
            return absent
        if value is None:
            return unclear
        found = holds(
            left(value) if callable(left) else left, right(value) if callable(right) else right
        )
        if found == UNKNOWN:
            if isinstance(value, Span):
                return Trace(OPEN, questions, questions, parameters=parameters)
            return Trace(UNKNOWN, questions, parameters=parameters, by_day=questions)
        return yes if found == YES else no

    return tested


def _test_two(
    questions: tuple[str, ...],
    left: Interval | _IntervalOf,
    right: Interval | _IntervalOf,
    holds: _Holds,
    parameters: tuple[str, ...],
) -> Compiled:
    assert callable(left)
    assert callable(right)

    def tested(answers: Answers) -> Trace:
        unclear = tuple(name for name in questions if answers.get(name, 0) is None)
        if unclear:
            return Trace(UNKNOWN, unclear=unclear, parameters=parameters)
        if all(name in answers for name in questions):
            one, other = (answers[name] for name in questions)
            outlook = holds(left(one), right(other))
            if outlook != UNKNOWN:
                return Trace(outlook, questions, parameters=parameters)
        answered = tuple(name for name in questions if name in answers)
        vague = tuple(
            name for name in questions if name not in answers or isinstance(answers[name], Span)
        )
        if vague:
            return Trace(OPEN, answered, vague, parameters=parameters)
        months = tuple(name for name in questions if isinstance(answers[name], Month))
        return Trace(UNKNOWN, questions, parameters=parameters, by_day=months)

    return tested


def _itself(value: object) -> Interval:
    assert isinstance(value, int | float)
    return value, value


@lru_cache(maxsize=1024)
def elapsed_until(day: date, unit: str, *, paid: bool) -> _IntervalOf:
    """The fewest and the most months or whole years from an answer up to a day."""
    least = full_base(day, paid=paid)
    most = Month.on(day)
    divisor = 12 if unit == "years" else 1

    def elapsed(since: object) -> Interval:
        if isinstance(since, Month):
            earliest = latest = since
        elif isinstance(since, Span):
            earliest = since.earliest
            latest = since.latest
        else:
            return 0, 0
        return max(0, least - latest) // divisor, max(0, most - earliest) // divisor

    return elapsed
