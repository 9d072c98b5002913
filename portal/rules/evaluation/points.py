"""Points as a district counts them, for display: what a situation comes to decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from ..conditions.compiler import Interval, compile_condition
from ..conditions.place import Place
from ..conditions.tree import questions_of
from ..conditions.verdict import NO, YES
from ..model.ruleset import PointItem, PointsTable
from .answer_reader import Answers
from .term_values import amounts_of

_NOTHING: Interval = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPoints:
    """What one item gives: ``points`` from least to most, None while answers are lacking.

    ``missing``: the questions whose answers are lacking.
    """

    item: PointItem
    points: Interval | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A table of points in a situation; ``total`` counts what is known."""

    table: PointsTable
    items: tuple[ItemPoints, ...]

    @property
    def total(self) -> Interval:
        """The least and the most of all items that are known."""
        known = [its.points for its in self.items if its.points is not None]
        return sum(least for least, _ in known), sum(most for _, most in known)

    @property
    def is_complete(self) -> bool:
        """Whether no item lacks an answer."""
        return all(its.points is not None for its in self.items)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of any item."""
        return all(its.points is None for its in self.items)


def points_here(tables: tuple[PointsTable, ...], place: Place, answers: Answers) -> list[Points]:
    """The tables that hold in a place, counted for these answers."""
    return [
        Points(table=table, items=tuple(_counted(item, place, answers) for item in table.items))
        for table in tables
        if table.scope.holds(place.district, place.day)
    ]


def _counted(item: PointItem, place: Place, answers: Answers) -> ItemPoints:
    points = _points(item, place, answers)
    asked = (*(questions_of(item.when) if item.when else ()), *_elapsed_question(item))
    lacking = tuple(dict.fromkeys(name for name in asked if answers.get(name) is None))
    return ItemPoints(item=item, points=points, missing=lacking if points is None else ())


def _elapsed_question(item: PointItem) -> tuple[str, ...]:
    return (item.per.question,) if item.per else ()


def _points(item: PointItem, place: Place, answers: Answers) -> Interval | None:
    if item.when is not None:
        outlook = compile_condition(item.when, place)(answers).outlook
        if outlook == NO:
            return _NOTHING
        if outlook != YES:
            return None
    if item.per is None:
        return _limited(item.points, item), _limited(item.points, item)
    months = amounts_of(item.per, place, answers)
    if months is None:
        return None
    least, most = (_limited(month // item.every * item.points, item) for month in months)
    return least, most


def _limited(points: int | float, item: PointItem) -> int | float:
    return points if item.most is None else min(points, item.most)
