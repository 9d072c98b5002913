"""The history of releases: which were made, by whom, and which were in force by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from .database import db, unavailable_on_error
from .releases import published_by
from .tables import Release
from .tables.moments import aware


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """A release in the list of releases; ``from_day`` is set where it was scheduled."""

    number: int
    published_at: datetime
    note: str
    digest: str
    from_day: date | None = None
    cancelled: bool = False
    draft: int | None = None
    author: str = ""
    approver: str = ""


def release_notes(day: date) -> tuple[ReleaseNote, ...]:
    """All releases that were in force by a day, newest first. Raises StoreUnavailable."""
    return _notes(*published_by(day))


def all_release_notes() -> tuple[ReleaseNote, ...]:
    """Scheduled and cancelled releases too, newest first. Raises StoreUnavailable."""
    return _notes()


def _notes(*conditions: ColumnElement[bool]) -> tuple[ReleaseNote, ...]:
    columns = (
        *(Release.number, Release.published_at, Release.note, Release.digest),
        *(Release.from_day, Release.cancelled_at, Release.draft_id),
        *(Release.author, Release.approver),
    )
    with unavailable_on_error():
        chosen = select(*columns).where(*conditions).order_by(Release.number.desc())
        rows = db.session.execute(chosen).all()
    return tuple(
        ReleaseNote(
            r.number,
            aware(r.published_at),
            r.note,
            r.digest,
            r.from_day,
            r.cancelled_at is not None,
            r.draft_id,
            r.author,
            r.approver,
        )
        for r in rows
    )
