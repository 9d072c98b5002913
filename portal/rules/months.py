"""Months and how many have passed: the only arithmetic with time (semantics: *Months*)."""

from __future__ import annotations

import calendar
import re
from datetime import date

NONE = "none"
"""The answer «没有»: never, or not at present. It counts no month."""

_WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class Month(int):
    """A calendar month, counted from year 0: ``Month.of(2024, 3)``, written ``2024-03``."""

    __slots__ = ()

    @classmethod
    def of(cls, year: int, month: int) -> Month:
        return cls(year * 12 + month - 1)

    @classmethod
    def on(cls, day: date) -> Month:
        return cls.of(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Month:
        """Read ``YYYY-MM``; anything else raises ValueError."""
        match = _WRITTEN.fullmatch(text)
        if match is None or match[1] == "0000":
            raise ValueError(f"{text!r} is not a month written YYYY-MM")
        return cls.of(int(match[1]), int(match[2]))

    @property
    def year(self) -> int:
        return self // 12

    @property
    def month(self) -> int:
        return self % 12 + 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    def later(self, months: int) -> Month:
        return Month(self + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __repr__(self) -> str:
        return f"Month({self})"


def is_last_of_month(day: date) -> bool:
    """Whether the day is the last of its month."""
    return day.day == calendar.monthrange(day.year, day.month)[1]


def months_base(day: date, *, paid: bool) -> int:
    """The number from which a month is taken to get the months up to a day.

    Elapsed months count one less unless the day is the last of its month: whoever started on the
    last day of a month must not get a false yes. Paid months count whole.
    """
    return Month.on(day) - (0 if paid or is_last_of_month(day) else 1)


def months_until(day: date, since: Month | str, *, paid: bool = False) -> int:
    """Months from ``since`` up to a day, never below 0; ``"none"`` counts 0."""
    if not isinstance(since, Month):
        return 0
    return max(0, months_base(day, paid=paid) - since)
