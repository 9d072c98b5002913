"""Conditions made ready for one district and day: a function from answers to a trace.

Everything that does not depend on the answers (amounts in force, members of groups, the day) is
looked up once; what remains compares answers with constants and notes what it used.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ..model.answers import Answers
from ..model.months import Month, Span, full_base, years_later
from ..model.parameters import Parameter
from .cut_off_years import in_either_year
from .place import Place
from .retirement import compile_retirement
from .traces import Combined, Compiled, Trace, joined_parts, negation, result_of
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
    parameters_of,
    questions_of,
)
from .verdict import CONJUNCTION, DISJUNCTION, NO, OPEN, UNKNOWN, YES

_ABSENT = object()

Interval = tuple[int | float, int | float]
"""The smallest and the largest that an amount may be: months are counted from an unknown day."""
_IntervalOf = Callable[[object], Interval]
_Holds = Callable[[Interval, Interval], int]


def compile_condition(condition: Condition, place: Place) -> Compiled:
    """The condition as a function of the answers, for this district and day."""
    tests = Tests()
    whole = tests.over(condition, AtomCompiler(place))
    each = tests.each()
    return lambda answers: whole.trace([test(answers) for test in each])


class AtomCompiler:
    """Compiles the atoms of conditions for one district and day, each of them once."""

    def __init__(self, place: Place, beside: AtomCompiler | None = None) -> None:
        self.place = place
        self._beside = beside
        self._changed: frozenset[str] = frozenset()
        self._compiled: dict[Atom, Compiled] = {}

    def with_parameters(self, changed: Mapping[str, Parameter]) -> AtomCompiler:
        """The same with other rows of some parameters; an atom that names none is shared."""
        parameters = {**self.place.parameters, **changed}
        found = AtomCompiler(replace(self.place, parameters=parameters), self)
        found._changed = frozenset(changed)
        return found

    def __call__(self, atom: Atom) -> Compiled:
        compiled = self._compiled.get(atom)
        if compiled is None:
            if self._beside is None or not self._changed.isdisjoint(parameters_of(atom)):
                compiled = _atom(atom, self.place)
            else:
                compiled = self._beside(atom)
            self._compiled[atom] = compiled
        return compiled


class Tests:
    """Compiled atoms, numbered as they are met, and conditions over what they come to."""

    def __init__(self) -> None:
        self._numbers: dict[Compiled, int] = {}

    def each(self) -> tuple[Compiled, ...]:
        """All atoms, in the order of their numbers."""
        return tuple(self._numbers)

    def numbers(self, tests: Iterable[Compiled]) -> tuple[int, ...]:
        """The numbers of some atoms, which are taken up where they are new."""
        known = self._numbers
        return tuple([known.setdefault(test, len(known)) for test in tests])

    def over(self, condition: Condition, compiled: Callable[[Atom], Compiled]) -> Combined:
        """A condition over the results of its atoms."""
        if isinstance(condition, Not):
            return negation(self.over(condition.part, compiled))
        if isinstance(condition, All | AnyOf):
            parts = tuple([self.over(part, compiled) for part in condition.parts])
            if isinstance(condition, All):
                return joined_parts(parts, CONJUNCTION, NO)
            return joined_parts(parts, DISJUNCTION, YES)
        return result_of(*self.numbers((compiled(condition),)))


def _atom(atom: Atom, place: Place) -> Compiled:
    match atom:
        case Compare():
            return _comparison(atom, place)
        case InGroup():
            return _membership(atom, place)
        case Retirement():
            return compile_retirement(atom, place)
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
    gazetteer, group, day = place.gazetteer, atom.group, place.day
    return _test(atom.place.question, lambda value: gazetteer.is_member(value, group, day))


def _option(question: str, option: str, place: Place) -> str | bool:
    return option == "yes" if place.questions[question].kind == "yes_no" else option


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


def _comparison(comparison: Compare, place: Place) -> Compiled:
    terms = (comparison.left, comparison.right)
    if not place.asks_for_year or not any(isinstance(t, Elapsed) and t.cutoff for t in terms):
        return _compared(comparison, place)
    return in_either_year(_compared(comparison, place), _compared(comparison, place, later=1))


def _compared(comparison: Compare, place: Place, later: int = 0) -> Compiled:
    """A comparison; with ``later`` at the cut-off day of a later year."""
    gaps = []
    parameters = []
    terms = []
    for term in (comparison.left, comparison.right):
        value, used, gap = _value(term, place, later)
        parameters += used
        gaps += gap
        terms.append(value)
    # Without an amount in force no answer decides: never zero, never an amount that ended.
    if gaps:
        lacking = tuple(dict.fromkeys(gaps))
        trace = Trace(UNKNOWN, parameters=tuple(parameters), gaps=lacking)
        return lambda answers: trace
    left, right = terms
    questions = questions_of(comparison)
    holds = comparer(comparison.operator)
    test = _test_one if len(questions) == 1 else _test_two
    return test(questions, left, right, holds, tuple(dict.fromkeys(parameters)))


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


def _value(
    term: Term, place: Place, later: int
) -> tuple[Interval | _IntervalOf, list[str], list[str]]:
    """A term as an interval or a function of an answer, with the parameters used and lacking."""
    match term:
        case Literal(value):
            return (value, value), [], []
        case Amount(parameter):
            row = place.row(parameter)
            if row is None or not isinstance(row.value, int | float):
                return (0, 0), [], [parameter]
            return (row.value, row.value), [parameter], []
        case Asked(_):
            return _itself, [], []
        case Elapsed(question, unit, cutoff):
            day = place.day
            used = [cutoff] if cutoff else []
            if cutoff:
                row = place.row(cutoff)
                if row is None or not isinstance(row.value, date):
                    return (0, 0), [], [cutoff]
                day = years_later(row.value, later)
            return elapsed_until(day, unit, paid=place.questions[question].paid_months), used, []


def _itself(value: object) -> Interval:
    assert isinstance(value, int | float)
    return value, value


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
