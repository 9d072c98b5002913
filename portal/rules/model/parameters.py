"""Parameters: amounts with days, districts and sources. Outside every row there is no amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .districts import District, Scope
from .months import years_later
from .sources import Citation
from .texts import Text
from .units import Unit

Value = int | float | date | Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An amount in force where and when its scope says."""

    value: Value
    scope: Scope
    citations: tuple[Citation, ...] = ()
    then_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A named amount. ``rows`` may be empty: the factor is named and no amount was found.

    ``unpublished``: that no amount is published is itself a finding, because the law cited was
    read for it (`citations`: what was read). Without it pages say only that none was found.
    ``at_least``, ``at_most``: what its amounts lie between, if not what is usual for the unit.
    """

    id: str
    text: Text
    unit: Unit
    rows: tuple[Row, ...] = ()
    yearly: bool = False
    shown: bool = True
    missing: Text | None = None
    unpublished: bool = False
    citations: tuple[Citation, ...] = ()
    at_least: int | float | None = None
    at_most: int | float | None = None

    def in_force(self, district: District, day: date) -> Row | None:
        """The row of the closest scope in force, or None: a gap, never the nearest amount.

        A local row that has ended leaves a gap unless it says ``then = "default"``.
        """
        by_rank: tuple[list[Row], list[Row], list[Row]] = ([], [], [])
        for row in self.rows:
            rank = row.scope.rank(district)
            if rank is not None:
                by_rank[rank].append(row)
        for rows in reversed(by_rank):
            for row in rows:
                if row.scope.period.holds(day):
                    return row
            ended = [row for row in rows if row.scope.period.until and row.scope.period.until < day]
            if ended and not max(ended, key=_end).then_default:
                return None
        return None

    def last_known(self, district: District, day: date) -> Row | None:
        """The row that held in a district and ended last before a day; None if none ever did."""
        ended = [
            (row.scope.period.until, place, row)
            for place, row in enumerate(self.rows)
            if row.scope.period.until is not None and row.scope.period.until < day
        ]
        held = [its for its in ended if self.in_force(district, its[0]) is its[2]]
        return max(held, key=lambda its: its[:2])[2] if held else None

    def coming(self, district: District, day: date) -> Row | None:
        """The next row that begins to hold in a district after a day; None if none is known."""
        begun = [
            (row.scope.period.since, place, row)
            for place, row in enumerate(self.rows)
            if row.scope.period.since is not None and row.scope.period.since > day
        ]
        held = [its for its in begun if self.in_force(district, its[0]) is its[2]]
        return min(held, key=lambda its: its[:2])[2] if held else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastKnown:
    """The amount that held last, where none is in force: ``value`` as taken on the day asked about.

    A day of every year is taken with its day and month in the year asked about; any other amount
    as it stood in its ``row``.
    """

    parameter: str
    row: Row
    value: Value

    @property
    def ended(self) -> date:
        """The last day on which it held."""
        until = self.row.scope.period.until
        assert until is not None
        return until

    def is_recent(self, day: date) -> bool:
        """Whether it ended at most 24 months before a day: only then it counts for an outcome."""
        return self.ended >= years_later(day, -_RECENT_YEARS)


_RECENT_YEARS = 2


def last_known(parameter: Parameter, district: District, day: date) -> LastKnown | None:
    """The amount that held last in a district before a day; None if there is none."""
    row = parameter.last_known(district, day)
    if row is None:
        return None
    value = row.value
    until = row.scope.period.until
    if parameter.yearly and isinstance(value, date) and until is not None:
        years = day.year - until.year
        if years_later(until, years) < day:
            years += 1
        value = years_later(value, years)
    return LastKnown(parameter=parameter.id, row=row, value=value)


def _end(row: Row) -> date:
    return row.scope.period.until or date.max
