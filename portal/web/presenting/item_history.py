"""What became of one item over the releases: since when it says so, and who changed it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from ...i18n import CHONGQING, Wording
from ...rules.items import Value, items_of
from ...store.history import Writing


@dataclass(frozen=True, slots=True)
class TurnLine:
    """A release that made, changed or dropped an item: ``kind`` is new, changed or dropped."""

    kind: str
    release: int
    day: str
    who: str
    approver: str
    note: str


def turn_lines(
    path: str, place: str, writings: Iterable[Writing], wording: Wording
) -> tuple[TurnLine, ...]:
    """The turns of an item, the last one first."""
    found, before = [], None
    for writing in writings:
        after = _value(path, place, writing.text)
        if after != before:
            kind = "new" if before is None else ("changed" if after else "dropped")
            found.append(_line(kind, writing, wording))
        before = after
    return tuple(reversed(found))


def _value(path: str, place: str, text: str | None) -> Value | None:
    return None if text is None else items_of(path, tomllib.loads(text)).get(place)


def _line(kind: str, writing: Writing, wording: Wording) -> TurnLine:
    note = writing.release
    day = note.from_day or note.published_at.astimezone(CHONGQING).date()
    return TurnLine(kind, note.number, wording.day(day), note.author, note.approver, note.note)
