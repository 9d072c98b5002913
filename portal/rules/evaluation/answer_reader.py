"""Answers as people and programs write them, read into typed values against the questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import assert_never

from ..model.answers import Answer, Answers
from ..model.districts import Gazetteer
from ..model.months import NONE, Month, Span, read_months
from ..model.ruleset import Question
from ..problem_codes import AnswerCode, Hint
from ..problems import Message, say
from ..suggestions import nearest

__all__ = [
    "EARLIEST",
    "Answer",
    "AnswerProblem",
    "Answers",
    "plain",
    "read_answer",
    "read_answers",
]

EARLIEST = Month.of(1900, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerProblem:
    """An answer that cannot be read: why, and how to write it.

    ``successors``: the districts that took over the one that was answered.
    """

    question: str
    message: Message
    hint: Message | None = None
    successors: tuple[str, ...] = ()

    @property
    def code(self) -> AnswerCode:
        """What is wrong."""
        assert isinstance(self.message.code, AnswerCode)
        return self.message.code


class _AnswerError(Exception):
    def __init__(
        self, message: Message, hint: Message | None = None, successors: tuple[str, ...] = ()
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint
        self.successors = successors


def _near(value: object, known: Iterable[str]) -> Message | None:
    names = tuple(known)
    near = nearest(value, names)
    if near:
        return say(Hint.DID_YOU_MEAN, near=near)
    return say(Hint.ONE_OF, names=names) if names else None


def _yes_no(_question: Question, value: object) -> bool:
    if not isinstance(value, bool):
        raise _AnswerError(say(AnswerCode.YES_NO), say(Hint.NULL_IS_UNKNOWN))
    return value


def _choice(question: Question, value: object) -> str:
    known = [option.id for option in question.options]
    if not isinstance(value, str) or value not in known:
        raise _AnswerError(say(AnswerCode.CHOICE), _near(value, known))
    return value


def _number(question: Question, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        hint = say(Hint.NO_QUOTATION_MARKS) if isinstance(value, str) else None
        raise _AnswerError(say(AnswerCode.NUMBER), hint)
    if isinstance(value, float) and isnan(value):
        raise _AnswerError(say(AnswerCode.NUMBER))
    if not question.minimum <= value <= question.maximum:
        raise _outside(question)
    rounded = round(value, question.decimals)
    if rounded != value:
        raise _AnswerError(say(AnswerCode.ONE_DECIMAL if question.decimals else AnswerCode.WHOLE))
    return int(value) if value == int(value) else value


def _outside(question: Question) -> _AnswerError:
    """A figure outside the range of its question; money is said in yuan."""
    low = question.minimum
    high = question.maximum
    if question.kind == "money":
        message = say(AnswerCode.YUAN_RANGE, low=low / 100, high=high / 100)
        return _AnswerError(message, say(Hint.FEN))
    hint = say(Hint.UNIT, unit=question.unit) if question.unit else None
    return _AnswerError(say(AnswerCode.RANGE, low=low, high=high), hint)


def _money(question: Question, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _AnswerError(say(AnswerCode.MONEY), say(Hint.FEN))
    return int(_number(question, value))


def _month(question: Question, value: object, day: date) -> Month | Span | str:
    if value == NONE and question.none is not None:
        return NONE
    try:
        months = read_months(value) if isinstance(value, str) else None
    except ValueError:
        months = None
    if months is None or _ends(months)[0] < EARLIEST:
        hint = Hint.SPAN if question.none is None else Hint.SPAN_OR_NONE
        raise _AnswerError(say(AnswerCode.MONTH), say(hint))
    if _ends(months)[1] > Month.on(day):
        raise _AnswerError(say(AnswerCode.FUTURE, day=day))
    return months


def _ends(months: Month | Span) -> tuple[Month, Month]:
    if isinstance(months, Span):
        return months.earliest, months.latest
    return months, months


def _district(value: object, day: date, gazetteer: Gazetteer) -> str:
    district = gazetteer.districts.get(value) if isinstance(value, str) else None
    if district is None:
        raise _AnswerError(say(AnswerCode.DISTRICT), _near(value, gazetteer.districts))
    if not district.period.holds(day):
        after = tuple(s.district for s in gazetteer.successors(district, day))
        raise _AnswerError(
            say(AnswerCode.DISTRICT_DAY, district=district.id, day=day),
            say(Hint.AREA_BELONGS, districts=after) if after else None,
            after,
        )
    return district.id


def _read(question: Question, value: object, day: date, gazetteer: Gazetteer) -> Answer:
    match question.kind:
        case "yes_no":
            return _yes_no(question, value)
        case "choice":
            return _choice(question, value)
        case "number":
            return _number(question, value)
        case "money":
            return _money(question, value)
        case "month":
            return _month(question, value, day)
        case "district":
            return _district(value, day, gazetteer)
        case _:
            assert_never(question.kind)


def read_answer(
    question: Question, value: object, day: date, gazetteer: Gazetteer
) -> tuple[Answer, AnswerProblem | None]:
    """One answer, or None with the problem that it has."""
    if value is None:
        return None, None
    try:
        return _read(question, value, day, gazetteer), None
    except _AnswerError as fault:
        problem = AnswerProblem(
            question=question.id,
            message=fault.message,
            hint=fault.hint,
            successors=fault.successors,
        )
        return None, problem


def read_answers(
    questions: Mapping[str, Question],
    raw: Mapping[str, object],
    day: date,
    gazetteer: Gazetteer,
) -> tuple[dict[str, Answer], tuple[AnswerProblem, ...]]:
    """All answers that can be read, and every problem of the others."""
    answers: dict[str, Answer] = {}
    problems: list[AnswerProblem] = []
    for name, value in raw.items():
        question = questions.get(name)
        if question is None:
            message = say(AnswerCode.QUESTION)
            problems.append(
                AnswerProblem(question=name, message=message, hint=_near(name, questions))
            )
            continue
        answer, problem = read_answer(question, value, day, gazetteer)
        if problem is None:
            answers[name] = answer
        else:
            problems.append(problem)
    return answers, tuple(problems)


def plain(answer: Answer) -> bool | int | float | str | None:
    """An answer as JSON carries it: months as ``YYYY-MM``, spans as ``YYYY-MM/YYYY-MM``."""
    return str(answer) if isinstance(answer, Month | Span) else answer
