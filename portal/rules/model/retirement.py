"""The month in which people retire, rising step by step (semantics.md: *Retirement*).

Each class of people retired at one age before; from a first month on, their month of retirement
moves by one more month for every so many months, up to a cap. Ages, steps, caps and the first month
are parameters: law sets them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .months import Month

RetirementClass = Literal["man", "woman_fifty_five", "woman_fifty"]
CLASSES: tuple[RetirementClass, ...] = ("man", "woman_fifty_five", "woman_fifty")
SEXES = ("male", "female")
POSTS = ("fifty", "fifty_five")

FIRST_MONTH = "retirement_rises_from"
"""The parameter, a day, in whose month the rise begins."""


def age_parameter(kind: RetirementClass) -> str:
    """The parameter with the age at which a class retired before."""
    return f"retirement_age_{kind}"


def step_parameter(kind: RetirementClass) -> str:
    """The parameter with the months after which the retirement of a class moves one month more."""
    return f"retirement_step_{kind}"


def cap_parameter(kind: RetirementClass) -> str:
    """The parameter with the months by which the retirement of a class moves at most."""
    return f"retirement_cap_{kind}"


def parameters_of_class(kind: RetirementClass) -> tuple[str, ...]:
    """The parameters that the month of a class rests on."""
    return FIRST_MONTH, age_parameter(kind), step_parameter(kind), cap_parameter(kind)


PARAMETERS = tuple(dict.fromkeys(name for kind in CLASSES for name in parameters_of_class(kind)))
"""All of them, in the order in which a service holds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How the retirement of one class rises."""

    first: date
    age: int
    step: int
    cap: int

    def month_of(self, birth: Month) -> Month:
        """The month of retirement of somebody born in a month."""
        before = birth.later(12 * self.age)
        late = before - Month.on(self.first) + 1
        delay = 0 if late <= 0 else min(-(-late // self.step), self.cap)
        return before.later(delay)


def classes_of(sex: str | None, post: str | None) -> tuple[RetirementClass, ...]:
    """The classes somebody may belong to; None: it is not known."""
    women: dict[str | None, tuple[RetirementClass, ...]] = {
        "fifty": ("woman_fifty",),
        "fifty_five": ("woman_fifty_five",),
        None: ("woman_fifty_five", "woman_fifty"),
    }
    if sex == "male":
        return ("man",)
    return women[post] if sex == "female" else ("man", *women[post])
