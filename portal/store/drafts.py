"""Drafts: changes of items on their way to a release. Nothing is overwritten unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..rules.items import Edit, Value
from ..rules.merging import ItemDifference
from .database import db, unavailable_on_error, writing
from .tables import Change, Draft, Editor, Remark
from .tables.moments import aware, now

Given = Mapping[str, list[str]]
"""What was typed into a form: field → its values."""

EDITABLE = "editing"
OPEN = ("editing", "in_review", "approved", "scheduled")
STATES = (*OPEN, "published", "withdrawn")


class NoSuchDraft(LookupError):
    """There is no draft of this number."""


class NotEditable(Exception):
    """The draft is in review or beyond: it is changed only after it was taken back."""


class Stale(Exception):
    """Somebody else saved the item meanwhile. ``theirs`` is what they made of it."""

    def __init__(self, theirs: Changed) -> None:
        super().__init__(f"{theirs.path} {theirs.place} was saved meanwhile")
        self.theirs = theirs


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


@dataclass(frozen=True, slots=True)
class Said:
    """A remark on a draft."""

    who: str
    at: datetime
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class DraftCopy:
    """A draft as it stood when it was read."""

    id: int
    title: str
    why: str
    state: str
    base: int
    author: str
    author_id: int | None
    approver: str
    impact: str
    from_day: date | None
    release: int | None
    created_at: datetime
    updated_at: datetime
    changes: tuple[Changed, ...] = ()
    remarks: tuple[Said, ...] = ()
    editors: frozenset[int] = field(default_factory=frozenset)

    def change(self, path: str, place: str) -> Changed | None:
        """The change of one item, if there is one."""
        found = (c for c in self.changes if (c.path, c.place) == (path, place))
        return next(found, None)


def _names(session: Any) -> dict[int | None, str]:
    return dict(list(session.execute(select(Editor.id, Editor.name))))


def _copy(session: Any, row: Draft, names: Mapping[int | None, str], *, whole: bool) -> DraftCopy:
    changes, remarks = [], []
    if whole:
        changes = session.scalars(
            select(Change).where(Change.draft_id == row.id).order_by(Change.path, Change.id)
        ).all()
        remarks = session.scalars(
            select(Remark).where(Remark.draft_id == row.id).order_by(Remark.id)
        ).all()
    return DraftCopy(
        row.id,
        row.title,
        row.why,
        row.state,
        row.base,
        names.get(row.author_id, ""),
        row.author_id,
        names.get(row.approver_id, ""),
        row.impact,
        row.from_day,
        row.release,
        aware(row.created_at),
        aware(row.updated_at),
        tuple(_changed(change, names) for change in changes),
        tuple(Said(names.get(r.editor_id, ""), aware(r.at), r.kind, r.words) for r in remarks),
        frozenset({c.editor_id for c in changes if c.editor_id} | {row.author_id or 0}) - {0},
    )


def _changed(row: Change, names: Mapping[int | None, str]) -> Changed:
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


def begin(
    title: str,
    why: str,
    base: int,
    author: int | None,
    changes: Iterable[ItemDifference] = (),
) -> int:
    """Start a draft on a release, with its first changes if there are any; returns its number."""
    with writing() as session:
        draft = Draft(title=title, why=why, base=base, author_id=author)
        session.add(draft)
        session.flush()
        for its in changes:
            before, after = packed(its.before), packed(its.after)
            session.add(
                Change(
                    draft_id=draft.id,
                    path=its.path,
                    place=its.place,
                    before=before,
                    after=after,
                    editor_id=author,
                )
            )
        return int(draft.id)


def read_draft(number: int) -> DraftCopy:
    """A draft with its changes and remarks. Raises NoSuchDraft, StoreUnavailable."""
    with unavailable_on_error():
        row = db.session.get(Draft, number)
        if row is None:
            raise NoSuchDraft(number)
        db.session.refresh(row)
        return _copy(db.session, row, _names(db.session), whole=True)


def list_drafts(states: tuple[str, ...] = OPEN) -> tuple[DraftCopy, ...]:
    """Drafts in some states, the one touched last first, with their changes."""
    with unavailable_on_error():
        rows = db.session.scalars(
            select(Draft).where(Draft.state.in_(states)).order_by(Draft.updated_at.desc())
        ).all()
        names = _names(db.session)
        return tuple(_copy(db.session, row, names, whole=True) for row in rows)


def _open_row(session: Any, number: int) -> Draft:
    row = session.get(Draft, number)
    if row is None:
        raise NoSuchDraft(number)
    session.refresh(row, with_for_update=session.connection().dialect.name != "sqlite")
    if row.state != EDITABLE:
        raise NotEditable(number)
    return row  # type: ignore[no-any-return]


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
        draft = _open_row(session, number)
        row = _row(session, number, path, place)
        if row is not None and (row.after, row.given, row.position) == written:
            return int(row.version)
        if (row.version if row else 0) != seen:
            raise Stale(_changed(row, _names(session)) if row else _nothing(path, place, before))
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
        kept = _open_row(session, draft.id)
        for its in changes:
            seen, row = draft.change(its.path, its.place), _row(session, draft.id, *_item(its))
            if (row.version if row else 0) != (seen.version if seen else 0):
                theirs = _changed(row, _names(session)) if row else None
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
        draft = _open_row(session, number)
        row = _row(session, number, path, place)
        if row is None:
            return
        if row.version != seen:
            raise Stale(_changed(row, _names(session)))
        session.delete(row)
        draft.updated_at = now()


def rebase_change(
    number: int, path: str, place: str, before: Value | None, after: Value | None, editor: int
) -> None:
    """Set a change upon what the item has become; the editor chose what it says now."""
    with writing() as session:
        draft = _open_row(session, number)
        row = _row(session, number, path, place)
        if row is None:
            return
        row.before, row.after = packed(before), packed(after)
        row.version += 1
        row.editor_id, row.updated_at = editor, now()
        draft.updated_at = now()


def rename(number: int, title: str, why: str) -> None:
    """Say what a draft is for. Raises NotEditable, NoSuchDraft, StoreUnavailable."""
    with writing() as session:
        draft = _open_row(session, number)
        draft.title, draft.why, draft.updated_at = title, why, now()


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
