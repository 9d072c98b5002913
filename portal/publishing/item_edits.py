"""The working copy of a draft: its documents as changed, and saving one item of them."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from pathlib import PurePosixPath
from typing import Any

from cachetools import LRUCache, cached

from ..rules.items.change_scope import NOTHING, Touch, touched, touched_by_source
from ..rules.items.merge import ItemDifference, like
from ..rules.items.parts import (
    LISTS,
    SECTIONS,
    SEQUENCE,
    Document,
    Edit,
    Value,
    apply,
    is_service,
    items_of,
    key_of,
    order_of,
    ordered_kind,
    value_at,
)
from ..rules.lists import derived_id
from ..rules.model.districts import Gazetteer
from ..store.draft_steps import StepKind
from ..store.drafts import (
    DraftChange,
    DraftRecord,
    FormValues,
    drop_change,
    read_draft,
    save_change,
    save_changes,
)
from ..store.people.accounts import Person
from ..store.releases.stored import files_of, number_in_force, release_digest


class NotPermitted(Exception):
    """The change touches districts or topics that are not this person's."""


# By the digest, not by the number: a store that was restored may number other documents the same.
@cached(LRUCache(4), key=lambda release: release_digest(release), lock=threading.Lock())
def documents_of(release: int) -> Mapping[str, Document]:
    """The documents of a release as plain data."""
    return {path: tomllib.loads(text) for path, text in files_of(release).items()}


def touch_of(
    path: str,
    place: str,
    before: Value | None,
    after: Value | None,
    gazetteer: Gazetteer,
    base: int,
) -> Touch:
    """What a change touches; a source touches what rests on it in the release ``base``."""
    if place.startswith("sources/"):
        return touched_by_source(place.split("/", 1)[1], documents_of(base), gazetteer)
    return touched(path, place, (before, after), gazetteer)


def is_unlimited(person: Person) -> bool:
    """Whether every change is this person's to make, so that nobody need ask what one touches."""
    return person.districts is None and person.topics is None


def require(person: Person, touch: Touch) -> None:
    """Raises NotPermitted where the change is not this person's to make."""
    if not touch.lies_within(person.districts, person.topics):
        raise NotPermitted


_IDLE = ("questions", "papers", "contacts")
"""Sections whose entries matter only where something else names them."""
LOCAL = ("counters", "offers")
"""Sections of one district's documents; their entries are given an id by their name."""


