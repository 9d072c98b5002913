"""What is wrong with an answer, in words: what was understood, what is allowed, an example."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from ....i18n import Wording, amount_words, gettext, ngettext
from ....problem_words import WORDS
from ....rules.model.ruleset import Question
from ....rules.problem_codes import AnswerCode, ContradictionCode, FigureCode
from ...lines.answers import AnswerLine
from .answer_form import AnswerFault


def error_words(
    code: AnswerFault,
    question: Question,
    wording: Wording,
    typed: str = "",
    understood: object = None,
) -> str:
    """What was wrong with what was typed, what is allowed, and an example.

    ``understood`` is the value that was read, or what was understood of one, if anything was.
    """
    if code is AnswerCode.EMPTY:
        return gettext("Choose an answer, or choose that you don't know.")
    if code is AnswerCode.FUTURE:
        return gettext("This month has not come yet. Choose a month that has begun.")
    if code is AnswerCode.MONTH:
        return gettext("Choose both a year and a month.")
    match question.kind:
        case "number" | "money":
            return gettext(
                "%(fault)s %(allowed)s",
                fault=_misread_words(code, question, typed, understood, wording),
                allowed=_allowed_words(question, wording),
            )
        case "yes_no" | "choice" | "month" | "district":
            return gettext("Choose one of the answers shown.")
        case _:
            assert_never(question.kind)


def _misread_words(
    code: AnswerFault, question: Question, typed: str, understood: object, wording: Wording
) -> str:
    """What cannot be taken of a number, and what was understood."""
    match code:
        case FigureCode.LONG:
            return gettext("This number is too long.")
        case FigureCode.UNIT:
            return gettext("“%(typed)s” is given in another unit.", typed=typed)
        case FigureCode.SEPARATOR:
            return gettext("“%(typed)s” can be understood in two ways.", typed=typed)
        case FigureCode.WHOLE | AnswerCode.WHOLE:
            return gettext(
                "We understood “%(typed)s” as %(figure)s, which is not a whole number.",
                typed=typed,
                figure=understood,
            )
        case FigureCode.ONE_DECIMAL | FigureCode.TWO_DECIMALS | AnswerCode.ONE_DECIMAL:
            return ngettext(
                "We understood “%(typed)s” as %(figure)s; at most %(num)s digit after the point.",
                "We understood “%(typed)s” as %(figure)s; at most %(num)s digits after the point.",
                2 if question.kind == "money" else question.decimals,
                typed=typed,
                figure=understood,
            )
        case AnswerCode.RANGE | AnswerCode.YUAN_RANGE:
            unit = "fen" if question.kind == "money" else question.unit
            return gettext(
                "We understood “%(typed)s” as %(figure)s.",
                typed=typed,
                figure=amount_words(wording, unit, understood),
            )
        case (
            FigureCode.FIGURE
            | AnswerCode.NUMBER
            | AnswerCode.MONEY
            | AnswerCode.EMPTY
            | AnswerCode.QUESTION
            | AnswerCode.YES_NO
            | AnswerCode.CHOICE
            | AnswerCode.MONTH
            | AnswerCode.FUTURE
            | AnswerCode.DISTRICT
            | AnswerCode.DISTRICT_DAY
        ):
            return gettext("“%(typed)s” is not a number we can read.", typed=typed)
    assert_never(code)


def _allowed_words(question: Question, wording: Wording) -> str:
    """What a number question takes, with an example."""
    money = question.kind == "money"
    unit = "fen" if money else question.unit
    usual = 3500_00 if money else 15.5 if question.decimals else 3
    example = usual if question.minimum <= usual <= question.maximum else question.minimum
    bounds = {
        "least": amount_words(wording, unit, question.minimum),
        "most": amount_words(wording, unit, question.maximum),
        "example": f"{example / (100 if money else 1):g}",
    }
    if question.kind == "number" and not question.decimals:
        return gettext(
            "Write a whole number from %(least)s to %(most)s, such as %(example)s.", **bounds
        )
    return gettext("Write a number from %(least)s to %(most)s, such as %(example)s.", **bounds)


def contradiction_words(reason: ContradictionCode, contradicted: Iterable[AnswerLine]) -> str:
    """That an answer cannot stand beside others, naming them, and why."""
    named = [
        gettext("“%(question)s: %(answer)s”", question=line.label, answer=line.value)
        for line in contradicted
    ]
    return gettext(
        "This does not fit your answer %(answers)s: %(reason)s.",
        answers=gettext(" and ").join(named),
        reason=gettext(WORDS[reason]),
    )
