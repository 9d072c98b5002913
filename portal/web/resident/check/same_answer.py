"""Answers that often hold for several people: taken over at a tap, never by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....i18n import gettext
from ....rules.evaluation.interview import Asking
from ....rules.model.households import Subject
from ...answer_cookie import CheckState
from ...lines.answers import answer_words
from ...lines.phrasebook import phrasebook
from ..consultation import Consultation

#: What partners, or siblings, often have in common. A child's registration is never taken from a
#: parent, only from a sibling, and only if the person says so.
SHARED = frozenset(
    (
        "home_since",
        "hukou_place",
        "hukou_district",
        "hukou_rural",
        "hukou_guangan",
        "residence_registered_since",
        "has_residence_permit",
        "residence_permit_since",
        "permit_suspended",
        "work_district",
        "insured_district",
        "child_hukou_place",
        "child_hukou_district",
        "child_enrolled_since",
        "child_permit_since",
        "school_district",
    )
)


@dataclass(frozen=True, slots=True)
class SameOffer:
    """The words on the button, and the answer that it takes over."""

    words: str
    answer: str


def first_answer(current: Consultation, asked: Asking) -> Asking | None:
    """The answer of the first of a kind, for somebody who comes after; None if there is none."""
    first = Asking(Subject(asked.subject.kind, 1), asked.question)
    shares = asked.question in SHARED and asked.subject.number > 1
    known = shares and first in current.given and current.answer_of(first) is not None
    return first if known else None


def same_offer(current: Consultation, asked: Asking) -> SameOffer | None:
    """What somebody may take over from the first adult or the first child."""
    first = first_answer(current, asked)
    if first is None:
        return None
    question = current.frame.ruleset.questions[asked.question]
    words = gettext("The same as me") if asked.subject.kind == "adult" else _as_the_first()
    return SameOffer(words, answer_words(question, current.answer_of(first), phrasebook()))


def _as_the_first() -> str:
    return gettext("The same as the first child")


def same_for(current: Consultation, asked: Asking) -> str:
    """For whom else an answer of the first of a kind may hold; empty where for nobody."""
    if not any(_others(current, asked)):
        return ""
    if asked.subject.kind == "adult":
        return gettext("It is the same for my partner")
    return gettext("It is the same for all children")


def for_all(current: Consultation, asked: Asking, raw: object) -> CheckState:
    """The check with an answer of the first of a kind given for all who have given none."""
    state = current.state
    for other in _others(current, asked):
        state = state.with_answer(other.subject, other.question, raw)
    return state


def _others(current: Consultation, asked: Asking) -> Iterator[Asking]:
    if asked.question not in SHARED or asked.subject.number != 1:
        return
    for who in current.household.of_kind(asked.subject.kind)[1:]:
        if asked.question not in current.state.answers_of(who):
            yield Asking(who, asked.question)
