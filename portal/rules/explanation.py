"""The reasoning tree: every part of a condition with what it came to in this situation."""

from __future__ import annotations

from dataclasses import dataclass

from .answers import Answers
from .compiling import Place, compile_condition
from .conditions import All, AnyOf, Condition, Not
from .tracing import Trace
from .verdict import Verdict, verdict_of
from .writing import write


@dataclass(frozen=True, slots=True)
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
            below, text = (reason(part, place, answers),), "not"
        case _:
            below, text = (), write(condition)
    return Reasoning(text, verdict_of(trace.outlook), trace, below)
