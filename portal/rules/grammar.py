"""The grammar of conditions: one line read into a tree.

    or-expression   := and-expression ("or" and-expression)*
    and-expression  := not-expression ("and" not-expression)*
    not-expression  := "not" not-expression | "(" or-expression ")" | comparison
    comparison      := term operator term | place "in" ("(" option, … ")" | "group(" group ")")
    term            := name | number | "here" | ("months" | "years") "(" question ["," cut-off] ")"

Names are resolved against a vocabulary; nothing is ever executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from .conditions import (
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
    Term,
)
from .near import nearest

OPERATORS = ("==", "!=", "<=", ">=", "<", ">")
_WORDS = {"and", "or", "not", "in", "here", "group", "months", "years"}
_TOKEN = re.compile(
    r"\s*(?:(==|!=|<=|>=|[<>(),])|([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d)?)(?![\w.]))"
)
_LONGEST = 2000
_DEEPEST = 20
_FEN = {"fen_per_month": "fen", "fen_per_year": "fen"}


class ConditionError(ValueError):
    """A condition that cannot be read. ``column`` counts from 1; ``hint`` says how to mend it."""

    def __init__(self, message: str, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.column, self.hint = message, column, hint


class Vocabulary(Protocol):
    """The names a condition may use."""

    @property
    def question_kinds(self) -> Mapping[str, str]:
        """Question → kind: yes_no, choice, number, money, month, district."""

    @property
    def question_units(self) -> Mapping[str, str]:
        """Question of kind number → unit."""

    @property
    def options(self) -> Mapping[str, tuple[str, ...]]:
        """Question of kind choice → its options."""

    @property
    def parameter_units(self) -> Mapping[str, str]:
        """Parameter → unit."""

    @property
    def groups(self) -> Iterable[str]:
        """District groups."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    column: int


def _tokens(text: str) -> list[_Token]:
    if len(text) > _LONGEST:
        raise ConditionError(f"the condition is longer than {_LONGEST} characters", _LONGEST)
    found, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            column = place + len(text[place:]) - len(text[place:].lstrip()) + 1
            raise ConditionError(
                f"unexpected character {text[column - 1]!r}",
                column,
                "a condition holds names, numbers, and or not, comparisons and parentheses",
            )
        kind = match.lastindex or 0
        found.append(_Token(match[kind], match.start(kind) + 1))
        place = match.end()
    return found


