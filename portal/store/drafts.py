"""Drafts: changes of items, their seal, and saving without overwriting anybody unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..rules.items.merge import ItemDifference
from ..rules.items.parts import Edit, Value
from .database import aware, db, now, unavailable_on_error, writing
from .tables import Change, Draft, Editor, Remark

FormValues = Mapping[str, list[str]]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChange:
    """What a draft does to one item. ``given``: what was typed and could not be read yet."""

    path: str
    place: str
    before: Value | None
    after: Value | None
    given: FormValues
    position: int | None
    version: int
    editor: str
    updated_at: datetime

    @property
    def edit(self) -> Edit:
        """What to apply to the document."""
        return Edit(self.place, self.after, self.position)


def as_read(row: Change, names: Mapping[int | None, str]) -> DraftChange:
    """A change as it stands. ``names``: what the editors are called, by number."""
    return DraftChange(
        path=row.path,
        place=row.place,
        before=unpacked(row.before),
        after=unpacked(row.after),
        given=json.loads(row.given) if row.given else {},
        position=row.position,
        version=row.version,
        editor=names.get(row.editor_id, ""),
        updated_at=aware(row.updated_at),
    )


EDITABLE = "editing"
OPEN = ("editing", "in_review", "approved", "scheduled")
STATES = (*OPEN, "published", "withdrawn")


class NoSuchDraft(LookupError):
    """There is no draft of this number."""


class NotEditable(Exception):
    """The draft is in review or beyond: it is changed only after it was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRemark:
    """A remark on a draft."""

    who: str
    at: datetime
    kind: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRecord:
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
    seal: str
    sealed_on: date | None
    from_day: date | None
    release: int | None
    created_at: datetime
    updated_at: datetime
    changes: tuple[DraftChange, ...] = ()
    remarks: tuple[DraftRemark, ...] = ()
    editors: frozenset[int] = field(default_factory=frozenset)

    @property
    def held(self) -> str:
        """Why its release was held and its approval is void; empty where neither is so."""
        last = self._last_step
        return last.words if self.state == EDITABLE and last and last.kind == "held" else ""

    @property
    def returned(self) -> DraftRemark | None:
        """With which words it was sent back; None where it was not, or was sent on since."""
        last = self._last_step
        return last if self.state == EDITABLE and last and last.kind == "returned" else None

    @property
    def paused(self) -> bool:
        """Whether it is scheduled, but kept from beginning until a rollback is settled."""
        last = self._last_step
        return self.state == "scheduled" and last is not None and last.kind == "paused"

    @property
    def _last_step(self) -> DraftRemark | None:
        steps = [said for said in self.remarks if said.kind not in ("comment", "withdrawn")]
        return steps[-1] if steps else None

    def change(self, path: str, place: str) -> DraftChange | None:
        """The change of one item, if there is one."""
        found = (c for c in self.changes if (c.path, c.place) == (path, place))
        return next(found, None)


def editor_names(session: Any) -> dict[int | None, str]:
    """What the editors are called, by number."""
    return dict(list(session.execute(select(Editor.id, Editor.name))))


