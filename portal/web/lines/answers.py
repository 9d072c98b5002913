"""Answers in words, as the page repeats them to the person who gave them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from ...i18n import amount_words, gettext, ngettext
from ...rules.evaluation.answer_reader import Answer, Answers
from ...rules.model.months import Month, Span, months_passed
from ...rules.model.ruleset import Question
from .phrasebook import Phrasebook


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """A question with the answer given to it, and where to change it.

    ``who``: of whom it is, as addresses name them; None for the first of a kind.
    """

    question: str
    label: str
    value: str
    href: str
    changeable: bool = False
    who: str | None = None


def answer_words(question: Question, value: Answer, book: Phrasebook) -> str:
    """One answer in words."""
    wording = book.wording
    if value is None:
        return gettext("I don't know")
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Month):
        return wording.month(value)
    if isinstance(value, Span):
        return gettext(
            "some month from %(earliest)s to %(latest)s",
            earliest=wording.month(value.earliest),
            latest=wording.month(value.latest),
        )
    match question.kind:
        case "month":
            assert question.none is not None  # the one answer of months that is no month
            return wording.text(question.none)
        case "choice":
            return wording.text(next(o.text for o in question.options if o.id == value))
        case "district":
            return wording.text(book.ruleset.gazetteer.districts[str(value)].name)
        case "money":
            return amount_words(wording, "fen", value)
        case "number":
            return amount_words(wording, question.unit, value)
        case "yes_no":
            raise AssertionError("an answer of yes or no is a bool, said above")
        case _:
            assert_never(question.kind)


def counted_words(question: Question, value: Answer, day: date) -> str:
    """How many months have passed since the month answered, as the rules count them.

    Within a month that is one of two numbers: it depends on the day on which it began.
    """
    if not isinstance(value, Month | Span):
        return ""
    least, most = months_passed(day, value, paid=question.paid_months)
    if question.id == "birth_month":
        return _ages(least // 12, most // 12)
    if question.paid_months:
        if least != most:
            return gettext("%(least)s to %(most)s months paid", least=least, most=most)
        return ngettext("%(num)s month paid", "%(num)s months paid", least)
    if least != most:
        return gettext("%(least)s to %(most)s full months", least=least, most=most)
    return ngettext("%(num)s full month", "%(num)s full months", least)


def _ages(least: int, most: int) -> str:
    if least != most:
        return gettext("%(least)s to %(most)s years old", least=least, most=most)
    return gettext("%(years)s years old", years=least)


def answer_line(
    question: Question,
    answers: Answers,
    day: date,
    book: Phrasebook,
    *,
    href: str,
    who: str | None = None,
) -> AnswerLine:
    """One answered question as a line; ``href``: where it is changed, ``who``: whose it is."""
    value = answers[question.id]
    words = answer_words(question, value, book)
    counted = counted_words(question, value, day)
    return AnswerLine(
        question=question.id,
        label=book.wording.text(question.short),
        value=gettext("%(answer)s (%(counted)s)", answer=words, counted=counted)
        if counted
        else words,
        href=href,
        changeable=question.changeable,
        who=who,
    )
