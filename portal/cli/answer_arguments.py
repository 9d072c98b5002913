"""Answers as they are typed on the console, ``question=value``, as JSON carries them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from ..problem_words import english
from ..rules.model.question_kinds import QuestionKind
from ..rules.numbers import Misread, read_fen, read_number
from .errors import Failure

Kind = tuple[QuestionKind | None, str]
"""What a question asks for, and in which unit."""


def raw_answers(kinds: Mapping[str, Kind], written: tuple[str, ...]) -> dict[str, object]:
    """The values by question; ``kinds`` says what each question asks for."""
    raw: dict[str, object] = {}
    for pair in written:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Failure(f"{pair!r} is not of the form question=value.")
        try:
            raw[name] = raw_answer(*kinds.get(name, (None, "")), value)
        except Misread as fault:
            said = english(fault.message)
            example = _example(kinds[name][0])
            raise Failure(f"{name}: {value[:80]!r} {said}. {example}") from None
    return raw


def _example(kind: QuestionKind | None) -> str:
    match kind:
        case "number":
            return "Write a number in figures: 3 or 15.5."
        case "money":
            return "Write whole fen, 350000, or yuan with their unit: 3500元."
        case "yes_no" | "choice" | "month" | "district" | None:
            return ""
        case _:
            assert_never(kind)


def raw_answer(kind: QuestionKind | None, unit: str, value: str) -> object:
    """One value as JSON carries it; Misread where it is no number."""
    if value in ("unknown", "null") and kind:
        return None
    match kind:
        case "yes_no":
            return {"yes": True, "no": False, "true": True, "false": False}.get(value, value)
        case "number":
            return read_number(value, unit)
        case "money":
            return _fen(value, unit or "fen")
        case "choice" | "month" | "district" | None:
            return value
        case _:
            assert_never(kind)


def _fen(value: str, unit: str) -> int:
    """Whole fen, as the API takes them; with the unit of money, yuan."""
    try:
        fen = read_number(value, "", 0)
    except Misread as fault:
        if fault.understood:
            raise
        return read_fen(value, unit)
    return int(fen)
