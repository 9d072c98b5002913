"""Pictures for the overview, as figures that a template draws as SVG: no style, no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ...i18n import Wording
from ...store.counting import Counted

_WIDTH, _HEIGHT, _GAP = 300, 56, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's bar; ``words`` say the day and the number."""

    x: float
    y: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Bars:
    """How often something happened on each day: bars, their sum, the largest of them."""

    name: str
    label: str
    total: int
    most: int
    bars: tuple[Bar, ...]
    width: int = _WIDTH
    height: int = _HEIGHT
    bar_width: float = 8


def days_until(last: date, number: int) -> tuple[date, ...]:
    """So many days, the last one included."""
    return tuple(last - timedelta(days=back) for back in reversed(range(number)))


def by_day(counted: Iterable[Counted], name: str) -> dict[date, int]:
    """The numbers of a name per day, over all its subjects."""
    found: dict[date, int] = {}
    for its in counted:
        if its.name == name:
            found[its.day] = found.get(its.day, 0) + its.number
    return found


def bars_of(
    name: str, label: str, numbers: Mapping[date, int], days: tuple[date, ...], wording: Wording
) -> Bars:
    """The bars of some days; the highest fills the height, one is never invisible."""
    most = max((numbers.get(day, 0) for day in days), default=0)
    step = _WIDTH / len(days)
    bars = []
    for place, day in enumerate(days):
        number = numbers.get(day, 0)
        height = max(2.0, round(_HEIGHT * number / most, 1)) if number else 0
        words = f"{wording.day(day)} · {wording.number(number)}"
        bars.append(Bar(round(place * step, 1), round(_HEIGHT - height, 1), height, words))
    total = sum(numbers.get(day, 0) for day in days)
    return Bars(name, label, total, most, tuple(bars), bar_width=round(step - _GAP, 1))


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: where it begins and how wide it is, of 300."""

    kind: str
    words: str
    number: int
    percent: int
    x: float
    width: float


def shares_of(numbers: Mapping[str, int], words: Mapping[str, str]) -> tuple[Share, ...]:
    """The parts of a whole side by side, in the order of ``words``, empty ones left out."""
    total = sum(numbers.get(kind, 0) for kind in words)
    found, x = [], 0.0
    for kind, label in words.items():
        if number := numbers.get(kind, 0):
            width = _WIDTH * number / total
            percent = round(100 * number / total)
            found.append(Share(kind, label, number, percent, round(x, 1), round(width, 1)))
            x += width
    return tuple(found)
