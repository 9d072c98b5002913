"""Timing of work within the process: rounds of equal length, taken in turn.

Processor time is counted, so that what else runs on the machine disturbs less.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import process_time

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: ``rounds`` of at least ``seconds``; ``quick`` leaves the longest."""

    rounds: int
    seconds: float
    quick: bool


FULL = Effort(7, 0.25, quick=False)
QUICK = Effort(3, 0.05, quick=True)


def in_turn(works: Mapping[str, Work], effort: Effort) -> dict[str, list[float]]:
    """Processor seconds of one call of each work, round by round, so that noise meets all alike."""
    calls = {name: _calls(work, effort.seconds) for name, work in works.items()}
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(effort.rounds):
        for name, work in works.items():
            found[name].append(_one_round(work, calls[name]))
    return found


def alone(work: Work, effort: Effort) -> list[float]:
    """Seconds of one call, round by round."""
    return in_turn({"": work}, effort)[""]


def _calls(work: Work, seconds: float) -> int:
    """How many calls fill a round; the first call warms up."""
    work()
    taken = _one_round(work, 1)
    return max(1, round(seconds / max(taken, 1e-7)))


def _one_round(work: Work, calls: int) -> float:
    gc.collect()
    start = process_time()
    for _ in range(calls):
        work()
    return (process_time() - start) / calls
