"""The answers of a flat situation in words, person by person."""

from __future__ import annotations

from dataclasses import dataclass

from ....i18n import gettext
from ....rules.evaluation.answer_reader import Answers
from ....rules.model.households import Who
from ...lines.answers import answer_words
from ...lines.phrasebook import Phrasebook


@dataclass(frozen=True, slots=True)
class PersonLines:
    """What was answered of the household, of the adult whose facts count, or of the child."""

    who: str
    answers: tuple[tuple[str, str], ...]


def people_lines(answers: Answers, book: Phrasebook) -> tuple[PersonLines, ...]:
    """The answers of a flat situation person by person."""
    questions = book.ruleset.questions
    named: dict[Who, str] = {
        "household": gettext("The whole household"),
        "adult": gettext("The adult"),
        "child": gettext("The child"),
    }
    lines = (
        PersonLines(
            who,
            tuple(
                (book.wording.text(questions[name].short), answer_words(questions[name], its, book))
                for name, its in answers.items()
                if questions[name].of == kind
            ),
        )
        for kind, who in named.items()
    )
    return tuple(its for its in lines if its.answers)
