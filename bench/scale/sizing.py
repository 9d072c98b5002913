"""How much a host holds, and how many hosts a rate needs: open arrivals at a steady rate."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial

from .clock import Clock
from .costs import Costs, measured
from .crowd import GUIDES, Draw, Mix, dynamic_seconds, percentile
from .portal_model import Answer, Portal, Request, Shape

#: What «held» means, as in `make load`: 99 of 100 within so many milliseconds, nobody sent back.
SLOWEST = 100.0
#: Guides of the shipped rules: 38 districts, 41 services, three languages.
PAGES = 38 * 41 * 3
_STEPS = 20


@dataclass(slots=True)
class Steady:
    """What came of arrivals at a steady rate; ``took``: seconds of what no front could answer."""

    asked: int = 0
    served: int = 0
    shed: int = 0
    took: list[float] = field(default_factory=list)

    @property
    def most(self) -> float:
        """Milliseconds within which 99 of 100 were answered."""
        return 1000 * percentile(self.took, 0.99)

    @property
    def half(self) -> float:
        """Milliseconds within which half were answered."""
        return 1000 * percentile(self.took, 0.5)

    @property
    def shed_percent(self) -> float:
        """Of a hundred answers, those that said to come back."""
        return 100 * self.shed / max(1, self.served + self.shed)

    @property
    def is_held(self) -> bool:
        """Whether everybody was served, and 99 of 100 in time."""
        return not self.shed and self.most < SLOWEST


class Arrivals:
    """Requests that come at a steady rate, however long the answers take."""

    def __init__(self, clock: Clock, portal: Portal, rate: float, draw: Draw) -> None:
        self._clock = clock
        self._portal = portal
        self._mean = 1 / rate
        self._draw = draw
        self.found = Steady()
        clock.after(clock.exponential(self._mean), self._arrive)

    def _arrive(self) -> None:
        self.found.asked += 1
        request = self._draw(self._clock)
        self._portal.ask(request, partial(self._answered, request, self._clock.now))
        self._clock.after(self._clock.exponential(self._mean), self._arrive)

    def _answered(self, request: Request, sent: float, answer: Answer) -> None:
        if answer == "busy":
            self.found.shed += 1
            return
        self.found.served += 1
        if request.page is None:
            self.found.took.append(self._clock.now - sent)


def steady(
    shape: Shape, costs: Costs, rate: float, seconds: float, guides: float = GUIDES, seed: int = 1
) -> Steady:
    """Let requests of the morning come for so long, in front of which every guide is kept."""
    clock = Clock(seed)
    portal = Portal(clock, shape, costs)
    portal.fill(PAGES)
    arrivals = Arrivals(clock, portal, rate, Mix(PAGES, guides).draw)
    clock.run_until(seconds)
    return arrivals.found


def host(cores: int) -> Shape:
    """A host of so many processors behind a front, with a process for each."""
    return Shape(cores=cores, workers=cores, has_front=True)


def largest(holds: Callable[[int], bool], steps: int = _STEPS) -> int:
    """The largest step that holds, where those below it do; 0 where none does."""
    low = 0
    high = steps + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


@lru_cache
def held_dynamic(cores: int, seconds: float = 20.0) -> float:
    """Requests a second, none of them a guide, that a host of so many processors holds."""
    costs = measured()
    whole = cores / dynamic_seconds(costs)
    step = largest(
        lambda part: steady(host(cores), costs, whole * part / _STEPS, seconds, guides=0).is_held
    )
    return whole * step / _STEPS


def hosts_for(rate: float, cores: int, guides: float = GUIDES) -> int:
    """Hosts of so many processors that a rate of the whole mix needs, and one to spare."""
    return math.ceil(rate * (1 - guides / 100) / held_dynamic(cores)) + 1
