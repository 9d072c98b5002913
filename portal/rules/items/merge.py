"""What differs between two values of an item, leaf by leaf, and how two changes go together.

A leaf is a dotted field, ``text.zh``, ``when``, ``value``: one language's text is one leaf. Lists
are leaves as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .parts import Document, Value, items_of

ABSENT = None
"""What a leaf is where the item does not have it. TOML knows no null."""


def leaves(value: Mapping[str, Any] | None, prefix: str = "") -> dict[str, Any]:
    """The leaves of a value: dotted field → plain value."""
    found: dict[str, Any] = {}
    for name, inner in (value or {}).items():
        if isinstance(inner, dict) and inner:
            found |= leaves(inner, f"{prefix}{name}.")
        else:
            found[prefix + name] = inner
    return found


def grown(flat: Mapping[str, Any]) -> Value:
    """The value of some leaves."""
    value: Value = {}
    for name, leaf in flat.items():
        table = value
        *above, last = name.split(".")
        for part in above:
            table = table.setdefault(part, {})
        table[last] = deepcopy(leaf)
    return value


def differing(one: Value | None, other: Value | None) -> tuple[str, ...]:
    """The leaves in which two values differ, in the order in which they stand."""
    a = leaves(one)
    b = leaves(other)
    return tuple(name for name in dict.fromkeys([*a, *b]) if a.get(name) != b.get(name))


def like(before: Value | None, after: Value | None) -> Value | None:
    """A value written in the manner of another: its order, its lists of one, its noes."""
    if before is None or after is None:
        return after
    old = leaves(before)
    new = leaves(after)
    new |= {name: its for name, its in old.items() if its is False and name not in new}
    ordered = {name: new[name] for name in [*old, *new] if name in new}
    kept = {name: old[name] if _same(old.get(name), its) else its for name, its in ordered.items()}
    return grown(kept)


def _same(one: Any, other: Any) -> bool:
    return one is not ABSENT and _many(one) == _many(other)


def _many(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class Merge:
    """Two changes of one item taken together; ``conflicts``: leaves that both changed otherwise.

    In a conflict ``value`` holds what the second, *mine*, says.
    """

    value: Value | None
    conflicts: tuple[str, ...]


REMOVED = "removed"
"""Stands for a leaf where one side removed what the other changed."""


def merged(base: Value | None, theirs: Value | None, mine: Value | None) -> Merge:
    """What both sides made of an item together."""
    if theirs in (base, mine):
        return Merge(mine, ())
    if mine == base:
        return Merge(theirs, ())
    if theirs is None or mine is None:
        return Merge(mine, (REMOVED,))
    flat = leaves(mine)
    conflicts = []
    was = leaves(base)
    other = leaves(theirs)
    for name in differing(base, theirs):
        if flat.get(name) == was.get(name):
            flat.pop(name, None)
            if name in other:
                flat[name] = other[name]
        elif flat.get(name) != other.get(name):
            conflicts.append(name)
    return Merge(grown(flat), tuple(conflicts))


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDifference:
    """An item that differs between two sets of documents."""

    path: str
    place: str
    before: Value | None
    after: Value | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The leaves that differ."""
        return differing(self.before, self.after)


def differences(
    before: Mapping[str, Document], after: Mapping[str, Document]
) -> tuple[ItemDifference, ...]:
    """Every item that differs between two sets of documents (path → data)."""
    found = []
    for path in sorted({*before, *after}):
        if before.get(path) == after.get(path):
            continue
        old = items_of(path, before.get(path, {}))
        new = items_of(path, after.get(path, {}))
        for place in dict.fromkeys([*old, *new]):
            if old.get(place) != new.get(place):
                found.append(
                    ItemDifference(
                        path=path, place=place, before=old.get(place), after=new.get(place)
                    )
                )
    return tuple(found)
