"""Parameters: amounts with days, districts and sources. Outside every row there is no amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .districts import District, Scope
from .sources import Citation
from .texts import Text

Value = int | float | date | Text


@dataclass(frozen=True, slots=True)
class Row:
    """An amount in force where and when its scope says."""

    value: Value
    scope: Scope
    citations: tuple[Citation, ...] = ()
    then_default: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named amount. ``rows`` may be empty: the factor is named and no amount is published."""

    id: str
    text: Text
    unit: str
    rows: tuple[Row, ...] = ()
    yearly: bool = False
    shown: bool = True
    missing: Text | None = None

    def in_force(self, district: District, day: date) -> Row | None:
        """The row of the closest scope in force, or None: a gap, never the nearest amount.

        A local row that has ended leaves a gap unless it says ``then = "default"``.
        """
        for rank in (2, 1, 0):
            rows = [row for row in self.rows if row.scope.rank(district) == rank]
            for row in rows:
                if row.scope.period.holds(day):
                    return row
            ended = [row for row in rows if row.scope.period.until and row.scope.period.until < day]
            if ended and not max(ended, key=_end).then_default:
                return None
        return None


def _end(row: Row) -> date:
    return row.scope.period.until or date.max
