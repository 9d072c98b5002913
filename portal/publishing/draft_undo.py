"""Undo and redo of a draft's steps by whoever may change all that they changed."""

from __future__ import annotations

from datetime import datetime

from ..rules.items.parts import Value
from ..store import draft_undo as store
from ..store.draft_undo import Direction, ItemReturn
from ..store.people.accounts import Person
from .item_edits import WorkingCopy, is_unlimited, require


def value_after(copy: WorkingCopy, found: ItemReturn) -> Value | None:
    """What an item says once its step is turned."""
    return copy.published(found.path, found.place) if found.is_left else found.to


def turn(
    copy: WorkingCopy,
    step: int,
    direction: Direction,
    person: Person,
    moment: datetime,
    *,
    rest: bool = False,
) -> None:
    """Undo or redo a step; ``rest``: only what of it nobody changed since.

    Raises NotPermitted, ChangedSince, NoSuchStep, NotEditable, StoreUnavailable.
    """
    number = copy.draft.id
    for found in store.returns_of(number, step, direction, moment):
        if is_unlimited(person) or (rest and found.is_changed):
            continue
        path, place = found.path, found.place
        before = copy.item(path, place)
        require(person, copy.touch(path, place, before, value_after(copy, found)))
    store.turn_step(number, step, direction, person, moment, rest=rest)
