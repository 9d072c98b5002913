"""The picture of the road: a row for each person, a mark for each thing of the list below it.

Geometry alone. Years that hold something stand equally far apart, however many lie between: most
of a road is near, and some of it lies six years ahead. Marks carry the numbers of the list, so no
words stand in the picture but names and years, and none can run into another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from ...rules.model.months import Month

MarkKind = Literal["now", "opens", "window", "begin_by"]

WIDTH = 340
_LEFT = 6
_RIGHT = 14
_TOP = 52
_ROW = 48
"""From a row to the next one: the name stands above the line, however long it is."""
_MARK = 22
"""The width that a mark takes."""
_YEAR = 36.2
"""The width that the number of a year takes, with a gap behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something at a month; ``rows``: of whom, by their places from the top; 0: no number."""

    number: int
    kind: MarkKind
    month: Month
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMark:
    """A mark as it is drawn around its middle."""

    number: int
    kind: MarkKind
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """The line of one person with the name before it."""

    name: str
    y: float


@dataclass(frozen=True, slots=True)
class DrawnYear:
    """Where a year begins; ``named``: its number stands there, with room to the one before."""

    year: int
    x: float
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """The picture, ready to be drawn; ``left``: where the lines begin."""

    width: int
    height: float
    left: int
    right: int
    rows: tuple[DrawnRow, ...]
    years: tuple[DrawnYear, ...]
    marks: tuple[DrawnMark, ...]


def time_line(here: Month, names: Sequence[str], marks: Iterable[Mark]) -> TimeLine | None:
    """The picture of some marks; None where nothing lies ahead, for then there is no road."""
    listed = sorted(marks, key=lambda mark: (mark.month, mark.number))
    if all(mark.month <= here for mark in listed):
        return None
    scale = _Scale(here, {mark.month.year for mark in listed})
    rows: list[DrawnRow] = []
    drawn: list[DrawnMark] = []
    y = float(_TOP)
    for row, name in enumerate(names):
        lanes = _lanes([mark for mark in listed if row in mark.rows], scale)
        for lane, placed in enumerate(lanes):
            drawn += [
                DrawnMark(number=mark.number, kind=mark.kind, x=round(x, 1), y=y + lane * _MARK)
                for mark, x in placed
            ]
        rows.append(DrawnRow(name, y))
        y += max(_ROW, len(lanes) * _MARK + _ROW - _MARK)
    return TimeLine(
        width=WIDTH,
        height=y - _ROW + _MARK,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        rows=tuple(rows),
        years=scale.drawn,
        marks=tuple(drawn),
    )


class _Scale:
    """Months to places: the years that hold something stand equally far apart."""

    def __init__(self, here: Month, years: Iterable[int]) -> None:
        self.here = here
        self.years = sorted({here.year, *years})
        self.wide = (WIDTH - _LEFT - _RIGHT - _MARK / 2) / len(self.years)

    @property
    def drawn(self) -> tuple[DrawnYear, ...]:
        """The years with the places at which they begin, where they are many not all by name."""
        every = ceil(_YEAR / self.wide)
        return tuple(
            DrawnYear(year, round(_LEFT + _MARK / 2 + place * self.wide, 1), place % every == 0)
            for place, year in enumerate(self.years)
        )

    def x(self, month: Month) -> float:
        """The place of a month; what is past stands at today."""
        month = max(month, self.here)
        place = self.years.index(month.year)
        first = self.here.month if month.year == self.here.year else 1
        part = (month.month - first) / (13 - first)
        return _LEFT + _MARK / 2 + (place + part * 0.9) * self.wide


def _lanes(marks: Iterable[Mark], scale: _Scale) -> list[list[tuple[Mark, float]]]:
    """The marks of one row, those that would lie on another one below it."""
    lanes: list[list[tuple[Mark, float]]] = []
    for mark in marks:
        x = scale.x(mark.month)
        lane = next((its for its in lanes if x - its[-1][1] >= _MARK), None)
        if lane is None:
            lane = []
            lanes.append(lane)
        lane.append((mark, x))
    return lanes
