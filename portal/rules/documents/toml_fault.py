"""Where a document that is no TOML goes wrong.

The parser of the standard library says it in a sentence only, so the lines are tried.
"""

from __future__ import annotations

import tomllib
from itertools import pairwise

_MOST_LINES = 200
"""Lines of one table that are tried one by one."""


def broken_line(text: str) -> int:
    """The line, from 1, at which the first table that cannot be read goes wrong; 0 if unknown."""
    lines = text.splitlines(keepends=True)
    heads = [number for number, line in enumerate(lines) if line.startswith("[")]
    for first, end in pairwise([0, *heads, len(lines)]):
        if not _is_toml("".join(lines[first:end])):
            return _within(lines, first, min(end, first + _MOST_LINES)) + 1
    return 0


def _within(lines: list[str], first: int, end: int) -> int:
    """The line behind the longest beginning of a table that can be read."""
    sound = (last for last in range(end, first, -1) if _is_toml("".join(lines[first:last])))
    return min(next(sound, first), len(lines) - 1)


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
