"""Drafts: changes of items on their way to a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..rules.merging import ItemDifference
from .changes import Changed, as_read, packed
from .database import db, unavailable_on_error, writing
from .tables import Change, Draft, Editor, Remark
from .tables.moments import aware, now

EDITABLE = "editing"
OPEN = ("editing", "in_review", "approved", "scheduled")
STATES = (*OPEN, "published", "withdrawn")


class NoSuchDraft(LookupError):
    """There is no draft of this number."""


class NotEditable(Exception):
    """The draft is in review or beyond: it is changed only after it was taken back."""


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


def editor_names(session: Any) -> dict[int | None, str]:
    """What the editors are called, by number."""
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
        tuple(as_read(change, names) for change in changes),
        tuple(Said(names.get(r.editor_id, ""), aware(r.at), r.kind, r.words) for r in remarks),
        frozenset({c.editor_id for c in changes if c.editor_id} | {row.author_id or 0}) - {0},
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
        return _copy(db.session, row, editor_names(db.session), whole=True)


def list_drafts(states: tuple[str, ...] = OPEN) -> tuple[DraftCopy, ...]:
    """Drafts in some states, the one touched last first, with their changes."""
    with unavailable_on_error():
        rows = db.session.scalars(
            select(Draft).where(Draft.state.in_(states)).order_by(Draft.updated_at.desc())
        ).all()
        names = editor_names(db.session)
        return tuple(_copy(db.session, row, names, whole=True) for row in rows)


def editable_row(session: Any, number: int) -> Draft:
    """A draft inside a write under way, kept from others. Raises NotEditable, NoSuchDraft."""
    row = session.get(Draft, number)
    if row is None:
        raise NoSuchDraft(number)
    session.refresh(row, with_for_update=session.connection().dialect.name != "sqlite")
    if row.state != EDITABLE:
        raise NotEditable(number)
    return row  # type: ignore[no-any-return]


def rename(number: int, title: str, why: str) -> None:
    """Say what a draft is for. Raises NotEditable, NoSuchDraft, StoreUnavailable."""
    with writing() as session:
        draft = editable_row(session, number)
        draft.title, draft.why, draft.updated_at = title, why, now()
