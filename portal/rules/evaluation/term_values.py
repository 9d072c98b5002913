"""Terms of conditions as amounts for given answers, and answers that have a given amount."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..conditions.compiler import Interval, elapsed_until
from ..conditions.place import Place
from ..conditions.tree import Amount, Asked, Compare, Elapsed, Literal, Term
from ..model.months import Month, Span, is_last_of_month
from ..model.ruleset import Question
from .answer_reader import EARLIEST, Answer, Answers


def amounts_of(term: Term, place: Place, answers: Answers) -> Interval | None:
    """What a term comes to; None where an answer or an amount is lacking."""
    match term:
        case Literal(value):
            return value, value
        case Amount(parameter):
            row = place.row(parameter)
            return _exactly(row.value) if row and isinstance(row.value, int | float) else None
        case Asked(question):
            answer = answers.get(question)
            return _exactly(answer) if isinstance(answer, int | float) else None
        case Elapsed(question, unit):
            until = counted_until(term, place)
            answer = answers.get(question)
            if until is None or not isinstance(answer, Month | Span | str):
                return None
            paid = place.questions[question].paid_months
            return elapsed_until(until, unit, paid=paid)(answer)


def _exactly(value: int | float) -> Interval:
    return value, value


def counted_until(term: Elapsed, place: Place) -> date | None:
    """The day up to which months count; None if the cut-off of that day was not found."""
    if not term.cutoff:
        return place.day
    row = place.row(term.cutoff)
    return row.value if row and isinstance(row.value, date) else None


def around(comparison: Compare, place: Place, answers: Answers) -> Iterator[tuple[str, Answer]]:
    """Answers one step below, at and one step above what the comparison compares with."""
    sides = ((comparison.left, comparison.right), (comparison.right, comparison.left))
    for term, other in sides:
        thresholds = amounts_of(other, place, answers)
        if thresholds is None:
            continue
        for threshold in dict.fromkeys(thresholds):
            if isinstance(term, Elapsed):
                for month in _months_around(term, threshold, place):
                    yield term.question, month
            elif isinstance(term, Asked):
                for number in _numbers_around(place.questions[term.question], threshold):
                    yield term.question, number


def _months_around(term: Elapsed, threshold: int | float, place: Place) -> Iterator[Month]:
    """Whole years turn where they begin and where the next begins.

    Within a month a step more: there only the month after the threshold is above it for certain.
    """
    until = counted_until(term, place)
    if until is None:
        return
    paid = place.questions[term.question].paid_months
    steps = (-1, 0, 1) if paid or is_last_of_month(until) else (-1, 0, 1, 2)
    whole = int(threshold)
    turns = (12 * whole, 12 * (whole + 1)) if term.unit == "years" else (whole,)
    for months in (turn + step for turn in turns for step in steps):
        month = Month(Month.on(until) - months)
        if months >= 0 and EARLIEST <= month <= Month.on(place.day):
            yield month


def _numbers_around(question: Question, threshold: int | float) -> Iterator[int | float]:
    for step in (-1, 0, 1):
        value = round(threshold + step * 10**-question.decimals, question.decimals)
        if question.minimum <= value <= question.maximum:
            yield int(value) if value == int(value) else value