@dataclass(frozen=True)
class WorkingCopy:
    """A draft upon the release in force. ``gazetteer`` is that of the release."""

    draft: DraftRecord
    release: int
    gazetteer: Gazetteer

    @cached_property
    def _released(self) -> Mapping[str, Document]:
        return documents_of(self.release)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Every document as the draft has it, as plain data."""
        found = dict(self._released)
        edited: dict[str, list[Edit]] = {}
        for change in self.draft.changes:
            edited.setdefault(change.path, []).append(change.edit)
        for path, edits in edited.items():
            after = apply(path, found.get(path, {}), edits)
            if after:
                found[path] = after
            else:
                found.pop(path, None)
        return found

    @cached_property
    def sources(self) -> Mapping[str, Value]:
        """Every source as the draft has it, by its id."""
        return {
            name: entry
            for document in self.documents.values()
            for name, entry in document.get("sources", {}).items()
        }

    @cached_property
    def choices(self) -> dict[str, Any]:
        """What forms may choose from in these documents, by domain, as far as it was asked for.

        A list of changes asks for the same once for each of its lines.
        """
        return {}

    def published(self, path: str, place: str) -> Value | None:
        """An item as the release in force has it."""
        document = self._released.get(path, {})
        if ordered_kind(place):
            return value_at(path, document, place)
        if path not in self._published_items:
            self._published_items[path] = items_of(path, document)
        return self._published_items[path].get(place)

    @cached_property
    def _published_items(self) -> dict[str, Mapping[str, Value]]:
        """The items of each document of the release that was asked for one."""
        return {}

    def item(self, path: str, place: str) -> Value | None:
        """An item as the draft has it."""
        change = self.draft.change(path, place)
        return change.after if change else self.published(path, place)

    def order(self, path: str, kind: str) -> list[str]:
        """What tells the entries of a list or section apart, in the order that the draft gives."""
        return list(order_of(path, self.documents.get(path, {}), kind)[SEQUENCE])

    def before(self, path: str, place: str) -> Value | None:
        """An item as it was when the draft began to change it."""
        change = self.draft.change(path, place)
        return change.before if change else self.published(path, place)

    def touch(self, path: str, place: str, before: Value | None, after: Value | None) -> Touch:
        """What a change touches; what this draft alone has reaches as far as what it belongs to.

        A service that is new touches the districts that it covers, none while it covers none; a
        new question, document or hotline nothing, for what names it has a scope of its own.
        """
        if ordered_kind(place):
            return self._touch_of_order(path, ordered_kind(place), before, after)
        kind = place.split("/", 1)[0]
        if self.is_new_service(path) and (place == "service" or _is_parameter(place)):
            return Touch(self._covered(path), frozenset({PurePosixPath(path).parent.name}))
        if kind in _IDLE and not is_service(path) and self.published(path, place) is None:
            return NOTHING
        return touch_of(path, place, before, after, self.gazetteer, self.release)

    def _touch_of_order(
        self, path: str, kind: str, before: Value | None, after: Value | None
    ) -> Touch:
        """What an order touches: where both of two entries hold that changed their places."""
        old, new = ((side or {}).get(SEQUENCE, []) for side in (before, after))
        at = {name: place for place, name in enumerate(old)}
        kept = [name for name in new if name in at]
        touch = NOTHING
        for one, other in combinations(kept, 2):
            if at[one] > at[other]:
                first, second = (self._touch_of_entry(path, kind, its) for its in (one, other))
                touch |= first & second
        return touch

    def _touch_of_entry(self, path: str, kind: str, name: str) -> Touch:
        place = f"{kind}/{name}"
        value = self.places(path).get(place)
        return self.touch(path, place, value, value)

    def is_new_service(self, path: str) -> bool:
        """Whether a service stands at a path, or could, that no release has."""
        return is_service(path) and path not in self._released

    def _covered(self, path: str) -> frozenset[str] | None:
        """The districts for which the draft holds the procedure of a service; None: all."""
        covers = self.documents.get(path, {}).get("covers", [])
        return touched(path, "covers/all", covers, self.gazetteer).districts

    def grown(self, change: DraftChange) -> WorkingCopy:
        """The copy with the change of one more item, which the draft left alone."""
        changes = (*self.draft.changes, change)
        copy = replace(self, draft=replace(self.draft, changes=changes))
        document = apply(change.path, self.documents.get(change.path, {}), [change.edit])
        vars(copy).update(
            _released=self._released,
            _published_items=self._published_items,
            documents={**self.documents, change.path: document},
        )
        return copy

    def version(self, path: str, place: str) -> int:
        """How often the draft saved the item; 0: not at all."""
        change = self.draft.change(path, place)
        return change.version if change else 0

    def places(self, path: str) -> Mapping[str, Value]:
        """Every item of a document as the draft has it."""
        return items_of(path, self.documents.get(path, {}))

    def takes_under(self, path: str, under: str) -> bool:
        """Whether a list takes new items: of a service that is there, rows of its parameters."""
        if not is_service(path):
            return under in SECTIONS
        parameters = self.documents.get(path, {}).get("parameters", {})
        rows = (f"parameters/{name}/rows" for name in parameters)
        known = (*LISTS, "requirements", "parameters", *rows)
        return path in self.documents and under in known

    def takes(self, path: str, place: str) -> bool:
        """Whether an item can be at a place: it is there, or was, or could be added there."""
        under, _, name = place.rpartition("/")
        is_known = self.draft.change(path, place) is not None or place in self.places(path)
        return is_known or (name != "" and self.takes_under(path, under))


def _is_parameter(place: str) -> bool:
    """Whether a place is a parameter itself and not a row of it."""
    return place.startswith("parameters/") and place.count("/") == 1


def read_working_copy(number: int, gazetteer: Gazetteer, today: date) -> WorkingCopy:
    """The copy for a draft. Raises NoSuchDraft, StoreUnavailable."""
    return WorkingCopy(read_draft(number), number_in_force(today), gazetteer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """What an editor makes of an item. ``given`` is kept while it cannot be read as a value.

    ``kind``: what made the step, if no form was sent.
    """

    path: str
    place: str
    after: Value | None
    seen: int
    given: FormValues | None = None
    position: int | None = None
    kind: StepKind = "saved"


def save(copy: WorkingCopy, person: Person, edit: Save) -> int:
    """Keep an item in the draft; an item that is as it was before is no change.

    Returns its version, 0 if nothing is changed any more. Raises NotPermitted, Stale, NotEditable.
    """
    before = copy.before(edit.path, edit.place)
    after = like(before, edit.after)
    require(person, copy.touch(edit.path, edit.place, before, after))
    if edit.given is None and after == before and edit.position is None:
        drop_change(
            copy.draft.id, edit.path, edit.place, edit.seen, editor=person.id, kind=edit.kind
        )
        return 0
    kept = copy.item(edit.path, edit.place) if edit.given is not None else after
    return save_change(
        copy.draft.id,
        edit.path,
        edit.place,
        before,
        kept,
        editor=person.id,
        seen=edit.seen,
        given=edit.given,
        position=edit.position,
        kind=edit.kind,
    )


def save_all(
    copy: WorkingCopy, person: Person, values: Iterable[tuple[str, str, Value]], kind: StepKind
) -> None:
    """Keep many items, path, place and value of each, as one step: all of them or none.

    Raises NotPermitted, Stale, NotEditable.
    """
    changes = []
    for path, place, value in values:
        before = copy.before(path, place)
        require(person, copy.touch(path, place, before, value))
        changes.append(
            ItemDifference(path=path, place=place, before=before, after=like(before, value))
        )
    if changes:
        save_changes(copy.draft, changes, person.id, kind)


def place_for(path: str, under: str, value: Value, name: str) -> str:
    """Where a new item stands: ``under`` is its list or section, ``name`` its id if it has one."""
    if under in LOCAL:
        return f"{under}/{derived_id(value)}"
    kind = "rows" if under.endswith("/rows") else under
    by_id = not is_service(path) or under in ("requirements", "parameters")
    return f"{under}/{name if by_id else key_of(kind, value)}"


def row_before(copy: WorkingCopy, path: str, place: str, row: Value) -> tuple[str, Value] | None:
    """The row that a new amount ends: of the same districts, earlier and without a last day."""
    under = place.rpartition("/")[0]
    since = row.get("since")
    if not isinstance(since, date):
        return None
    for other, value in copy.places(path).items():
        is_row = other != place and other.rpartition("/")[0] == under
        is_open = value.get("districts") == row.get("districts") and "until" not in value
        if is_row and is_open and value.get("since", date.min) < since:
            return other, {**value, "until": since - timedelta(days=1)}
    return None
