"""Answers in words, as the page repeats them to the person who gave them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for

from ...i18n import Wording, amount_words, gettext, ngettext
from ...rules.answers import Answer, Answers
from ...rules.model import Question, Ruleset
from ...rules.months import NONE, Month, months_until


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question with the answer given to it, and where to change it."""

    question: str
    label: str
    value: str
    href: str
    changeable: bool = False


def answer_words(question: Question, value: Answer, ruleset: Ruleset, wording: Wording) -> str:
    """One answer in words."""
    if value is None:
        return gettext("I don't know")
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Month):
        return wording.month(value)
    if question.kind == "month" and value == NONE and question.none:
        return wording.text(question.none)
    if question.kind == "choice":
        return wording.text(next(o.text for o in question.options if o.id == value))
    if question.kind == "district":
        return wording.text(ruleset.gazetteer.districts[str(value)].name)
    return amount_words(wording, "fen" if question.kind == "money" else question.unit, value)


def counted_words(question: Question, value: Answer, day: date) -> str:
    """How many months have passed since the month answered, as the rules count them."""
    if not isinstance(value, Month):
        return ""
    months = months_until(day, value, paid=question.paid_months)
    if question.id == "birth_month":
        return gettext("%(years)s years old", years=months // 12)
    if question.paid_months:
        return ngettext("%(num)s month paid", "%(num)s months paid", months)
    return ngettext("%(num)s full month", "%(num)s full months", months)


def answer_line(
    question: Question, answers: Answers, ruleset: Ruleset, wording: Wording, day: date
) -> AnswerLine:
    """One answered question as a line."""
    value = answers[question.id]
    words = answer_words(question, value, ruleset, wording)
    counted = counted_words(question, value, day)
    return AnswerLine(
        question.id,
        wording.text(question.short),
        gettext("%(answer)s (%(counted)s)", answer=words, counted=counted) if counted else words,
        url_for(".question", question=question.id),
        question.changeable,
    )
