"""The grammar of conditions: one line read into a tree.

    or-expression   := and-expression ("or" and-expression)*
    and-expression  := not-expression ("and" not-expression)*
    not-expression  := "not" not-expression | "(" or-expression ")" | comparison
    comparison      := term operator term | place "in" ("(" option, … ")" | "group(" group ")")
                     | "retirement" "(" question "," question "," question ")"
    term            := name | number | "here" | ("months" | "years") "(" question ["," cut-off] ")"

Names are resolved against a vocabulary; nothing is ever executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from ..model.question_kinds import NamedKind, QuestionKind
from ..model.retirement import POSTS, SEXES
from ..problem_codes import ConditionCode, EntryCode, Hint, Noun
from ..problems import Message, ReadError, say
from ..suggestions import suggestion
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
from .vocabulary import FEN, Vocabulary

OPERATORS = ("==", "!=", "<=", ">=", "<", ">")
_WORDS = {"and", "or", "not", "in", "here", "group", "months", "years", "retirement"}
_TOKEN = re.compile(
    r"\s*(?:(==|!=|<=|>=|[<>(),])|([A-Za-z_][A-Za-z0-9_]*)|([0-9]{1,15}(?:\.[0-9])?)(?![\w.]))"
)
_LONGEST = 2000
_DEEPEST = 20


class ConditionError(ReadError):
    """A condition that cannot be read. ``column`` counts from 1."""

    def __init__(self, message: Message, column: int, hint: Message | None = None) -> None:
        super().__init__(message, hint)
        self.column = column


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    column: int


def _tokens(text: str) -> list[_Token]:
    if len(text) > _LONGEST:
        raise ConditionError(say(ConditionCode.TOO_LONG, most=_LONGEST), _LONGEST)
    found = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            column = place + len(text[place:]) - len(text[place:].lstrip()) + 1
            raise ConditionError(
                say(ConditionCode.UNEXPECTED_CHARACTER, typed=text[column - 1]),
                column,
                say(Hint.CONDITION_PARTS),
            )
        kind = match.lastindex or 0
        found.append(_Token(match[kind], match.start(kind) + 1))
        place = match.end()
    return found


class Reader:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.tokens = _tokens(text)
        self.vocabulary = vocabulary
        self.place = 0
        self.depth = 0
        self.end = len(text) + 1

    # tokens
    def peek(self) -> str:
        return self.tokens[self.place].text if self.place < len(self.tokens) else ""

    def column(self) -> int:
        return self.tokens[self.place].column if self.place < len(self.tokens) else self.end

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise ConditionError(
                say(ConditionCode.EXPECTED, typed=expected)
                if expected
                else say(ConditionCode.SOMETHING_MISSING),
                self.column(),
                say(Hint.FOUND, typed=token) if token else None,
            )
        self.place += 1
        return token

    def name(self, what: Noun, known: Iterable[str]) -> str:
        column = self.column()
        name = self.take()
        if name not in set(known):
            message = say(EntryCode.UNKNOWN_NAME, name=name, what=what)
            raise ConditionError(message, column, suggestion(name, known))
        return name

    # grammar
    def whole(self) -> Condition:
        if not self.tokens:
            raise ConditionError(say(ConditionCode.EMPTY), 1, say(Hint.LEAVE_OUT, field="when"))
        condition = self.either()
        if self.peek():
            raise ConditionError(
                say(ConditionCode.ONE_WORD_TOO_MANY, typed=self.peek()),
                self.column(),
                say(Hint.JOIN_WITH),
            )
        return condition

    def whole_elapsed(self) -> Elapsed:
        column = self.column()
        word = self.peek()
        if word not in ("months", "years"):
            raise ConditionError(
                say(ConditionCode.COUNT_EXPECTED),
                column,
                say(Hint.WRITE, forms=("months(question)",)),
            )
        elapsed = self.elapsed(self.take())
        if self.peek():
            raise ConditionError(
                say(ConditionCode.ONE_WORD_TOO_MANY, typed=self.peek()), self.column()
            )
        return elapsed

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
            raise ConditionError(say(ConditionCode.TOO_DEEP), self.column())
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
        column = self.column()
        word = self.peek()
        kind = self.vocabulary.question_kinds.get(word)
        if word == "here":
            self.take()
            self.take("in")
            return InGroup(Here(), self.group())
        if word == "retirement":
            self.take()
            return self.retirement()
        match kind:
            case "choice" | "yes_no" | "district":
                self.take()
                return self.option_comparison(word, kind, column)
            case "number" | "money" | "month" | None:
                return self.term_comparison()
            case _:
                assert_never(kind)

    def term_comparison(self) -> Condition:
        left = self.term()
        operator_column = self.column()
        operator = self.take()
        if operator not in OPERATORS:
            raise ConditionError(
                say(ConditionCode.NOT_A_COMPARISON, typed=operator),
                operator_column,
                say(Hint.USE, operators=" ".join(OPERATORS)),
            )
        right_column = self.column()
        right = self.term()
        self.same_unit(left, right, right_column)
        return Compare(left, operator, right)

    def retirement(self) -> Retirement:
        """Its three questions: the month of birth, the sex, and the post that women retire by."""
        self.take("(")
        birth = self.name(Noun.MONTH_QUESTION, self._questions("month"))
        self.take(",")
        sex = self.name(Noun.SEX_QUESTION, self._choices_of(SEXES))
        self.take(",")
        post = self.name(Noun.POST_QUESTION, self._choices_of(POSTS))
        self.take(")")
        return Retirement(birth, sex, post)

    def _questions(self, kind: QuestionKind) -> list[str]:
        return [name for name, its in self.vocabulary.question_kinds.items() if its == kind]

    def _choices_of(self, options: tuple[str, ...]) -> list[str]:
        """The questions of kind choice that have these options and no other."""
        return [name for name, its in self.vocabulary.options.items() if set(its) == set(options)]

    def option_comparison(self, question: str, kind: NamedKind, column: int) -> Condition:
        operator_column = self.column()
        operator = self.take()
        if operator == "in":
            if kind == "district":
                return InGroup(Asked(question), self.group())
            return OneOf(question, self.options(question, kind))
        if operator not in ("==", "!="):
            raise ConditionError(
                say(ConditionCode.COMPARED_BY, typed=question),
                operator_column,
                say(Hint.OF_KIND, question=question, kind=kind),
            )
        if kind == "district":
            self.take("here")
            return IsHere(question, negated=operator == "!=")
        return Is(question, self.option(question, kind), negated=operator == "!=")

    def option(self, question: str, kind: NamedKind) -> str:
        known = ("yes", "no") if kind == "yes_no" else self.vocabulary.options[question]
        column = self.column()
        option = self.take()
        if option not in known:
            message = say(ConditionCode.UNKNOWN_OPTION, name=option, question=question)
            raise ConditionError(message, column, suggestion(option, known))
        return option

    def options(self, question: str, kind: NamedKind) -> tuple[str, ...]:
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
        name = self.name(Noun.GROUP, self.vocabulary.groups)
        self.take(")")
        return name

    def term(self) -> Term:
        column = self.column()
        word = self.take()
        if word[0].isdigit():
            return Literal(float(word) if "." in word else int(word))
        if word in ("months", "years"):
            return self.elapsed(word)
        kind = self.vocabulary.question_kinds.get(word)
        match kind:
            case "number" | "money":
                return Asked(word)
            case "month":
                raise ConditionError(
                    say(ConditionCode.MONTH_ALONE, typed=word),
                    column,
                    say(Hint.COUNT_MONTHS, forms=(f"months({word})", f"years({word})")),
                )
            case "yes_no" | "choice" | "district" | None:
                pass
            case _:
                assert_never(kind)
        if word in self.vocabulary.parameter_units:
            return Amount(word)
        known = [
            *self.vocabulary.question_kinds,
            *self.vocabulary.parameter_units,
            "months",
            "years",
        ]
        code = ConditionCode.UNKNOWN_WORD
        if word in _WORDS or kind:
            code = ConditionCode.MISPLACED
        raise ConditionError(say(code, typed=word), column, suggestion(word, known))

    def elapsed(self, unit: str) -> Elapsed:
        self.take("(")
        question = self.name(Noun.MONTH_QUESTION, self._questions("month"))
        cutoff = None
        if self.peek() == ",":
            self.take()
            days = [name for name, its in self.vocabulary.parameter_units.items() if its == "day"]
            cutoff = self.name(Noun.DAY_PARAMETER, days)
        self.take(")")
        return Elapsed(question, unit, cutoff)

    def unit(self, term: Term) -> str | None:
        if isinstance(term, Elapsed):
            return term.unit
        if isinstance(term, Amount):
            unit = self.vocabulary.parameter_units[term.parameter]
            return FEN.get(unit, unit)
        if isinstance(term, Asked):
            money = self.vocabulary.question_kinds[term.question] == "money"
            return "fen" if money else self.vocabulary.question_units[term.question]
        return None

    def same_unit(self, left: Term, right: Term, column: int) -> None:
        units = {self.unit(left), self.unit(right)} - {None}
        if len(units) > 1 or units & {"day", "text"}:
            raise ConditionError(
                say(
                    ConditionCode.UNLIKE_UNITS,
                    left=self.unit(left) or "number",
                    right=self.unit(right) or "number",
                ),
                column,
                say(Hint.COMPARE_LIKE),
            )
        if not any(isinstance(term, Asked | Elapsed) for term in (left, right)):
            raise ConditionError(say(ConditionCode.NO_ANSWER), column)
