"""The rate that is held, what ten times as many people see, and how soon it is over."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

from .rounds import Crowd, Round, people_of

OVERLOAD = 10
_FIRST_RATE = 60.0
_STEP = 1.5
_REFINED = 3
_GIVEN_UP_SECONDS = 60.0
#: Of the people that are held: after the overload, the same limit shall not be walked along.
_AFTERWARDS = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``steps``: every round on the way to ``held``; ``recovery``: seconds, None if it never was.

    ``held`` is None where not even the first step was; ``overload`` where none was made.
    """

    held: Round | None
    overload: Round | None
    recovery: float | None
    steps: tuple[Round, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Seconds of a step, of the round that confirms, and of the overload.

    ``slowest``: milliseconds within which 99 of 100 are to be answered.
    """

    step: int
    confirming: int
    overload: int
    slowest: float = 100.0


def held_alone(crowd: Crowd, effort: Effort) -> Found:
    """The rate that is held, without an overload: for what the portal is held to."""
    steps = _stepped(crowd, effort)
    held = _confirmed(crowd, steps, effort)
    return Found(held=held, overload=None, recovery=None, steps=tuple(steps))


FULL = Effort(step=6, confirming=15, overload=20)
QUICK = Effort(step=2, confirming=4, overload=5)


def find(crowd: Crowd, effort: Effort) -> Found:
    """Step the rate up, refine, overload, and wait until all is well again."""
    crowd.ask(people_of(_FIRST_RATE), effort.step)
    steps = _stepped(crowd, effort)
    held = _confirmed(crowd, steps, effort)
    if held is None:
        return Found(held=None, overload=None, recovery=None, steps=tuple(steps))
    overload = crowd.ask(held.people * OVERLOAD, effort.overload)
    _say("ten times", overload)
    return Found(
        held=held,
        overload=overload,
        recovery=_recovery(crowd, held.people, effort),
        steps=tuple(steps),
    )


def _stepped(crowd: Crowd, effort: Effort) -> list[Round]:
    """Rounds up to the first that is not held, then between it and the last that was."""
    rounds = [_step(crowd, people_of(_FIRST_RATE), effort)]
    rate = _FIRST_RATE
    while rounds[-1].holds(effort.slowest):
        rate *= _STEP
        rounds.append(_step(crowd, people_of(rate), effort))
    low = rounds[-2].people if len(rounds) > 1 else 1
    high = rounds[-1].people
    for _ in range(_REFINED):
        rounds.append(_step(crowd, (low + high) // 2, effort))
        people = rounds[-1].people
        low, high = (people, high) if rounds[-1].holds(effort.slowest) else (low, people)
    return rounds


def _step(crowd: Crowd, people: int, effort: Effort) -> Round:
    its = crowd.ask(people, effort.step)
    _say("step", its)
    return its


def _confirmed(crowd: Crowd, steps: list[Round], effort: Effort) -> Round | None:
    """The largest number of people that is held for longer too, of the four largest."""
    for people in sorted({its.people for its in steps if its.holds(effort.slowest)})[:-5:-1]:
        its = crowd.ask(people, effort.confirming)
        _say("longer", its)
        if its.holds(effort.slowest):
            return its
    return None


def _recovery(crowd: Crowd, people: int, effort: Effort) -> float | None:
    """Seconds until fewer people than are held are served again as if nothing had been."""
    begun = time.monotonic()
    while (began := time.monotonic() - begun) < _GIVEN_UP_SECONDS:
        if crowd.ask(round(people * _AFTERWARDS), 1).holds(effort.slowest):
            return began
    return None


def _say(what: str, its: Round) -> None:
    print(
        f"  {what}: {its.people} people, {its.rate:.0f}/s, 99 of 100 in {its.most:.0f} ms, "
        f"{its.busy_percent:.0f} % sent back, {its.faults} faults",
        file=sys.stderr,
        flush=True,
    )
