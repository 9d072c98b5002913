"""What the start pages promise about the length of a check; a test holds it to be true."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """Questions that most households are asked about everything, and the minutes they take."""

    fewest: int
    most: int
    minutes: int


PROMISE = Promise(fewest=15, most=27, minutes=10)
