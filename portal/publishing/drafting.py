"""A draft put together: its changes upon a release, and where that release has moved under it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..rules.items import Value, apply, items_of
from ..rules.merging import Merge, merged
from ..rules.toml import write
from ..store.changes import Changed
from ..store.drafts import DraftCopy
from ..store.releases import files_of


@dataclass(frozen=True, slots=True)
class Moved:
    """An item that was published otherwise since the draft began to change it."""

    change: Changed
    theirs: Value | None
    merge: Merge


@dataclass(frozen=True, slots=True)
class Assembled:
    """A draft's documents upon a release; ``moved``: items on which the two disagree."""

    base: Mapping[str, str]
    files: Mapping[str, str]
    moved: tuple[Moved, ...]


def assemble(draft: DraftCopy, upon: int) -> Assembled:
    """The documents a draft would publish upon a release. Raises StoreUnavailable."""
    return assembled_upon(draft, files_of(upon))


def assembled_upon(draft: DraftCopy, base: Mapping[str, str]) -> Assembled:
    """The documents a draft would publish upon others."""
    files, moved = dict(base), []
    for path, changes in _by_path(draft).items():
        document = tomllib.loads(base.get(path, ""))
        moved += _moved(path, document, changes)
        after = apply(path, document, [change.edit for change in changes])
        if after:
            files[path] = write(after)
        else:
            files.pop(path, None)
    return Assembled(base, files, tuple(moved))


def _by_path(draft: DraftCopy) -> dict[str, list[Changed]]:
    found: dict[str, list[Changed]] = {}
    for change in draft.changes:
        found.setdefault(change.path, []).append(change)
    return found


def _moved(path: str, document: Mapping[str, Any], changes: list[Changed]) -> list[Moved]:
    items = items_of(path, document)
    return [
        Moved(change, items.get(change.place), _merge(change, items.get(change.place)))
        for change in changes
        if items.get(change.place) != change.before
    ]


def _merge(change: Changed, theirs: Value | None) -> Merge:
    return merged(change.before, theirs, change.after)
