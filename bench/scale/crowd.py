"""People as `make load` makes them: each waits for an answer, pauses, and asks again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from load.mix import PAUSE_SECONDS
from load.rounds import Round

from .clock import Clock
from .costs import Costs, Kind
from .portal_model import Answer, Portal, Request, Worker

Draw = Callable[[Clock], Request]
#: Of the requests of `load.mix` that are no guides, 20 of 100: the check, searches, desks.
DYNAMIC: Mapping[Kind, int] = {"answer": 5, "question": 5, "result": 5, "search": 4, "desk": 1}
GUIDES = 80
LATE_SECONDS = 10.0
#: Of wrk, each of which has as many connections.
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Mix:
    """Draws requests: ``guides`` of a hundred for one of so many pages, the rest as `DYNAMIC`."""

    pages: int
    guides: float = GUIDES

    def draw(self, clock: Clock) -> Request:
        """The next request."""
        if clock.uniform() * 100 < self.guides:
            return Request("guide", clock.below(self.pages))
        number = clock.below(sum(DYNAMIC.values()))
        for kind, weight in DYNAMIC.items():
            number -= weight
            if number < 0:
                return Request(kind)
        raise AssertionError("drawn beyond the last kind")


def dynamic_seconds(costs: Costs) -> float:
    """Of a processor, for a request that is no guide, on average."""
    whole = sum(weight * costs.seconds[kind] for kind, weight in DYNAMIC.items())
    return whole / sum(DYNAMIC.values())


class Crowd:
    """Stands for `load.rounds.Crowd` where the portal is simulated; rounds follow one another."""

    def __init__(
        self, clock: Clock, portal: Portal, draw: Draw, pause: float = PAUSE_SECONDS
    ) -> None:
        self._clock = clock
        self._portal = portal
        self._draw = draw
        self._pause = pause
        self._round = 0
        self.rounds: list[Round] = []

    def ask(self, people: int, seconds: int) -> Round:
        """Let so many people ask for so long."""
        people = max(people, _THREADS) // _THREADS * _THREADS
        self._round += 1
        took: list[float] = []
        answers: list[Answer] = []
        for _ in range(people):
            self._pause_first(
                partial(self._one, self._round, self._portal.connect(), took, answers)
            )
        self._clock.run_until(self._clock.now + seconds)
        self._round += 1
        made = _round(people, seconds, took, answers)
        self.rounds.append(made)
        return made

    def _pause_first(self, then: Callable[[], None]) -> None:
        if self._pause:
            milliseconds = math.floor(1000 * self._clock.exponential(self._pause))
            self._clock.after(milliseconds / 1000, then)
        else:
            self._clock.after(0.0, then)

    def _one(
        self, number: int, at: Worker | None, took: list[float], answers: list[Answer]
    ) -> None:
        """Send one request and, once it is answered, go on, unless the round is over."""
        if number != self._round:
            return
        sent = self._clock.now

        def answered(answer: Answer) -> None:
            if number != self._round:
                return
            took.append(self._clock.now - sent)
            answers.append(answer)
            self._pause_first(partial(self._one, number, at, took, answers))

        self._portal.ask(self._draw(self._clock), answered, at)


def percentile(values: list[float], share: float) -> float:
    """The value that a share of all does not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _round(people: int, seconds: int, took: list[float], answers: list[Answer]) -> Round:
    busy = answers.count("busy")
    return Round(
        people=people,
        answered=len(answers) - busy,
        busy=busy,
        refused=0,
        lost=0,
        late=sum(each > LATE_SECONDS for each in took),
        seconds=float(seconds),
        half=1000 * percentile(took, 0.5),
        most=1000 * percentile(took, 0.99),
    )
