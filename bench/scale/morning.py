"""A morning: people come when something opens, walk through pages, and come back when told to.

What is not known about people is an `Assumption` with a range, never a bare number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from portal.web.http.load_shedding import RETRY_SECONDS

from .clock import Clock
from .crowd import Draw
from .portal_model import Answer, Portal, Request

#: People of the city: the figure that the question was asked with.
CITY = 32_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A number about people that nobody has measured; ``low`` and ``high``: what may well be."""

    what: str
    value: float
    low: float
    high: float
    unit: str


ASSUMPTIONS: Mapping[str, Assumption] = {
    "share": Assumption(
        what="come because of the opening", value=1, low=0.1, high=10, unit="% of all people"
    ),
    "wait": Assumption(
        what="after the opening, on average", value=10, low=2, high=30, unit="minutes"
    ),
    "pages": Assumption(what="asked for by each", value=12, low=4, high=40, unit="requests"),
    "pause": Assumption(what="between two of them", value=15, low=5, high=60, unit="seconds"),
    "guides": Assumption(
        what="of the requests are guides", value=80, low=50, high=95, unit="% of requests"
    ),
    "tries": Assumption(what="before somebody gives up", value=5, low=1, high=20, unit="tries"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who comes, how they walk: ``number`` of them, times in seconds, ``guides`` in per cent."""

    number: float
    wait: float
    pages: float
    pause: float
    guides: float
    tries: float

    def asked(self, seconds: float) -> float:
        """Requests a second so long after the opening, where answers take no time."""
        coming, fading = self._parts
        early = math.exp(-seconds / self._arriving)
        return (coming + fading) * early - fading * math.exp(-seconds / self._staying)

    @property
    def peak_seconds(self) -> float:
        """When most is asked, after the opening."""
        coming, fading = self._parts
        slopes = fading * self._arriving / ((coming + fading) * self._staying)
        if slopes <= 0:
            return 0.0
        return max(0.0, math.log(slopes) / (1 / self._staying - 1 / self._arriving))

    @property
    def peak(self) -> float:
        """Requests a second when most is asked."""
        return self.asked(self.peak_seconds)

    @property
    def _staying(self) -> float:
        """Seconds in which the number of those who walk falls to 1/e."""
        return self.pages * self.pause

    @property
    def _arriving(self) -> float:
        """``wait``, kept apart from `_staying`: the formula has a gap where they are one."""
        is_same = math.isclose(self.wait, self._staying, rel_tol=1e-6)
        return self.wait * (1 + 1e-5) if is_same else self.wait

    @property
    def _parts(self) -> tuple[float, float]:
        """First requests of those who come, and the weight of all that follow."""
        ratio = self._staying / (self._arriving - self._staying)
        following = (1 - 1 / self.pages) / self.pause
        return self.number / self._arriving, self.number * ratio * following


def people(city: float = CITY, **given: float) -> People:
    """The people of a city; ``given``: assumptions in their own units, in place of their values."""
    value = {name: its.value for name, its in ASSUMPTIONS.items()} | given
    return People(
        number=city * value["share"] / 100,
        wait=60 * value["wait"],
        pages=value["pages"],
        pause=value["pause"],
        guides=value["guides"],
        tries=value["tries"],
    )


@dataclass(kw_only=True)
class Walks:
    """What came of the people and of their requests.

    ``took``: seconds of what no front could answer.
    """

    arrived: int = 0
    finished: int = 0
    left: int = 0
    asked: int = 0
    served: int = 0
    shed: int = 0
    took: list[float] = field(default_factory=list)

    @property
    def under_way(self) -> int:
        """Requests that are not answered yet."""
        return self.asked - self.served - self.shed


class Morning:
    """Lets people arrive before a portal from second 0 on."""

    def __init__(self, clock: Clock, portal: Portal, people: People, draw: Draw) -> None:
        self._clock = clock
        self._portal = portal
        self._people = people
        self._draw = draw
        self.walks = Walks()
        self._coming = round(people.number)
        clock.after(0.0, self._come)

    def _come(self) -> None:
        """Have the next person arrive: the first of those who are not there yet."""
        if self._coming:
            mean = self._people.wait / self._coming
            self._coming -= 1
            self._clock.after(self._clock.exponential(mean), self._arrive)

    def _arrive(self) -> None:
        self.walks.arrived += 1
        self._ask_more()
        self._come()

    def _ask_more(self) -> None:
        self._ask(self._draw(self._clock), 1)

    def _ask(self, request: Request, tries: int) -> None:
        self.walks.asked += 1
        self._portal.ask(request, partial(self._answered, request, tries, self._clock.now))

    def _answered(self, request: Request, tries: int, sent: float, answer: Answer) -> None:
        walks = self.walks
        if answer == "busy":
            walks.shed += 1
            if tries >= self._people.tries:
                walks.left += 1
            else:
                pause = RETRY_SECONDS + self._clock.exponential(1.0)
                self._clock.after(pause, partial(self._ask, request, tries + 1))
            return
        walks.served += 1
        if request.page is None:
            walks.took.append(self._clock.now - sent)
        if self._clock.uniform() * self._people.pages < 1:
            walks.finished += 1
        else:
            pause = self._clock.exponential(self._people.pause)
            self._clock.after(pause, self._ask_more)


def fewer(all_people: People, part: float) -> People:
    """A part of the people, drawn by chance: they come as independently as all did."""
    return replace(all_people, number=all_people.number * part)
