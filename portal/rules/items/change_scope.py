"""Whom a change of an item touches: in which districts and topics it can matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ..model.districts import Gazetteer
from .parts import Document, Value, is_service, items_of, kind_of, names_of

Names = frozenset[str] | None
"""District or topic ids; None: all of them."""

_LOCAL = frozenset(
    {"requirements", "rows", "covers", "papers", "steps", "particulars", "windows", "options"}
    | {"points"}
)
"""Parts of a service that have a scope of their own."""


@dataclass(frozen=True, slots=True)
class Touch:
    """The districts and topics a change can matter in; empty: none yet."""

    districts: Names
    topics: Names

    def __or__(self, other: Touch) -> Touch:
        return Touch(_both(self.districts, other.districts), _both(self.topics, other.topics))

    def __and__(self, other: Touch) -> Touch:
        """What both touch."""
        return Touch(_shared(self.districts, other.districts), _shared(self.topics, other.topics))

    def lies_within(self, districts: Names, topics: Names) -> bool:
        """Whether somebody limited to these districts and topics may make the change."""
        return _within(self.districts, districts) and _within(self.topics, topics)


NOTHING = Touch(frozenset(), frozenset())


def _both(one: Names, other: Names) -> Names:
    return None if one is None or other is None else one | other


def _shared(one: Names, other: Names) -> Names:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _within(names: Names, limits: Names) -> bool:
    return limits is None or (names is not None and names <= limits)


def touched(path: str, place: str, values: Iterable[Value | None], gazetteer: Gazetteer) -> Touch:
    """What the values of an item, before and after, touch."""
    touch = NOTHING
    for value in values:
        if value is not None:
            touch |= _touch(path, place, value, gazetteer)
    return touch


def _touch(path: str, place: str, value: Value, gazetteer: Gazetteer) -> Touch:
    kind = kind_of(path, place)
    if is_service(path):
        topics = frozenset({PurePosixPath(path).parent.name})
        if kind in _LOCAL:
            return Touch(_scope(value, gazetteer), topics)
        if kind == "examples":
            return Touch(frozenset({str(value.get("district", ""))}), topics)
        return Touch(None, topics)
    match kind:
        case "policies":
            return Touch(_scope(value, gazetteer), frozenset({str(value.get("topic", ""))}))
        case "counters" | "offers":
            return Touch(frozenset({PurePosixPath(path).stem}), frozenset())
        case _:
            return Touch(None, None)


def _scope(value: Value, gazetteer: Gazetteer) -> Names:
    names = names_of(value)
    if not names:
        return None
    found: set[str] = set()
    for name in names:
        members = {d.id for d in gazetteer.districts.values() if name in d.groups}
        found |= members or {str(name)}
    return frozenset(found)


def touched_by_source(
    source: str, documents: Mapping[str, Document], gazetteer: Gazetteer
) -> Touch:
    """What rests on a source: a source nobody cites yet touches nothing."""
    touch = NOTHING
    for path, document in documents.items():
        for place, value in items_of(path, document).items():
            if source in cited(value):
                touch |= _touch(path, place, value, gazetteer)
    return touch


def cited(value: Any) -> Iterator[str]:
    """The ids of the sources an item cites, anywhere inside it."""
    if isinstance(value, dict):
        named = value.get("source", [])
        for text in [named] if isinstance(named, str) else named:
            yield str(text).split(" ", 1)[0]
        for inner in value.values():
            yield from cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from cited(inner)
