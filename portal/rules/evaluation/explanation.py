"""The reasoning tree: every part of a condition with what it came to in this situation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from ..conditions.compiler import compile_condition
from ..conditions.place import Place
from ..conditions.text_form import write
from ..conditions.traces import Trace
from ..conditions.tree import (
    All,
    AnyOf,
    Compare,
    Condition,
    InGroup,
    Is,
    IsHere,
    Not,
    OneOf,
    Retirement,
)
from ..conditions.verdict import Verdict, verdict_of
from .answer_reader import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """One node: the condition as text, its verdict, and what it used and lacked."""

    text: str
    verdict: Verdict
    trace: Trace
    parts: tuple[Reasoning, ...] = ()


def reason(condition: Condition, place: Place, answers: Answers) -> Reasoning:
    """The tree of a condition for some answers."""
    trace = compile_condition(condition, place)(answers)
    match condition:
        case All(parts) | AnyOf(parts):
            below = tuple(reason(part, place, answers) for part in parts)
            text = "all of" if isinstance(condition, All) else "any of"
        case Not(part):
            below = (reason(part, place, answers),)
            text = "not"
        case Compare() | Is() | OneOf() | IsHere() | InGroup() | Retirement():
            below = ()
            text = write(condition)
        case _:
            assert_never(condition)
    return Reasoning(text=text, verdict=verdict_of(trace.outlook), trace=trace, parts=below)
