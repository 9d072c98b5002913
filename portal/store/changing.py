"""Changing the items of a draft: saved, taken, dropped, set anew. Nothing is overwritten unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from ..rules.items import Value
from ..rules.merging import ItemDifference
from .changes import Changed, Given, as_read, packed
from .database import db, unavailable_on_error, writing
from .drafts import OPEN, DraftCopy, editable_row, editor_names
from .tables import Change, Draft
from .tables.moments import now


class Stale(Exception):
    """Somebody else saved the item meanwhile. ``theirs`` is what they made of it."""

    def __init__(self, theirs: Changed) -> None:
        super().__init__(f"{theirs.path} {theirs.place} was saved meanwhile")
        self.theirs = theirs


def _row(session: Any, number: int, path: str, place: str) -> Change | None:
    chosen = select(Change).where(Change.draft_id == number)
    found: Change | None = session.scalar(chosen.where(Change.path == path, Change.place == place))
    return found


def save_change(
    number: int,
    path: str,
    place: str,
    before: Value | None,
    after: Value | None,
    *,
    editor: int | None,
    seen: int,
    given: Given | None = None,
    position: int | None = None,
) -> int:
    """Keep what an editor makes of an item; returns its new version.

    ``seen`` is the version the editor had before their eyes, 0 if the item was untouched; what
    stands already word for word is no conflict. Raises Stale, NotEditable, NoSuchDraft,
    StoreUnavailable.
    """
    written = (
        packed(after),
        json.dumps(dict(given), ensure_ascii=False) if given else "",
        position,
    )
    with writing() as session:
        draft = editable_row(session, number)
        row = _row(session, number, path, place)
        if row is not None and (row.after, row.given, row.position) == written:
            return int(row.version)
        if (row.version if row else 0) != seen:
            theirs = as_read(row, editor_names(session)) if row else None
            raise Stale(theirs or _nothing(path, place, before))
        if row is None:
            row = Change(draft_id=number, path=path, place=place, before=packed(before), version=0)
            session.add(row)
        row.after, row.given, row.position = written
        row.version += 1
        row.editor_id, row.updated_at = editor, now()
        draft.updated_at = now()
        return int(row.version)


def take_changes(draft: DraftCopy, changes: Iterable[ItemDifference], editor: int) -> None:
    """Keep many changes in a draft as it was read: all of them or none.

    Each replaces what the draft made of its item; one that leaves the item as it was before is
    dropped. Raises Stale, NotEditable, NoSuchDraft, StoreUnavailable.
    """
    with writing() as session:
        kept = editable_row(session, draft.id)
        for its in changes:
            seen, row = draft.change(its.path, its.place), _row(session, draft.id, *_item(its))
            if (row.version if row else 0) != (seen.version if seen else 0):
                theirs = as_read(row, editor_names(session)) if row else None
                raise Stale(theirs or _nothing(*_item(its), its.before))
            _take(session, draft.id, row, its, editor)
        kept.updated_at = now()


def _item(its: ItemDifference) -> tuple[str, str]:
    return its.path, its.place


def _take(session: Any, number: int, row: Change | None, its: ItemDifference, editor: int) -> None:
    if its.after == its.before:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        before = packed(its.before)
        row = Change(draft_id=number, path=its.path, place=its.place, before=before, version=0)
        session.add(row)
    row.after, row.given = packed(its.after), ""
    row.version += 1
    row.editor_id, row.updated_at = editor, now()


def _nothing(path: str, place: str, before: Value | None) -> Changed:
    """The item as it is once a colleague dropped their change."""
    return Changed(path, place, before, before, {}, None, 0, "", now())


def drop_change(number: int, path: str, place: str, seen: int) -> None:
    """Leave an item as it was. Raises Stale, NotEditable, NoSuchDraft, StoreUnavailable."""
    with writing() as session:
        draft = editable_row(session, number)
        row = _row(session, number, path, place)
        if row is None:
            return
        if row.version != seen:
            raise Stale(as_read(row, editor_names(session)))
        session.delete(row)
        draft.updated_at = now()


def rebase_change(
    number: int, path: str, place: str, before: Value | None, after: Value | None, editor: int
) -> None:
    """Set a change upon what the item has become; the editor chose what it says now."""
    with writing() as session:
        draft = editable_row(session, number)
        row = _row(session, number, path, place)
        if row is None:
            return
        row.before, row.after = packed(before), packed(after)
        row.version += 1
        row.editor_id, row.updated_at = editor, now()
        draft.updated_at = now()


def others_changing(path: str, place: str, number: int) -> tuple[tuple[int, str], ...]:
    """Other open drafts that change the same item: number and title."""
    with unavailable_on_error():
        rows = db.session.execute(
            select(Draft.id, Draft.title)
            .join(Change, Change.draft_id == Draft.id)
            .where(Change.path == path, Change.place == place)
            .where(Draft.id != number, Draft.state.in_(OPEN))
        )
        return tuple((number, title) for number, title in rows)
