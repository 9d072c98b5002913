"""The people of a household as pages name them: you, your partner, the first child."""

from __future__ import annotations

from typing import Any, assert_never

from flask import url_for

from ...i18n import gettext
from ...rules.evaluation.interview import Asking
from ...rules.model.households import Household, Subject
from ...rules.model.ruleset import Question
from ...rules.model.texts import Text
from ..http import request_context

_STAGE = "child_stage"


def person_name(subject: Subject, household: Household) -> str:
    """Somebody of a household; of several children each says its stage, once that is told."""
    match subject.kind:
        case "household":
            return gettext("Everybody")
        case "adult":
            return gettext("You") if subject.number == 1 else gettext("Your partner")
        case "child":
            return _child_name(subject, household)
        case _:
            assert_never(subject.kind)


def about_person(subject: Subject, household: Household) -> str:
    """The heading over questions: about whom they are."""
    match subject.kind:
        case "household":
            return gettext("About all of you")
        case "adult":
            return gettext("About you") if subject.number == 1 else gettext("About your partner")
        case "child":
            return gettext("About: %(person)s", person=_child_name(subject, household))
        case _:
            assert_never(subject.kind)


def child_word(subject: Subject, household: Household) -> str:
    """A child as a sentence names it, without its stage."""
    if len(household.children) <= 1:
        return gettext("Your child")
    return _ordinals()[subject.number - 1]


def _child_name(subject: Subject, household: Household) -> str:
    name = child_word(subject, household)
    stage = _stage_words(subject, household) if len(household.children) > 1 else ""
    return gettext("%(person)s (%(stage)s)", person=name, stage=stage) if stage else name


def _stage_words(subject: Subject, household: Household) -> str:
    answered = household.of(subject).get(_STAGE)
    question = request_context.release().ruleset.questions.get(_STAGE)
    options = question.options if question else ()
    wording = request_context.wording()
    return next((wording.text(its.text) for its in options if its.id == answered), "")


def _ordinals() -> tuple[str, ...]:
    return (
        gettext("First child"),
        gettext("Second child"),
        gettext("Third child"),
        gettext("Fourth child"),
        gettext("Fifth child"),
        gettext("Sixth child"),
    )


def child_in_sentence(subject: Subject, household: Household) -> str:
    """A child inside a question."""
    if len(household.children) <= 1:
        return gettext("your child")
    return _ordinals_in_sentence()[subject.number - 1]


def _ordinals_in_sentence() -> tuple[str, ...]:
    return (
        gettext("your first child"),
        gettext("your second child"),
        gettext("your third child"),
        gettext("your fourth child"),
        gettext("your fifth child"),
        gettext("your sixth child"),
    )


def question_words(question: Question, subject: Subject, household: Household) -> str:
    """A question as it is put about somebody."""
    return _about(question.text_about(partner=_is_partner(subject)), subject, household)


def question_hint(question: Question, subject: Subject, household: Household) -> str:
    """What stands under a question that is put about somebody; empty where there is nothing."""
    hint = question.hint_about(partner=_is_partner(subject))
    return _about(hint, subject, household) if hint else ""


def _is_partner(subject: Subject) -> bool:
    return subject.kind == "adult" and subject.number > 1


def _about(text: Text, subject: Subject, household: Household) -> str:
    child = child_in_sentence(subject, household) if subject.kind == "child" else ""
    words = request_context.wording().text(text, child=child)
    return words[:1].upper() + words[1:]


def who_value(subject: Subject) -> str | None:
    """Somebody as an address names them; the first of their kind is not named."""
    return str(subject) if subject.number > 1 else None


def question_href(asked: Asking, **more: Any) -> str:
    """The address of a question to somebody."""
    who = who_value(asked.subject)
    return url_for(".question", question=asked.question, who=who, **more)
