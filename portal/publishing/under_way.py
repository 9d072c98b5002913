"""Long work that goes on from request to request: each takes some steps of it and says how far."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

from ..rules.stepwise import Progress

_Result = TypeVar("_Result")

PATIENCE_SECONDS = 0.1
"""How long a page goes on with such work before it shows how far it is."""
LOOK_SECONDS = -1.0
"""For a page that shows how far such work is and leaves its steps to others."""
PATIENT_SECONDS = float("inf")
"""For whoever waits until such work is done."""
_MANY = 500


class StillUnderWay(Exception):
    """A step needs work that is not done yet; ``progress``: how far it is. Nothing was done."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(progress)
        self.progress = progress


def finished(found: _Result | Progress) -> _Result:
    """What such work came to. Raises StillUnderWay."""
    if isinstance(found, tuple):
        raise StillUnderWay(found)
    return found


def patience_of_step(changes: int) -> float:
    """How long a step of a draft of so many changes waits for such work before it says how far.

    What a small draft needs is mostly known by then, and soon found else.
    """
    return PATIENCE_SECONDS if changes > _MANY else PATIENT_SECONDS


def patience(changes: int) -> float:
    """How long a page goes on that shows so many changes of a draft besides.

    One of a large draft has enough to do: a part of it goes on once the page is there.
    """
    return LOOK_SECONDS if changes > _MANY else PATIENCE_SECONDS


class UnderWay(Generic[_Result]):
    """Work while it is done, and what it came to when it is done."""

    def __init__(self, begin: Callable[[], Generator[Progress, None, _Result]]) -> None:
        self._begin = begin
        self._lock = threading.Lock()
        self._steps: Generator[Progress, None, _Result] | None = None
        self._progress: Progress = (0, 1)
        self._result: _Result | None = None

    def advance(self, seconds: float) -> _Result | Progress:
        """Go on for so many seconds, a step at least; gives the result once it is there.

        With `LOOK_SECONDS` no step is taken. A step that fails is begun anew by whoever asks next.
        """
        until = time.monotonic() + seconds
        with self._lock:
            while self._result is None and seconds >= 0:
                try:
                    self._step()
                except StopIteration as done:
                    self._result = done.value
                if time.monotonic() >= until:
                    break
            return self._progress if self._result is None else self._result

    def _step(self) -> None:
        try:
            self._steps = self._steps or self._begin()
            self._progress = next(self._steps)
        except Exception:
            self._steps = None
            raise
