"""An uploaded list of a district's counters or offers as changes of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..rules.items.merge import ItemDifference
from ..rules.items.parts import Value, items_of
from ..rules.lists import Entries, turned
from ..rules.model.districts import Gazetteer
from ..store.drafts import begin, save_changes
from ..store.people.accounts import Person
from .item_edits import WorkingCopy, documents_of, require, touch_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list that was read without a problem; ``removing``: what it lacks is taken out."""

    path: str
    section: str
    entries: Entries
    removing: bool


def published_entries(base: int, path: str) -> Mapping[str, Value]:
    """The entries of a district's document in a release: id → entry; none without a document."""
    return _entries(items_of(path, documents_of(base).get(path, {})))


def _entries(items: Mapping[str, Value]) -> Mapping[str, Value]:
    return {place.partition("/")[2]: value for place, value in items.items()}


def draft_of_list(
    listed: Listed, person: Person, title: str, base: int, gazetteer: Gazetteer
) -> int:
    """A new draft of what a list would change in a release; 0 if nothing differs.

    Raises NotPermitted, StoreUnavailable.
    """
    found = _turned(listed, published_entries(base, listed.path))
    for change in found:
        require(
            person,
            touch_of(change.path, change.place, change.before, change.after, gazetteer, base),
        )
    return begin(title, "", base, person.id, found, "list") if found else 0


def take_list(listed: Listed, person: Person, copy: WorkingCopy) -> bool:
    """Add to a draft what a list would change in it; whether anything differs.

    Raises NotPermitted, Stale, NotEditable, StoreUnavailable.
    """
    found = tuple(
        replace(difference, before=copy.before(difference.path, difference.place))
        for difference in _turned(listed, _entries(copy.places(listed.path)))
    )
    for change in found:
        touch = touch_of(
            change.path,
            change.place,
            change.before,
            change.after,
            copy.gazetteer,
            copy.release,
        )
        require(person, touch)
    if found:
        save_changes(copy.draft, found, person.id, "list")
    return bool(found)


def _turned(listed: Listed, now: Mapping[str, Value]) -> tuple[ItemDifference, ...]:
    return turned(listed.path, listed.section, now, listed.entries, removing=listed.removing)