def _copy(session: Any, row: Draft, names: Mapping[int | None, str], *, whole: bool) -> DraftRecord:
    changes = []
    remarks = []
    if whole:
        changes = session.scalars(
            select(Change).where(Change.draft_id == row.id).order_by(Change.path, Change.id)
        ).all()
        remarks = session.scalars(
            select(Remark).where(Remark.draft_id == row.id).order_by(Remark.id)
        ).all()
    return DraftRecord(
        id=row.id,
        title=row.title,
        why=row.why,
        state=row.state,
        base=row.base,
        author=names.get(row.author_id, ""),
        author_id=row.author_id,
        approver=names.get(row.approver_id, ""),
        impact=row.impact,
        seal=row.seal,
        sealed_on=row.sealed_on,
        from_day=row.from_day,
        release=row.release,
        created_at=aware(row.created_at),
        updated_at=aware(row.updated_at),
        changes=tuple(as_read(change, names) for change in changes),
        remarks=tuple(
            DraftRemark(who=names.get(r.editor_id, ""), at=aware(r.at), kind=r.kind, words=r.words)
            for r in remarks
        ),
        editors=frozenset({c.editor_id for c in changes if c.editor_id} | {row.author_id or 0})
        - {0},
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
        for change in changes:
            before = packed(change.before)
            after = packed(change.after)
            session.add(
                Change(
                    draft_id=draft.id,
                    path=change.path,
                    place=change.place,
                    before=before,
                    after=after,
                    editor_id=author,
                )
            )
        return int(draft.id)


def read_draft(number: int) -> DraftRecord:
    """A draft with its changes and remarks. Raises NoSuchDraft, StoreUnavailable."""
    with unavailable_on_error():
        row = db.session.get(Draft, number)
        if row is None:
            raise NoSuchDraft(number)
        db.session.refresh(row)
        return _copy(db.session, row, editor_names(db.session), whole=True)


def list_drafts(states: tuple[str, ...] = OPEN) -> tuple[DraftRecord, ...]:
    """Drafts in some states, the one touched last first, with their changes."""
    with unavailable_on_error():
        rows = db.session.scalars(
            select(Draft).where(Draft.state.in_(states)).order_by(Draft.updated_at.desc())
        ).all()
        names = editor_names(db.session)
        return tuple(_copy(db.session, row, names, whole=True) for row in rows)


def editable_row(session: Any, number: int) -> Draft:
    """A draft inside a write under way, kept from others. Raises NotEditable, NoSuchDraft."""
    row: Draft | None = session.get(Draft, number)
    if row is None:
        raise NoSuchDraft(number)
    session.refresh(row, with_for_update=session.connection().dialect.name != "sqlite")
    if row.state != EDITABLE:
        raise NotEditable(number)
    return row


def rename(number: int, title: str, why: str) -> None:
    """Say what a draft is for. Raises NotEditable, NoSuchDraft, StoreUnavailable."""
    with writing() as session:
        draft = editable_row(session, number)
        draft.title = title
        draft.why = why
        draft.updated_at = now()


class Stale(Exception):
    """Somebody else saved the item meanwhile. ``theirs`` is what they made of it."""

    def __init__(self, theirs: DraftChange) -> None:
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
    given: FormValues | None = None,
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
        row.editor_id = editor
        row.updated_at = now()
        draft.updated_at = now()
        return int(row.version)


def save_changes(draft: DraftRecord, changes: Iterable[ItemDifference], editor: int) -> None:
    """Keep many changes in a draft as it was read: all of them or none.

    Each replaces what the draft made of its item; one that leaves the item as it was before is
    dropped. Raises Stale, NotEditable, NoSuchDraft, StoreUnavailable.
    """
    with writing() as session:
        kept = editable_row(session, draft.id)
        for change in changes:
            seen = draft.change(change.path, change.place)
            row = _row(session, draft.id, *_item(change))
            if (row.version if row else 0) != (seen.version if seen else 0):
                theirs = as_read(row, editor_names(session)) if row else None
                raise Stale(theirs or _nothing(*_item(change), change.before))
            _take(session, draft.id, row, change, editor)
        kept.updated_at = now()


def _item(difference: ItemDifference) -> tuple[str, str]:
    return difference.path, difference.place


def _take(
    session: Any, number: int, row: Change | None, difference: ItemDifference, editor: int
) -> None:
    if difference.after == difference.before:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        before = packed(difference.before)
        row = Change(
            draft_id=number, path=difference.path, place=difference.place, before=before, version=0
        )
        session.add(row)
    row.after = packed(difference.after)
    row.given = ""
    row.version += 1
    row.editor_id = editor
    row.updated_at = now()


def _nothing(path: str, place: str, before: Value | None) -> DraftChange:
    """The item as it is once a colleague dropped their change."""
    return DraftChange(
        path=path,
        place=place,
        before=before,
        after=before,
        given={},
        position=None,
        version=0,
        editor="",
        updated_at=now(),
    )


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
        row.before = packed(before)
        row.after = packed(after)
        row.version += 1
        row.editor_id = editor
        row.updated_at = now()
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


Item = tuple[str, str]
"""Path and place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What is approved: the changes as text, the impact's hash and the day it was computed for."""

    contents: str
    sealed_on: date
    impact: str

    @property
    def digest(self) -> str:
        """The hash that forms carry."""
        whole = "\0".join((self.contents, self.sealed_on.isoformat(), self.impact))
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedDraft:
    """A draft as it was once sent to review."""

    title: str
    from_day: date | None
    items: Mapping[Item, tuple[Value | None, Value | None]]


def contents_of(title: str, from_day: date | None, changes: Iterable[DraftChange]) -> str:
    """Title, day and every item's before and after, in one form for one meaning."""
    items = sorted(
        [
            change.path,
            change.place,
            _canonical(change.before),
            _canonical(change.after),
            change.position,
        ]
        for change in changes
    )
    day = from_day.isoformat() if from_day else ""
    return json.dumps([title, day, items], ensure_ascii=False, separators=(",", ":"))


def _canonical(value: Value | None) -> str:
    """An item's value as text, whatever the order of its fields."""
    return json.dumps(json.loads(packed(value) or "null"), ensure_ascii=False, sort_keys=True)


def seen_mark(draft: DraftRecord) -> str:
    """What tells one state of a draft's changes from another."""
    contents = contents_of(draft.title, draft.from_day, draft.changes)
    return hashlib.sha256(contents.encode()).hexdigest()[:16]


def contents_now(session: Any, draft: Draft) -> str:
    """The contents of a draft inside a write under way."""
    rows = session.scalars(select(Change).where(Change.draft_id == draft.id)).all()
    return contents_of(draft.title, draft.from_day, (as_read(row, {}) for row in rows))


def submitted_with(number: int, seal: str) -> SubmittedDraft | None:
    """What a draft was when it was sent to review with a seal. Raises StoreUnavailable."""
    chosen = select(Remark.sealed).where(Remark.draft_id == number, Remark.seal == seal)
    with unavailable_on_error():
        contents = db.session.scalar(chosen.order_by(Remark.id.desc()).limit(1))
    if not seal or not contents:
        return None
    title, day, items = json.loads(contents)
    return SubmittedDraft(
        title=title,
        from_day=date.fromisoformat(day) if day else None,
        items={
            (path, place): (unpacked(before), unpacked(after))
            for path, place, before, after, _ in items
        },
    )


def editable_titles(editor: int) -> tuple[tuple[int, str], ...]:
    """Number and title of the drafts that somebody is editing, without their changes."""
    own = select(Change.draft_id).where(Change.editor_id == editor)
    with unavailable_on_error():
        rows = db.session.execute(
            select(Draft.id, Draft.title)
            .where(Draft.state == EDITABLE)
            .where((Draft.author_id == editor) | Draft.id.in_(own))
            .order_by(Draft.updated_at.desc())
        )
        return tuple((number, title) for number, title in rows)
