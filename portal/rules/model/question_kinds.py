"""The kinds of questions: what an answer is, and how it is asked for."""

from __future__ import annotations

from typing import Literal, get_args

QuestionKind = Literal["yes_no", "choice", "number", "money", "month", "district"]

NamedKind = Literal["yes_no", "choice", "district"]
"""The kinds whose answers are names, compared with an option, the district or a group."""

QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)


def question_kind(written: object) -> QuestionKind | None:
    """The kind of this name; None where there is none, as in a draft not finished yet."""
    return next((kind for kind in QUESTION_KINDS if kind == written), None)
