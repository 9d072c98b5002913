"""Conditions as text: ``read`` parses one line into a tree, ``write`` writes it back."""

from __future__ import annotations

from .grammar import ConditionError, Reader
from .tree import (
    All,
    Amount,
    AnyOf,
    Asked,
    Compare,
    Condition,
    Elapsed,
    Here,
    InGroup,
    Is,
    IsHere,
    Literal,
    Not,
    OneOf,
    Retirement,
    Term,
)
from .vocabulary import Vocabulary


def read(text: str, vocabulary: Vocabulary) -> Condition:
    """Parse a condition; raises ConditionError with the column and a hint."""
    return Reader(text, vocabulary).whole()


def read_elapsed(text: str, vocabulary: Vocabulary) -> Elapsed:
    """Parse ``months(question)`` alone; raises ConditionError with the column and a hint."""
    return Reader(text, vocabulary).whole_elapsed()


def write_elapsed(elapsed: Elapsed) -> str:
    """The text of a count of months alone."""
    return _write_term(elapsed)


def _write_term(term: Term | Here) -> str:
    match term:
        case Here():
            return "here"
        case Asked(question):
            return question
        case Amount(parameter):
            return parameter
        case Literal(value):
            return str(value)
        case Elapsed(question, unit, cutoff):
            return f"{unit}({question}, {cutoff})" if cutoff else f"{unit}({question})"


def _wrapped(part: Condition, *loose: type) -> str:
    text = write(part)
    return f"({text})" if isinstance(part, loose) else text


def write(condition: Condition) -> str:
    """The text of a condition; reading it gives the same tree."""
    match condition:
        case All(parts):
            return " and ".join(_wrapped(part, All, AnyOf) for part in parts)
        case AnyOf(parts):
            return " or ".join(_wrapped(part, AnyOf) for part in parts)
        case Not(part):
            return f"not {_wrapped(part, All, AnyOf)}"
        case Compare(left, operator, right):
            return f"{_write_term(left)} {operator} {_write_term(right)}"
        case Is(question, option, negated):
            return f"{question} {'!=' if negated else '=='} {option}"
        case OneOf(question, options):
            return f"{question} in ({', '.join(options)})"
        case IsHere(question, negated):
            return f"{question} {'!=' if negated else '=='} here"
        case Retirement(birth, sex, post):
            return f"retirement({birth}, {sex}, {post})"
        case InGroup(place, group):
            return f"{_write_term(place)} in group({group})"


__all__ = ["ConditionError", "read", "read_elapsed", "write", "write_elapsed"]
