"""What became of an amount between two releases: for whom, from which day until when, from what.

Rows are cut and put in by editors; people read spans of days. So both releases are read as two
courses of days and compared span by span, for each district or group that a touched row names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..model.districts import WHOLE_CITY, Gazetteer
from ..model.parameters import Parameter, Row, Value
from ..model.sources import Citation
from .service_diff import Difference

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountChange:
    """A span of days in which an amount is another than was said before.

    ``names``: the districts and groups; none is the whole city. ``since``, ``until``: both
    included; None is without limit. ``before``: what the release before said of these days, None:
    nothing; ``after``: likewise what it says now. ``earlier``: by what is said now, the amount
    that ended last before these days, on ``earlier_until``.
    """

    names: tuple[str, ...]
    since: date | None
    until: date | None
    before: Value | None
    after: Value | None
    earlier: Value | None = None
    earlier_until: date | None = None
    citations: tuple[Citation, ...] = ()

    @property
    def follows(self) -> bool:
        """Whether it follows the earlier amount without a day between."""
        ended = self.earlier_until
        return ended is not None and self.since is not None and ended + _DAY == self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    since: date | None
    until: date | None
    old: Row | None
    new: Row | None


def amount_changes(
    before: Parameter | None, after: Parameter | None, difference: Difference, places: Gazetteer
) -> tuple[AmountChange, ...]:
    """The spans in which an amount differs; those that say the same of several places as one."""
    touched = (row.scope.names or ("",) for row in (*difference.come, *difference.gone))
    found: dict[AmountChange, list[str]] = {}
    for name in dict.fromkeys(name for names in touched for name in names):
        for change in _changes(name, before, after, places):
            found.setdefault(replace(change, names=()), []).append(name)
    changes = (
        replace(change, names=names)
        for change, together in found.items()
        for names in _city_apart(together)
    )
    return tuple(sorted(changes, key=lambda its: its.since or date.min))


def _city_apart(names: list[str]) -> Iterator[tuple[str, ...]]:
    """The whole city for itself, then the districts and groups together."""
    if "" in names:
        yield ()
    local = tuple(name for name in names if name)
    if local:
        yield local


def _changes(
    name: str, before: Parameter | None, after: Parameter | None, places: Gazetteer
) -> Iterator[AmountChange]:
    for span in _joined(_spans(name, before, after, places)):
        old = span.old
        new = span.new
        if (old and old.value) == (new and new.value):
            continue
        earlier = _earlier(name, after, span.since, places) if new else None
        one = new or old
        assert one is not None
        yield AmountChange(
            names=(),
            since=span.since,
            until=span.until,
            before=old.value if old else None,
            after=new.value if new else None,
            earlier=earlier.value if earlier else None,
            earlier_until=_ended(earlier, span.since),
            citations=one.citations,
        )


def _spans(
    name: str, before: Parameter | None, after: Parameter | None, places: Gazetteer
) -> Iterator[_Span]:
    """The days cut wherever a row of either release begins or ends."""
    rows = [*_own(name, before, places), *_own(name, after, places)]
    starts = {row.scope.period.since for row in rows if row.scope.period.since}
    starts |= {row.scope.period.until + _DAY for row in rows if row.scope.period.until}
    edges: list[date | None] = [None, *sorted(starts)]
    for since, following in zip(edges, [*edges[1:], None], strict=True):
        until = following - _DAY if following else None
        day = since or until or date.min
        old = _row(name, before, day, places)
        new = _row(name, after, day, places)
        yield _Span(since=since, until=until, old=old, new=new)


def _own(name: str, parameter: Parameter | None, places: Gazetteer) -> list[Row]:
    """The rows that say something of a district or group, those of a wider scope too."""
    rows = parameter.rows if parameter else ()
    district = places.districts.get(name)
    if district is not None:
        return [row for row in rows if row.scope.rank(district) is not None]
    return [row for row in rows if name in row.scope.names or not row.scope.names]


def _row(name: str, parameter: Parameter | None, day: date, places: Gazetteer) -> Row | None:
    """The row in force in a district, in a group, or where nothing else is said (no name)."""
    if parameter is None:
        return None
    district = places.districts.get(name)
    if district is None:
        group = frozenset({name}) if name else frozenset()
        district = replace(WHOLE_CITY, id=name or WHOLE_CITY.id, groups=group)
    return parameter.in_force(district, day)


def _joined(spans: Iterator[_Span]) -> Iterator[_Span]:
    """Spans beside each other with the same values before and after, as one."""
    last: _Span | None = None
    for span in spans:
        if last is not None and _values(last) == _values(span):
            last = replace(last, until=span.until)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _values(span: _Span) -> tuple[Value | None, Value | None]:
    return span.old.value if span.old else None, span.new.value if span.new else None


def _earlier(
    name: str, parameter: Parameter | None, since: date | None, places: Gazetteer
) -> Row | None:
    """The row of the release that ended last before a day, or was cut off by it."""
    if since is None or parameter is None:
        return None
    direct = _row(name, parameter, since - _DAY, places)
    if direct is not None:
        return direct
    ended = [
        row
        for row in _own(name, parameter, places)
        if row.scope.period.until and row.scope.period.until < since
    ]
    return max(ended, key=lambda row: row.scope.period.until or date.min, default=None)


def _ended(row: Row | None, since: date | None) -> date | None:
    if row is None or since is None:
        return None
    until = row.scope.period.until
    return until if until is not None and until < since else since - _DAY
