"""Months and how many have passed: the only arithmetic with time (semantics.md: *Months*).

Who gives a month may have begun on any day of it, so the months that have passed are an interval.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

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

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def later(self, months: int) -> Month:
        return Month(self + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __repr__(self) -> str:
        return f"Month({self})"


@dataclass(frozen=True, slots=True)
class Span:
    """Some month from one to a later one: somebody knows only about when it began."""

    earliest: Month
    latest: Month

    def __str__(self) -> str:
        return f"{self.earliest}/{self.latest}"


def read_months(text: str) -> Month | Span:
    """Read ``YYYY-MM``, or ``YYYY-MM/YYYY-MM`` from the earlier to the later; else ValueError."""
    first, slash, last = text.partition("/")
    earliest = Month.read(first)
    latest = Month.read(last) if slash else earliest
    if latest < earliest:
        raise ValueError(f"{text!r} does not run from the earlier month to the later")
    return Span(earliest, latest) if earliest < latest else earliest


def is_last_of_month(day: date) -> bool:
    """Whether the day is the last of its month."""
    return day == Month.on(day).last_day


def full_base(day: date, *, paid: bool) -> int:
    """The number from which a month is taken to get the months that are full for certain.

    Elapsed months count one less unless the day is the last of its month: who began on the last
    day of a month has not filled one before. Paid months count whole.
    """
    return Month.on(day) - (0 if paid or is_last_of_month(day) else 1)


def months_passed(day: date, since: Month | Span | str, *, paid: bool = False) -> tuple[int, int]:
    """The fewest and the most months from ``since`` up to a day, never below 0.

    They are equal on the last day of a month and where months are paid; ``"none"`` and a month
    after the day count 0.
    """
    if isinstance(since, str):
        return 0, 0
    earliest, latest = (
        (since, since) if isinstance(since, Month) else (since.earliest, since.latest)
    )
    return max(0, full_base(day, paid=paid) - latest), max(0, Month.on(day) - earliest)


def years_later(day: date, years: int) -> date:
    """The same day and month of another year; of 29 February, the last of that month."""
    year = min(max(day.year + years, MINYEAR), MAXYEAR)
    last = calendar.monthrange(year, day.month)[1]
    return day.replace(year=year, day=min(day.day, last))
