"""Terms of conditions as amounts for given answers, and answers that have a given amount."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .answers import EARLIEST, Answer, Answers
from .compiling import Place
from .conditions import Amount, Asked, Compare, Elapsed, Literal, Term
from .model import Question
from .months import Month, months_base, months_until


def amount_of(term: Term, place: Place, answers: Answers) -> int | float | None:
    """What a term comes to; None where an answer or an amount is lacking."""
    match term:
        case Literal(value):
            return value
        case Amount(parameter):
            row = place.row(parameter)
            return row.value if row and isinstance(row.value, int | float) else None
        case Asked(question):
            answer = answers.get(question)
            return None if isinstance(answer, str | Month) else answer
        case Elapsed(question, unit):
            until, answer = counted_until(term, place), answers.get(question)
            if until is None or not isinstance(answer, Month | str):
                return None
            paid = place.questions[question].paid_months
            return months_until(until, answer, paid=paid) // (12 if unit == "years" else 1)


def counted_until(term: Elapsed, place: Place) -> date | None:
    """The day up to which months count; None if the cut-off of that day is not published."""
    if not term.cutoff:
        return place.day
    row = place.row(term.cutoff)
    return row.value if row and isinstance(row.value, date) else None


def around(comparison: Compare, place: Place, answers: Answers) -> Iterator[tuple[str, Answer]]:
    """Answers one step below, at and one step above what the comparison compares with."""
    sides = ((comparison.left, comparison.right), (comparison.right, comparison.left))
    for term, other in sides:
        threshold = amount_of(other, place, answers)
        if threshold is None:
            continue
        if isinstance(term, Elapsed):
            for month in _months_around(term, threshold, place):
                yield term.question, month
        elif isinstance(term, Asked):
            for number in _numbers_around(place.questions[term.question], threshold):
                yield term.question, number


def _months_around(term: Elapsed, threshold: int | float, place: Place) -> Iterator[Month]:
    """Whole years turn where they begin and where the next begins."""
    until = counted_until(term, place)
    if until is None:
        return
    base = months_base(until, paid=place.questions[term.question].paid_months)
    whole = int(threshold)
    turns = (12 * whole, 12 * (whole + 1)) if term.unit == "years" else (whole,)
    for months in (turn + step for turn in turns for step in (-1, 0, 1)):
        month = Month(base - months)
        if months >= 0 and EARLIEST <= month <= Month.on(place.day):
            yield month


def _numbers_around(question: Question, threshold: int | float) -> Iterator[int | float]:
    for step in (-1, 0, 1):
        value = round(threshold + step * 10**-question.decimals, question.decimals)
        if question.minimum <= value <= question.maximum:
            yield int(value) if value == int(value) else value
