"""What changed in a service between two rulesets, part by part: readable, not textual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ..model.parameters import Parameter, Row
from ..model.ruleset import Service
from ..model.texts import Text


class Kind(Enum):
    """How a part changed."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One part of a service that changed; ``text`` names it in words.

    For a parameter ``gone`` and ``come`` are the rows that are no longer or newly there; for a
    requirement whose wording changed ``before`` is what it said.
    """

    kind: Kind
    part: str  # service, requirement, parameter, papers, steps, particulars, windows, …
    id: str
    text: Text
    before: Text | None = None
    gone: tuple[Row, ...] = ()
    come: tuple[Row, ...] = ()


_HEAD = (
    "name",
    "summary",
    "audience",
    "kind",
    "is_for",
    "right",
    "concerns",
    "ahead",
    "last_stage",
    "last_grade",
    "covers",
    "contacts",
    "grants",
    "grants_family",
    "alternatives",
)
_LISTS = ("papers", "steps", "particulars", "windows", "options", "points")


def differences(before: Service | None, after: Service | None) -> tuple[Difference, ...]:
    """Everything a resident would notice; examples and synonyms are left out."""
    if before is None or after is None:
        one = after or before
        if one is None:
            return ()
        kind = Kind.ADDED if before is None else Kind.REMOVED
        return (Difference(kind=kind, part="service", id=one.id, text=one.name),)
    found = []
    if any(getattr(before, name) != getattr(after, name) for name in _HEAD):
        found.append(Difference(kind=Kind.CHANGED, part="service", id=after.id, text=after.name))
    found += _by_id("requirement", before.requirements, after.requirements)
    found += _by_id("parameter", before.parameters, after.parameters)
    for name in _LISTS:
        if getattr(before, name) != getattr(after, name):
            found.append(Difference(kind=Kind.CHANGED, part=name, id=after.id, text=after.name))
    return tuple(found)


class _Worded(Protocol):
    @property
    def text(self) -> Text:
        """Its wording."""


def _by_id(
    part: str, before: Mapping[str, _Worded], after: Mapping[str, _Worded]
) -> Iterator[Difference]:
    for name in dict.fromkeys([*before, *after]):
        old = before.get(name)
        new = after.get(name)
        one = new or old
        if one is not None and old != new:
            kind = Kind.CHANGED if old and new else (Kind.ADDED if new else Kind.REMOVED)
            gone = _rows(old)
            come = _rows(new)
            yield Difference(
                kind=kind,
                part=part,
                id=name,
                text=one.text,
                before=old.text if old and new and old.text != new.text else None,
                gone=tuple(row for row in gone if row not in come),
                come=tuple(row for row in come if row not in gone),
            )


def _rows(part: object) -> tuple[Row, ...]:
    return part.rows if isinstance(part, Parameter) else ()
