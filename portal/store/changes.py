"""What a draft does to an item, as it was read; an item's value as text and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..rules.items import Edit, Value
from .tables import Change
from .tables.moments import aware

Given = Mapping[str, list[str]]
"""What was typed into a form: field → its values."""


def packed(value: Value | None) -> str:
    """An item's value as text; days are marked, so that they come back as days."""
    return "" if value is None else json.dumps(value, default=_day, ensure_ascii=False)


def unpacked(text: str) -> Value | None:
    """The value of a text made by `packed`."""
    return json.loads(text, object_hook=_as_day) if text else None


def _day(value: object) -> dict[str, str]:
    assert isinstance(value, date)
    return {"$day": value.isoformat()}


def _as_day(table: dict[str, Any]) -> Any:
    return date.fromisoformat(table["$day"]) if table.keys() == {"$day"} else table


@dataclass(frozen=True, slots=True)
class Changed:
    """What a draft does to one item. ``given``: what was typed and could not be read yet."""

    path: str
    place: str
    before: Value | None
    after: Value | None
    given: Given
    position: int | None
    version: int
    editor: str
    updated_at: datetime

    @property
    def edit(self) -> Edit:
        """What to apply to the document."""
        return Edit(self.place, self.after, self.position)


def as_read(row: Change, names: Mapping[int | None, str]) -> Changed:
    """A change as it stands. ``names``: what the editors are called, by number."""
    return Changed(
        row.path,
        row.place,
        unpacked(row.before),
        unpacked(row.after),
        json.loads(row.given) if row.given else {},
        row.position,
        row.version,
        names.get(row.editor_id, ""),
        aware(row.updated_at),
    )
