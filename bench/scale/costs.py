"""What a request costs: seconds of a processor, from what was measured on two of them.

Each rate is that of wrk with eight connections on two processors that both were busy, so what two
processors do in a second divided by the rate is the cost of one request: the portal's, gunicorn's,
the kernel's and that of wrk itself. `docs/measurements.md` holds the rates; a test compares.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "kept guide",
    "guide",
    "answer",
    "question",
    "result",
    "search",
    "API",
    "desk",
    "refusal",
    "front",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

MEASURED_CORES = 2
#: Requests a second: «make bench», part http; the guide: decision 56; the front: a file that nginx
#: sends, «make load».
RATES: Mapping[Kind, float] = {
    "kept guide": 1832,
    "guide": 95,
    "question": 135,
    "result": 67.2,
    "search": 156,
    "API": 241,
    "front": 36_181,
}
#: The same on 2026-11-30.
LATEST_RATES: Mapping[Kind, float] = {
    **RATES,
    "kept guide": 3605,
    "question": 468,
    "result": 242,
    "search": 446,
    "API": 258,
    "front": 34_888,
}
#: Not measured: an answer sent and a page of the administration are taken for a question, a 503
#: for a kept guide, which is as little work.
TAKEN_FOR: Mapping[Kind, Kind] = {
    "answer": "question",
    "desk": "question",
    "refusal": "kept guide",
}
#: A kept guide asked for alone: half and 99 of 100 within so many milliseconds.
ALONE_HALF = 0.779
ALONE_MOST = 1.77
#: How many standard deviations 99 of 100 lie above half, where a logarithm is normal.
_MOST = 2.326


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of a processor by kind; ``sigma``: of the lognormal spread around them."""

    seconds: Mapping[Kind, float]
    sigma: float

    def times(self, factor: float) -> Costs:
        """The same on a machine that needs so many times as long."""
        return Costs({kind: factor * its for kind, its in self.seconds.items()}, self.sigma)


def measured(rates: Mapping[Kind, float] = RATES) -> Costs:
    """The costs of the published measurements."""
    seconds = {kind: MEASURED_CORES / rates[TAKEN_FOR.get(kind, kind)] for kind in KINDS}
    return Costs(seconds, math.log(ALONE_MOST / ALONE_HALF) / _MOST)
