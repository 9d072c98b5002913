"""Finds amounts that change so much that their approver is warned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..rules.items.parts import Value
from ..rules.model.plausible_range import NOTICED, times
from ..store.drafts import DraftChange
from .item_edits import WorkingCopy


@dataclass(frozen=True, slots=True)
class AmountJump:
    """An amount and the one it replaces or follows; ``percent``: by how much it differs."""

    before: int | float
    after: int | float
    percent: int


def amount_jump(copy: WorkingCopy, change: DraftChange) -> AmountJump | None:
    """The larger of the leaps from what the row said, and from the row before it."""
    if "/rows/" not in change.place or change.after is None:
        return None
    amount = change.after.get("value")
    others = (change.before, _row_before(copy, change.path, change.place, change.after))
    leaps = [leap(other["value"], amount) for other in others if other and "value" in other]
    found = [its for its in leaps if its is not None]
    return max(found, key=lambda its: abs(its.percent), default=None)


def leap(before: object, after: object) -> AmountJump | None:
    """By how much an amount differs from another, where that is to be noticed."""
    ratio = times(before, after)
    if ratio is None or round(abs(ratio - 1), 9) <= NOTICED:
        return None
    assert isinstance(before, int | float)
    assert isinstance(after, int | float)
    return AmountJump(before, after, round((ratio - 1) * 100))


def _row_before(copy: WorkingCopy, path: str, place: str, row: Value) -> Value | None:
    """The row that ends where one begins: of the same districts, else of the whole city."""
    under = place.rpartition("/")[0]
    rows = [
        value
        for other, value in copy.places(path).items()
        if other != place and other.rpartition("/")[0] == under and _since(value) <= _since(row)
    ]
    for districts in (row.get("districts"), None):
        same = [value for value in rows if value.get("districts") == districts]
        if same:
            return max(same, key=_since)
    return None


def _since(row: Value) -> date:
    since = row.get("since")
    return since if isinstance(since, date) else date.min
