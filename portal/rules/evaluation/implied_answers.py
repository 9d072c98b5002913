"""What answers leave no choice about, so that it is not asked: who has paid nothing has paid
nothing in an area either.

Derived from what cannot stand together (`contradictions`): of a question whose other answers would
all contradict what was given, the one left is taken; where every answer would, it is of no use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import assert_never

from ..model.answers import Answer, Answers
from ..model.months import NONE, Month
from ..model.ruleset import Question
from .answer_reader import EARLIEST
from .contradictions import free_of_contradiction, kept_apart


def implied(answers: Answers, questions: Mapping[str, Question], day: date) -> dict[str, Answer]:
    """Answers that follow from others; None for a question that has no answer beside them."""
    found: dict[str, Answer] = {}
    while True:
        known = {**answers, **found}
        more = dict(_following(known, questions, day))
        if not more:
            return found
        found |= more


def _following(
    answers: Answers, questions: Mapping[str, Question], day: date
) -> Iterator[tuple[str, Answer]]:
    for name in kept_apart(answers):
        question = questions.get(name)
        if question is None:
            continue
        every = tuple(_kinds_of_answers(question, day))
        left = free_of_contradiction(name, every, answers, day)
        if every and not left:
            yield name, None
        elif len(left) == 1 and not isinstance(left[0], Month):
            yield name, left[0]


def _kinds_of_answers(question: Question, day: date) -> Iterator[Answer]:
    """One answer of each kind that contradictions tell apart; nothing follows for a number."""
    match question.kind:
        case "month":
            if question.none is not None:
                yield NONE
            yield EARLIEST
            yield Month.on(day)
        case "yes_no":
            yield True
            yield False
        case "choice":
            yield from (option.id for option in question.options)
        case "district":
            yield "here"
            yield "there"
        case "number" | "money":
            return
        case _:
            assert_never(question.kind)
