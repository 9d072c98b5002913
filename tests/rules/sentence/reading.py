"""Sentences read by the shipped rules, for tests of the recogniser."""

from __future__ import annotations

from datetime import date

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.sentence.proposals import Understanding
from portal.rules.sentence.recogniser import Recogniser

TODAY = date(2026, 11, 28)
RULES = load(read_folder(SHIPPED))
RECOGNISER = Recogniser(RULES.questions, RULES.gazetteer, TODAY, RULES.city.id)


def read(sentence: str) -> Understanding:
    """What a sentence comes to."""
    return RECOGNISER.read(sentence)


def facts(sentence: str) -> dict[str, object]:
    """Whose question → the value proposed, months as text."""
    return {
        f"{its.subject} {its.question}": its.value
        if isinstance(its.value, bool | int | float | str) and not hasattr(its.value, "later")
        else str(its.value)
        for its in read(sentence).proposals
    }
