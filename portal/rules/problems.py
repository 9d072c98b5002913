"""Problems of documents: each with its file, place, message and a hint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong, where, and how to mend it.

    ``file``: path below the content folder; ``place``: dotted path inside the document;
    ``line`` counts from 1, 0 if unknown; ``column`` inside a condition, 0 if not about one.
    """

    file: str
    place: str
    message: str
    hint: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        column = f", column {self.column}" if self.column else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}: {self.place}{column}: {self.message}{hint}"


class ContentError(ValueError):
    """Documents that cannot become a ruleset, with every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


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
    plain, nth = ".".join(_INDEX.sub(r"\1", part) for part in parts), 0
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
        Problem(
            problem.file,
            problem.place,
            problem.message,
            problem.hint,
            problem.line or line_of(files.get(problem.file, ""), problem.place),
            problem.column,
        )
        for problem in problems
    )