class Reader:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.tokens, self.words = _tokens(text), vocabulary
        self.place, self.depth, self.end = 0, 0, len(text) + 1

    # tokens
    def peek(self) -> str:
        return self.tokens[self.place].text if self.place < len(self.tokens) else ""

    def column(self) -> int:
        return self.tokens[self.place].column if self.place < len(self.tokens) else self.end

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            wanted = f"{expected!r} expected" if expected else "something is missing here"
            raise ConditionError(wanted, self.column(), f"found {token!r}" if token else "")
        self.place += 1
        return token

    def name(self, what: str, known: Iterable[str]) -> str:
        column, name = self.column(), self.take()
        if name not in set(known):
            raise ConditionError(f"{name!r} is not a known {what}", column, nearest(name, known))
        return name

    # grammar
    def whole(self) -> Condition:
        if not self.tokens:
            raise ConditionError("the condition is empty", 1, "leave `when` out instead")
        condition = self.either()
        if self.peek():
            raise ConditionError(
                f"{self.peek()!r} is one word too many", self.column(), "join with and, or"
            )
        return condition

    def either(self) -> Condition:
        parts = [self.both()]
        while self.peek() == "or":
            self.take()
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self) -> Condition:
        parts = [self.negation()]
        while self.peek() == "and":
            self.take()
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def negation(self) -> Condition:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ConditionError("the condition is nested too deeply", self.column())
        try:
            if self.peek() == "not":
                self.take()
                return Not(self.negation())
            if self.peek() == "(":
                self.take()
                inner = self.either()
                self.take(")")
                return inner
            return self.comparison()
        finally:
            self.depth -= 1

    def comparison(self) -> Condition:
        column, word = self.column(), self.peek()
        kind = self.words.question_kinds.get(word)
        if word == "here":
            self.take()
            self.take("in")
            return InGroup(Here(), self.group())
        if kind in ("choice", "yes_no", "district"):
            self.take()
            return self.option_comparison(word, kind, column)
        left = self.term()
        operator_column, operator = self.column(), self.take()
        if operator not in OPERATORS:
            raise ConditionError(
                f"{operator!r} is not a comparison", operator_column, f"use {' '.join(OPERATORS)}"
            )
        right_column, right = self.column(), self.term()
        self.same_unit(left, right, right_column)
        return Compare(left, operator, right)

    def option_comparison(self, question: str, kind: str, column: int) -> Condition:
        operator_column, operator = self.column(), self.take()
        if operator == "in":
            if kind == "district":
                return InGroup(Asked(question), self.group())
            return OneOf(question, self.options(question, kind))
        if operator not in ("==", "!="):
            raise ConditionError(
                f"{question!r} can only be compared by ==, != or in",
                operator_column,
                f"{question} is of kind {kind}",
            )
        if kind == "district":
            self.take("here")
            return IsHere(question, negated=operator == "!=")
        return Is(question, self.option(question, kind), negated=operator == "!=")

    def option(self, question: str, kind: str) -> str:
        known = ("yes", "no") if kind == "yes_no" else self.words.options[question]
        return self.name(f"option of {question}", known)

    def options(self, question: str, kind: str) -> tuple[str, ...]:
        self.take("(")
        found = [self.option(question, kind)]
        while self.peek() == ",":
            self.take()
            found.append(self.option(question, kind))
        self.take(")")
        return tuple(found)

    def group(self) -> str:
        self.take("group")
        self.take("(")
        name = self.name("group of districts", self.words.groups)
        self.take(")")
        return name

    def term(self) -> Term:
        column, word = self.column(), self.take()
        if word[0].isdigit():
            return Literal(float(word) if "." in word else int(word))
        if word in ("months", "years"):
            return self.elapsed(word)
        kind = self.words.question_kinds.get(word)
        if kind in ("number", "money"):
            return Asked(word)
        if kind == "month":
            raise ConditionError(
                f"{word!r} is a month", column, f"write months({word}) or years({word})"
            )
        if word in self.words.parameter_units:
            return Amount(word)
        known = [*self.words.question_kinds, *self.words.parameter_units, "months", "years"]
        what = f"{word!r} does not stand here" if word in _WORDS or kind else None
        raise ConditionError(
            what or f"{word!r} is neither a question nor a parameter", column, nearest(word, known)
        )

    def elapsed(self, unit: str) -> Elapsed:
        self.take("(")
        known = [name for name, kind in self.words.question_kinds.items() if kind == "month"]
        question, cutoff = self.name("question of kind month", known), None
        if self.peek() == ",":
            self.take()
            days = [name for name, its in self.words.parameter_units.items() if its == "day"]
            cutoff = self.name("parameter of unit day", days)
        self.take(")")
        return Elapsed(question, unit, cutoff)

    def unit(self, term: Term) -> str | None:
        if isinstance(term, Elapsed):
            return term.unit
        if isinstance(term, Amount):
            unit = self.words.parameter_units[term.parameter]
            return _FEN.get(unit, unit)
        if isinstance(term, Asked):
            money = self.words.question_kinds[term.question] == "money"
            return "fen" if money else self.words.question_units[term.question]
        return None

    def same_unit(self, left: Term, right: Term, column: int) -> None:
        units = {self.unit(left), self.unit(right)} - {None}
        if len(units) > 1 or units & {"day", "text"}:
            named = " with ".join(self.unit(term) or "number" for term in (left, right))
            raise ConditionError(f"{named} cannot be compared", column, "compare like with like")
        if not any(isinstance(term, Asked | Elapsed) for term in (left, right)):
            raise ConditionError("a comparison needs an answer on one side", column)
