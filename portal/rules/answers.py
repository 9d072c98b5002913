"""Answers as people and programs write them, read into typed values against the questions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan

from .districts import Gazetteer
from .model import Question
from .months import NONE, Month

Answer = bool | int | float | str | Month | None
"""A value as `Question.kind` asks for it; None is «不知道», "none" «没有» of a month question."""

Answers = Mapping[str, Answer]

EARLIEST = Month.of(1900, 1)


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """An answer that cannot be read: a code for translation, a message and a hint in English."""

    question: str
    code: str
    message: str
    hint: str = ""
    successors: tuple[str, ...] = ()


class _Unreadable(Exception):
    def __init__(
        self, code: str, message: str, hint: str = "", successors: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.successors = code, message, hint, successors


def _near(value: object, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(str(value)[:80], names, n=1)
    return f"did you mean {close[0]}?" if close else f"one of {', '.join(names)}"


def _yes_no(_question: Question, value: object) -> bool:
    if not isinstance(value, bool):
        raise _Unreadable("yes_no", "must be true or false", "null means «不知道»")
    return value


def _choice(question: Question, value: object) -> str:
    known = [option.id for option in question.options]
    if not isinstance(value, str) or value not in known:
        raise _Unreadable("choice", "is not one of the options", _near(value, known))
    return value


def _number(question: Question, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or isnan(value):
        raise _Unreadable("number", "must be a number")
    if not question.minimum <= value <= question.maximum:
        raise _Unreadable(
            "range", f"must lie between {question.minimum} and {question.maximum}", question.unit
        )
    rounded = round(value, question.decimals)
    if rounded != value:
        places = question.decimals
        raise _Unreadable("decimals", f"may have at most {places} decimal places")
    return int(value) if value == int(value) else value


def _money(question: Question, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Unreadable("money", "must be a whole number of fen", "100 fen are 1 yuan")
    return int(_number(question, value))


def _month(question: Question, value: object, day: date) -> Month | str:
    if value == NONE and question.none is not None:
        return NONE
    try:
        month = Month.read(value) if isinstance(value, str) else None
    except ValueError:
        month = None
    if month is None or month < EARLIEST:
        hint = 'or "none" for «没有»' if question.none is not None else ""
        raise _Unreadable("month", "must be a month written YYYY-MM", hint)
    if month > Month.on(day):
        raise _Unreadable("future", f"lies after the day asked about, {day.isoformat()}")
    return month


def _district(value: object, day: date, gazetteer: Gazetteer) -> str:
    district = gazetteer.districts.get(value) if isinstance(value, str) else None
    if district is None:
        raise _Unreadable("district", "is not a district", _near(value, gazetteer.districts))
    if not district.period.holds(day):
        after = tuple(s.district for s in gazetteer.successors(district, day))
        raise _Unreadable(
            "district_day",
            f"{district.id} does not exist on {day.isoformat()}",
            f"its area belongs to {', '.join(after)}" if after else "",
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
        case _:
            return _district(value, day, gazetteer)


def read_answer(
    question: Question, value: object, day: date, gazetteer: Gazetteer
) -> tuple[Answer, AnswerProblem | None]:
    """One answer, or None with the problem that it has."""
    if value is None:
        return None, None
    try:
        return _read(question, value, day, gazetteer), None
    except _Unreadable as fault:
        problem = AnswerProblem(
            question.id, fault.code, fault.message, fault.hint, fault.successors
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
            hint = _near(name, questions)
            problems.append(AnswerProblem(name, "question", "is not a question", hint))
            continue
        answer, problem = read_answer(question, value, day, gazetteer)
        if problem is None:
            answers[name] = answer
        else:
            problems.append(problem)
    return answers, tuple(problems)


def plain(answer: Answer) -> bool | int | float | str | None:
    """An answer as JSON carries it: months as ``YYYY-MM``."""
    return str(answer) if isinstance(answer, Month) else answer
