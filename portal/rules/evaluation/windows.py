"""When a service can be applied for: windows on a day, those known and those of past years.

A window whose days are known for past years alone is taken with the same day and month of the
year asked about, and marked so (semantics.md, *Windows*).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date

from ..model.districts import District, Scope
from ..model.months import Month, years_later
from ..model.ruleset import Window
from .answer_reader import Answers

_YEAR_AT_THE_END = re.compile(r"[-_]?\d{4}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """From a day to a day; ``usual``: by the days of a past year, this year's were not found."""

    window: Window
    opens: date
    closes: date
    usual: bool = False

    def is_open(self, day: date) -> bool:
        return self.opens <= day <= self.closes

    @property
    def scope(self) -> Scope:
        """Where and when its window holds."""
        return self.window.scope


def told_windows(
    windows: Iterable[Window], district: District, day: date
) -> tuple[Window | Opening, ...]:
    """What a page without answers tells of windows: none of a past year as if it were to come.

    Those that hold and are open now or later; of what is over for good the usual days, once.
    """
    known = tuple(windows)
    ahead = [
        window
        for window in known
        if window.scope.holds(district, day) and (window.closes is None or window.closes >= day)
    ]
    past = [opening for opening in openings(known, district, day, {}) if opening.usual]
    return (*ahead, *past)


def openings(
    windows: Iterable[Window], district: District, day: date, answers: Answers
) -> tuple[Opening, ...]:
    """Of each window of a district the one that is open on a day or comes next, soonest first.

    Where the calendar ends before it could come, there is none.
    """
    if day.year >= MAXYEAR - 1:
        return ()
    groups: dict[str, list[Window]] = {}
    for window in windows:
        if window.scope.rank(district) is not None:
            groups.setdefault(stem(window), []).append(window)
    found = [opening for group in groups.values() if (opening := _next(group, day, answers))]
    return tuple(sorted(found, key=lambda its: (its.opens, its.closes)))


def stem(window: Window) -> str:
    """What the windows of several years have in common: the name without its year."""
    return _YEAR_AT_THE_END.sub("", window.id)


def _next(group: list[Window], day: date, answers: Answers) -> Opening | None:
    """The next of some windows of one kind: a known one, else by the newest past one."""
    known = [its for window in group for its in _known(window, day, answers)]
    if known:
        return min(known, key=lambda its: its.opens)
    past = [w for w in group if w.opens and w.closes and w.closes < day]
    if not past:
        return None
    newest = max(past, key=lambda w: w.closes or date.min)
    assert newest.opens is not None
    assert newest.closes is not None
    years = day.year - newest.closes.year
    if years_later(newest.closes, years) < day:
        years += 1
    return Opening(
        window=newest,
        opens=years_later(newest.opens, years),
        closes=years_later(newest.closes, years),
        usual=True,
    )


def _known(window: Window, day: date, answers: Answers) -> Iterator[Opening]:
    if window.opens and window.closes:
        if window.closes >= day:
            yield Opening(window=window, opens=window.opens, closes=window.closes)
        return
    if not window.scope.period.holds(day):
        return
    here = Month.on(day)
    if window.month:
        span = (window.until_month or window.month) - window.month
        first = Month.of(day.year, window.month)
        last = first.later(span % 12)
        if last.later(-12) >= here:
            last = last.later(-12)
        elif last < here:
            last = last.later(12)
        yield _months(window, last.later(-(span % 12)), last)
    since = answers.get(window.anniversary_of or "")
    if isinstance(since, Month):
        years = max(1, -(-(here - since + 1) // 12))
        month = since.later(12 * years - 1)
        yield _months(window, month, month)


def _months(window: Window, first: Month, last: Month) -> Opening:
    return Opening(window=window, opens=first.first_day, closes=last.last_day)
