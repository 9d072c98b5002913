"""Simulated time: events in order of their time, then of their making."""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Callable
from itertools import count

Action = Callable[[], None]


class Clock:
    """Runs actions at simulated seconds; the same seed gives the same run."""

    def __init__(self, seed: int = 1) -> None:
        self.now = 0.0
        self._events: list[tuple[float, int, Action]] = []
        self._numbers = count()
        self._random = random.Random(seed)
        self.uniform = self._random.random
        """A number from 0 up to 1."""

    def at(self, when: float, action: Action) -> None:
        """Have an action run at a moment that is not past."""
        heapq.heappush(self._events, (when, next(self._numbers), action))

    def after(self, seconds: float, action: Action) -> None:
        """Have an action run after so many seconds."""
        self.at(self.now + seconds, action)

    def run_until(self, end: float) -> None:
        """Run everything that is due up to a moment, and stand there."""
        events = self._events
        while events and events[0][0] <= end:
            self.now, _, action = heapq.heappop(events)
            action()
        self.now = end

    def exponential(self, mean: float) -> float:
        """A time of no memory, such as that until the next arrival."""
        return -mean * math.log(1.0 - self.uniform())

    def below(self, number: int) -> int:
        """A whole number from 0 up to ``number``, each as likely."""
        return int(self.uniform() * number)

    def spread(self, sigma: float) -> float:
        """A factor of mean 1, lognormal, so that few take far longer than most."""
        if not sigma:
            return 1.0
        radius = math.sqrt(-2.0 * math.log(1.0 - self.uniform()))
        normal = radius * math.cos(2.0 * math.pi * self.uniform())
        return math.exp(sigma * normal - sigma * sigma / 2.0)
