"""What does not count, and what cannot be known, among the answers of a household."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model.answers import Answers
from ..model.households import THE_HOUSEHOLD, Household, Subject
from ..model.ruleset import Question
from .interview import Asking
from .question_dependence import Dependence, uncounted, unknowable


def unused_answers(household: Household, depends: Dependence) -> tuple[Asking, ...]:
    """The answers that count with no adult and with no child beside them."""
    counted: set[Asking] = set()
    for subjects, answers in _situations(household):
        unused = uncounted(answers, depends)
        counted.update(
            Asking(subject, name)
            for subject in subjects
            for name in household.of(subject)
            if name not in unused
        )
    given = (
        Asking(subject, name)
        for subject, answers in household.everything().items()
        for name in answers
    )
    return tuple(its for its in given if its not in counted)


def with_unknowable(
    household: Household, questions: Mapping[str, Question], depends: Dependence
) -> Household:
    """The household with «不知道» for each question that hangs on one answered so.

    What an answer of somebody else still makes known is asked.
    """
    found: dict[Subject, frozenset[str]] = {}
    for subjects, answers in _situations(household):
        names = unknowable(answers, depends)
        for subject in subjects:
            found[subject] = found.get(subject, names) & names
    for subject, names in found.items():
        own = sorted(name for name in names if questions[name].of == subject.kind)
        if own:
            answers = {**household.of(subject), **dict.fromkeys(own)}
            household = household.with_answers(subject, answers)
    return household


def _situations(household: Household) -> Iterator[tuple[tuple[Subject, ...], Answers]]:
    """The flat answers of each adult with each child, and whose they are."""
    for adult in household.of_kind("adult"):
        for child in household.of_kind("child"):
            yield (THE_HOUSEHOLD, adult, child), household.flat(adult.number, child.number)
        if not household.children:
            yield (THE_HOUSEHOLD, adult), household.flat(adult.number, None)
