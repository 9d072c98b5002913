"""The names that a condition may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model.question_kinds import QuestionKind

FEN = {"fen_per_month": "fen", "fen_per_year": "fen"}
"""Units that compare with money as it is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The questions, parameters and groups of districts that conditions of a service may name.

    ``question_units``: question of kind number → unit; ``options``: question of kind choice → its
    options.
    """

    question_kinds: Mapping[str, QuestionKind]
    question_units: Mapping[str, str]
    options: Mapping[str, tuple[str, ...]]
    parameter_units: Mapping[str, str]
    groups: tuple[str, ...]
