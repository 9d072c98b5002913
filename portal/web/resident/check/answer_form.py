"""Answer forms parsed into raw answers, in the form the API takes."""

from __future__ import annotations

import re
from typing import assert_never

from werkzeug.datastructures import MultiDict

from ....rules.model.ruleset import Question
from ....rules.numbers import Misread, read_fen, read_number
from ....rules.problem_codes import AnswerCode, FigureCode

UNKNOWN = "unknown"
#: A span of months, or a month, as the choices of a month question name it.
_SPAN = re.compile(r"\d{4}-\d{2}(/\d{4}-\d{2})?")
AnswerFault = AnswerCode | FigureCode
"""Why an answer or a number in it cannot be taken."""


def read_field(question: Question, form: MultiDict[str, str]) -> tuple[object, AnswerFault | None]:
    """The raw answer of a form and what is wrong with it, None if nothing is.

    Beside an error stands what was understood of a number, as plain figures, instead of the answer.
    «不知道» is a button or a choice of every question and means None.
    """
    value = form.get("value", "").strip()
    if UNKNOWN in (value, form.get("unknown")):
        return None, None
    if not value and question.kind != "month":
        return None, AnswerCode.EMPTY
    match question.kind:
        case "month":
            return _month(question, form, value)
        case "yes_no":
            return value == "yes", None if value in ("yes", "no") else AnswerCode.CHOICE
        case "number" | "money":
            return _number(question, value)
        case "choice" | "district":
            return value, None
        case _:
            assert_never(question.kind)


def _month(
    question: Question, form: MultiDict[str, str], value: str
) -> tuple[object, AnswerFault | None]:
    if question.none is not None and "none" in (value, form.get("none")):
        return "none", None
    year = form.get("year", "").strip()
    month = form.get("month", "").strip()
    if _SPAN.fullmatch(value) and not (year or month):
        return value, None
    if not (year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return None, AnswerCode.MONTH if year or month else AnswerCode.EMPTY
    return f"{int(year[:4]):04d}-{int(month[:2]):02d}", None


def _number(question: Question, value: str) -> tuple[object, AnswerFault | None]:
    try:
        if question.kind == "money":
            return read_fen(value, question.unit or "fen"), None
        return read_number(value, question.unit, question.decimals), None
    except Misread as fault:
        return fault.understood, fault.code
