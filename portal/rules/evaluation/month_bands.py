"""Spans of months between which nothing is decided: somebody need not know the month itself.

Each comparison of a month with an amount in force turns at one month. Whoever began between two
such turns gets the same verdicts whatever the month was; only at a turn does the month, or the day
in it, matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..conditions.place import Place
from ..conditions.tree import Atom, Compare, Condition, Elapsed, Retirement, atoms, questions_of
from ..model.months import Month, Span, is_last_of_month
from ..model.ruleset import Question, Service
from .answer_reader import EARLIEST
from .outcomes import Frame
from .term_values import amounts_of, counted_until


def month_bands(
    question: Question, frame: Frame, services: Iterable[str]
) -> tuple[Month | Span, ...]:
    """The spans of a month question, latest first; none where the month itself is needed."""
    if question.kind != "month":
        return ()
    turns: set[tuple[Month, Month]] = set()
    for name in services:
        service_frame = frame.service(name)
        service = service_frame.service
        if _needs_month(service, question.id):
            return ()
        for condition in _conditions(service):
            turns.update(_turns(condition, question, service_frame.place))
    if not turns:
        return ()
    now = Month.on(frame.day)
    spans: list[Month | Span] = []
    end = now
    for yes, no in sorted(turns, reverse=True):
        if yes > EARLIEST and no <= end:
            spans.append(_span(no, end))
            end = yes
        elif EARLIEST < yes < end:
            # Two turns beside each other: what lies between them is left to the exact month.
            end = yes
    spans.append(_span(EARLIEST, end))
    return tuple(spans) if len(spans) > 1 else ()


def _span(earliest: Month, latest: Month) -> Month | Span:
    return Span(earliest, latest) if earliest < latest else earliest


def _needs_month(service: Service, question: str) -> bool:
    """Whether a service works with the month itself: a yearly day, points for each year, an age.

    What says whether it is time yet also says the year in which it will be.
    """
    if service.ahead and question in questions_of(service.ahead):
        return True
    if any(window.anniversary_of == question for window in service.windows):
        return True
    if any(its.per and its.per.question == question for t in service.points for its in t.items):
        return True
    asked = (
        atom
        for condition in _conditions(service)
        for atom in atoms(condition)
        if question in questions_of(atom)
    )
    return any(_is_exact(atom) for atom in asked)


def _is_exact(atom: Atom) -> bool:
    return isinstance(atom, Retirement) or (
        isinstance(atom, Compare) and atom.operator in ("==", "!=")
    )


def _conditions(service: Service) -> Iterator[Condition]:
    for _, condition in service.conditions():
        yield condition


def _turns(condition: Condition, question: Question, place: Place) -> Iterator[tuple[Month, Month]]:
    """Of each comparison, the last month that surely fills its amount, the first that does not."""
    for atom in atoms(condition):
        if not isinstance(atom, Compare):
            continue
        for term, other in ((atom.left, atom.right), (atom.right, atom.left)):
            if not isinstance(term, Elapsed) or term.question != question.id:
                continue
            until = counted_until(term, place)
            amounts = amounts_of(other, place, {})
            if until is None or amounts is None:
                continue
            months = int(amounts[0]) * (12 if term.unit == "years" else 1)
            turn = Month.on(until).later(-months)
            exact = question.paid_months or is_last_of_month(until)
            yield (turn if exact else turn.later(-1)), turn.later(1)
