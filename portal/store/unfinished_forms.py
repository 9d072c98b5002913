"""Forms of new items while they are typed: each person's own, until the item is added."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from .database import aware, db, now, unavailable_on_error, writing
from .drafts import FormValues, editable_row
from .tables import UnfinishedForm


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRecord:
    """What somebody typed into the form of a new item of a list or section ``under`` a document."""

    path: str
    under: str
    given: FormValues
    at: datetime


def _mine(number: int, editor: int, path: str, under: str) -> Any:
    return (
        (UnfinishedForm.draft_id == number)
        & (UnfinishedForm.editor_id == editor)
        & (UnfinishedForm.path == path)
        & (UnfinishedForm.under == under)
    )


def keep(number: int, editor: int, path: str, under: str, given: Mapping[str, list[str]]) -> None:
    """Keep what was typed so far. Raises NotEditable, NoSuchDraft, StoreUnavailable."""
    with writing() as session:
        editable_row(session, number)
        row = session.scalar(select(UnfinishedForm).where(_mine(number, editor, path, under)))
        if row is None:
            row = UnfinishedForm(draft_id=number, editor_id=editor, path=path, under=under)
            session.add(row)
        row.given = json.dumps(dict(given), ensure_ascii=False)
        row.updated_at = now()


def forget(number: int, editor: int, path: str, under: str) -> None:
    """Delete what was typed: it was added, or thrown away. Raises StoreUnavailable."""
    with writing() as session:
        session.execute(delete(UnfinishedForm).where(_mine(number, editor, path, under)))


def kept(number: int, editor: int, path: str, under: str) -> FormRecord | None:
    """What somebody typed into a form before. Raises StoreUnavailable."""
    with unavailable_on_error():
        row = db.session.scalar(select(UnfinishedForm).where(_mine(number, editor, path, under)))
        return _record(row) if row else None


def kept_in(number: int, editor: int) -> tuple[FormRecord, ...]:
    """All that somebody typed in a draft and did not add yet. Raises StoreUnavailable."""
    with unavailable_on_error():
        rows = db.session.scalars(
            select(UnfinishedForm)
            .where(UnfinishedForm.draft_id == number, UnfinishedForm.editor_id == editor)
            .order_by(UnfinishedForm.id)
        )
        return tuple(_record(row) for row in rows)


def _record(row: UnfinishedForm) -> FormRecord:
    return FormRecord(
        path=row.path, under=row.under, given=json.loads(row.given), at=aware(row.updated_at)
    )
