"""Questions are worded for whom they are put about: a child by name, the partner where it is one's
own question."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.ruleset import Question, Ruleset
from ..model.texts import CHILD, Text
from ..problem_codes import CheckCode
from ..problems import Message, Problem, say
from .places import Places


def check_question_texts(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Every question that says whose fact it is."""
    for name, question in ruleset.questions.items():
        if question.says_of:
            for field, message in _faults(question):
                yield places.in_section("questions", name, field, message, None)


def _faults(question: Question) -> Iterator[tuple[str, Message]]:
    for field in ("text_partner", "hint_partner"):
        if question.of != "adult" and getattr(question, field) is not None:
            yield field, say(CheckCode.NOT_OF_AN_ADULT)
    if question.of == "child" and not _names_child(question.text):
        yield "text", say(CheckCode.NAMES_NO_CHILD, typed=CHILD)
    if question.of != "child" and CHILD in question.text.zh + question.text.en:
        yield "text", say(CheckCode.NAMES_A_CHILD, typed=CHILD)


def _names_child(text: Text) -> bool:
    return CHILD in text.zh and (not text.en or CHILD in text.en)
