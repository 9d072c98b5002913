"""Tables of points in words: on the guide what gives points, on a result how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ...i18n import Wording, gettext
from ...rules.evaluation.points import ItemPoints, Points
from ...rules.model.ruleset import PointsTable
from ...rules.model.sources import Citation
from .citations import SourceLine

Sources = Callable[[Iterable[Citation]], tuple[SourceLine, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsLine:
    """A table of points; ``total`` and the words beside the items are empty on a guide."""

    text: str
    note: str
    items: tuple[tuple[str, str], ...]
    total: str
    sources: tuple[SourceLine, ...]


def table_line(table: PointsTable, wording: Wording, sources: Sources) -> PointsLine:
    """A table as a guide shows it, without anybody's answers."""
    return PointsLine(
        text=wording.text(table.text),
        note=wording.maybe(table.note),
        items=tuple((wording.text(item.text), "") for item in table.items),
        total="",
        sources=sources(table.citations),
    )


def counted_line(points: Points, wording: Wording, sources: Sources) -> PointsLine:
    """A table with what the answers come to."""
    return PointsLine(
        text=wording.text(points.table.text),
        note=wording.maybe(points.table.note),
        items=tuple((wording.text(its.item.text), _item_words(its)) for its in points.items),
        total=_total_words(points),
        sources=sources(points.table.citations),
    )


def _item_words(its: ItemPoints) -> str:
    return _amount_words(*its.points) if its.points is not None else gettext("not told yet")


def _total_words(points: Points) -> str:
    if points.is_empty:
        return ""
    amount = _amount_words(*points.total)
    if points.is_complete:
        return gettext("By your answers about %(points)s.", points=amount)
    return gettext("By what you have told so far %(points)s.", points=amount)


def _amount_words(least: float, most: float) -> str:
    if least == most:
        return gettext("%(points)s points", points=_figure(least))
    return gettext("%(least)s to %(most)s points", least=_figure(least), most=_figure(most))


def _figure(points: float) -> str:
    return f"{points:g}"
