"""Long work cut into steps: a generator that yields how far it is and returns what it comes to."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Progress = tuple[int, int]
"""How many steps are done, and of how many."""
_Result = TypeVar("_Result")


def result_of(steps: Generator[Progress, None, _Result]) -> _Result:
    """What steps come to, all taken at once."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: _Result = done.value
            return result
