"""What a list would change in a district: new entries, other words, and rows no longer there."""

from __future__ import annotations

from collections.abc import Mapping

from ..items.merge import ItemDifference, like
from ..items.parts import Value
from .entries import Entries, derived_id


def turned(
    path: str, section: str, now: Mapping[str, Value], entries: Entries, *, removing: bool
) -> tuple[ItemDifference, ...]:
    """The items in which a list differs from what stands ``now`` (id → entry).

    ``removing``: what stands now and not in the list is taken out.
    """
    listed = _at_their_ids(now, entries)
    wanted: dict[str, Value | None] = dict.fromkeys(now) if removing else {}
    wanted |= {name: like(now.get(name), entry) for name, entry in listed.items()}
    return tuple(
        ItemDifference(path=path, place=f"{section}/{name}", before=now.get(name), after=after)
        for name, after in wanted.items()
        if now.get(name) != after
    )


def _at_their_ids(now: Mapping[str, Value], entries: Entries) -> Entries:
    """Rows without an id of their own under that of the entry of the same name, if there is one."""
    known = {derived_id(entry): name for name, entry in now.items()}
    found: Entries = {}
    for name, entry in entries.items():
        own = name if name in now else known.get(name, name)
        found[name if own in entries else own] = entry
    return found
