"""Problems as data: what is wrong, where, and how to mend it; never a sentence.

Sentences are made of them at the edge, in `portal.problem_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from .problem_codes import Code, Noun


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be said: a code and the values that it carries."""

    code: Code
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if set(self.values) != set(self.code.slots):
            raise TypeError(f"{self.code} carries {self.code.slots}, not {tuple(self.values)}")

    def __str__(self) -> str:
        """The code with its values, for logs and traces."""
        values = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.code.value}({values})" if values else str(self.code.value)


Value = str | int | float | date | Noun | Message | tuple[str | int, ...] | tuple[Message, ...]
"""What varies in a message: ids, amounts, days, fixed choices, or a message inside it."""


def say(code: Code, **values: Value) -> Message:
    """A code with its values; raises TypeError where they are not those of the code."""
    return Message(code, values)


class ReadError(ValueError):
    """Something written that cannot be read: why, and how to write it."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, where, and how to mend it.

    ``file``: path below the content folder; ``place``: dotted path inside the document;
    ``line`` counts from 1, 0 if unknown; ``column`` inside a condition, 0 if not about one.
    """

    file: str
    place: str
    message: Message
    hint: Message | None = None
    line: int = 0
    column: int = 0

    @property
    def code(self) -> Code:
        """What is wrong."""
        return self.message.code


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without repetition, by file, place and what is wrong."""
    return tuple(sorted(set(problems), key=_rank))


def _rank(problem: Problem) -> tuple[str, str, str, int]:
    return problem.file, problem.place, str(problem.message), problem.column


class ContentError(ValueError):
    """Documents that cannot become a ruleset, with every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(
            "\n".join(f"{its.file}: {its.place}: {its.message}" for its in self.problems)
        )


_INDEX = re.compile(r"^(\w+)\[(\d+)\]$")


def line_of(text: str, place: str) -> int:
    """The line of the nearest table header, or of the key below it, that a place names; or 0."""
    lines = text.splitlines()
    parts = place.split(".")
    for length in range(len(parts), 0, -1):
        header = _header_line(lines, parts[:length])
        if header:
            return _key_line(lines, header, ".".join(parts[length:])) or header
    return 0


def _header_line(lines: list[str], parts: list[str]) -> int:
    plain = ".".join(_INDEX.sub(r"\1", part) for part in parts)
    nth = 0
    index = _INDEX.match(parts[-1])
    wanted = f"[[{plain}]]" if index else f"[{plain}]"
    for number, line in enumerate(lines, 1):
        if line.strip() == wanted:
            if index is None or nth == int(index[2]):
                return number
            nth += 1
    return 0


def _key_line(lines: list[str], header: int, key: str) -> int:
    if not key:
        return 0
    for number, line in enumerate(lines[header:], header + 1):
        stripped = line.strip()
        if stripped.startswith("["):
            return 0
        if re.match(rf"{re.escape(key.split('.', maxsplit=1)[0])}\b", stripped):
            return number
    return 0


def with_lines(problems: Iterable[Problem], files: Mapping[str, str]) -> tuple[Problem, ...]:
    """The problems with their lines looked up in the documents."""
    return tuple(
        replace(problem, line=problem.line or line_of(files.get(problem.file, ""), problem.place))
        for problem in problems
    )
