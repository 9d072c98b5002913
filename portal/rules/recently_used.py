"""Values made of what can be compared and not hashed; those used last are kept."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

_Ground = TypeVar("_Ground")
_Made = TypeVar("_Made")


class RecentlyUsed(Generic[_Ground, _Made]):
    """Makes one value for equal grounds; at most ``most`` of them are kept."""

    def __init__(self, make: Callable[[_Ground], _Made], most: int) -> None:
        self._make = make
        self._kept: deque[tuple[_Ground, _Made]] = deque(maxlen=most)
        self._lock = threading.Lock()

    def upon(self, ground: _Ground) -> _Made:
        """The value of a ground: that of an equal one where it is kept."""
        with self._lock:
            place = next((at for at, kept in enumerate(self._kept) if kept[0] == ground), None)
            if place is None:
                found = (ground, self._make(ground))
            else:
                found = self._kept[place]
                del self._kept[place]
            self._kept.appendleft(found)
        return found[1]
