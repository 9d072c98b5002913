"""An editor's desk: the documents as a draft has them, and saving one item of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ..rules.districts import Gazetteer
from ..rules.items import Document, Value, apply, is_service, items_of, key_of
from ..rules.lists import derived_id
from ..rules.merging import like
from ..store.changes import Given
from ..store.changing import drop_change, save_change
from ..store.drafts import DraftCopy, read_draft
from ..store.people import Person
from ..store.releases import number_in_force
from .permitting import documents_of, require, touch_of

LOCAL = ("counters", "offers")
"""Sections of one district's documents; their entries are given an id by their name."""


@dataclass(frozen=True)
class Desk:
    """A draft upon the release in force. ``gazetteer`` is that of the release."""

    draft: DraftCopy
    release: int
    gazetteer: Gazetteer

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Every document as the draft has it, as plain data."""
        found = dict(documents_of(self.release))
        for path in {change.path for change in self.draft.changes}:
            edits = [change.edit for change in self.draft.changes if change.path == path]
            after = apply(path, found.get(path, {}), edits)
            if after:
                found[path] = after
            else:
                found.pop(path, None)
        return found

    def published(self, path: str, place: str) -> Value | None:
        """An item as the release in force has it."""
        return items_of(path, documents_of(self.release).get(path, {})).get(place)

    def item(self, path: str, place: str) -> Value | None:
        """An item as the draft has it."""
        change = self.draft.change(path, place)
        return change.after if change else self.published(path, place)

    def before(self, path: str, place: str) -> Value | None:
        """An item as it was when the draft began to change it."""
        change = self.draft.change(path, place)
        return change.before if change else self.published(path, place)

    def version(self, path: str, place: str) -> int:
        """How often the draft saved the item; 0: not at all."""
        change = self.draft.change(path, place)
        return change.version if change else 0

    def places(self, path: str) -> Mapping[str, Value]:
        """Every item of a document as the draft has it."""
        return items_of(path, self.documents.get(path, {}))


def desk_of(number: int, gazetteer: Gazetteer, today: date) -> Desk:
    """The desk for a draft. Raises NoSuchDraft, StoreUnavailable."""
    return Desk(read_draft(number), number_in_force(today), gazetteer)


@dataclass(frozen=True, slots=True)
class Save:
    """What an editor makes of an item. ``given`` is kept while it cannot be read as a value."""

    path: str
    place: str
    after: Value | None
    seen: int
    given: Given | None = None
    position: int | None = None


def save(desk: Desk, person: Person, its: Save) -> int:
    """Keep an item in the draft; an item that is as it was before is no change.

    Returns its version, 0 if nothing is changed any more. Raises NotPermitted, Stale, NotEditable.
    """
    before = desk.before(its.path, its.place)
    after = like(before, its.after)
    touch = touch_of(its.path, its.place, before, after, desk.gazetteer, desk.release)
    require(person, touch)
    if its.given is None and after == before and its.position is None:
        drop_change(desk.draft.id, its.path, its.place, its.seen)
        return 0
    kept = desk.item(its.path, its.place) if its.given is not None else after
    return save_change(
        desk.draft.id,
        its.path,
        its.place,
        before,
        kept,
        editor=person.id,
        seen=its.seen,
        given=its.given,
        position=its.position,
    )


def place_for(path: str, under: str, value: Value, name: str) -> str:
    """Where a new item stands: ``under`` is its list or section, ``name`` its id if it has one."""
    if under in LOCAL:
        return f"{under}/{derived_id(value)}"
    kind = "rows" if under.endswith("/rows") else under
    by_id = not is_service(path) or under in ("requirements", "parameters")
    return f"{under}/{name if by_id else key_of(kind, value)}"


def row_before(desk: Desk, path: str, place: str, row: Value) -> tuple[str, Value] | None:
    """The row that a new amount ends: of the same districts, earlier and without a last day."""
    under, since = place.rpartition("/")[0], row.get("since")
    if not isinstance(since, date):
        return None
    for other, value in desk.places(path).items():
        is_row = other != place and other.rpartition("/")[0] == under
        is_open = value.get("districts") == row.get("districts") and "until" not in value
        if is_row and is_open and value.get("since", date.min) < since:
            return other, {**value, "until": since - timedelta(days=1)}
    return None
