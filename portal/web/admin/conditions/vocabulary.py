"""The names that a condition of a service may use, as the draft has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..editing.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """See `rules.grammar.Vocabulary`."""

    question_kinds: Mapping[str, str]
    question_units: Mapping[str, str]
    options: Mapping[str, tuple[str, ...]]
    parameter_units: Mapping[str, str]
    groups: tuple[str, ...]


def vocabulary_of(lexicon: Lexicon) -> Vocabulary:
    """The vocabulary of the service whose items the lexicon is for."""
    questions = lexicon.questions
    return Vocabulary(
        {name: str(its.get("kind", "")) for name, its in questions.items()},
        {name: str(its.get("unit", "")) for name, its in questions.items()},
        {name: tuple(its.get("options", {})) for name, its in questions.items()},
        {
            name: str(its.get("unit", ""))
            for name, its in lexicon.document.get("parameters", {}).items()
        },
        tuple(choice.id for choice in lexicon.choices("groups")),
    )
