"""The history of releases: which were made, by whom, and which were in force by a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select

from ..database import aware, db, unavailable_on_error
from ..tables import Release, ReleaseRevision, Revision
from .stored import published_by


@dataclass(frozen=True, slots=True, kw_only=True)
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
        Release.number,
        Release.published_at,
        Release.note,
        Release.digest,
        Release.from_day,
        Release.cancelled_at,
        Release.draft_id,
        Release.author,
        Release.approver,
    )
    with unavailable_on_error():
        chosen = select(*columns).where(*conditions).order_by(Release.number.desc())
        rows = db.session.execute(chosen).all()
    return tuple(
        ReleaseNote(
            number=r.number,
            published_at=aware(r.published_at),
            note=r.note,
            digest=r.digest,
            from_day=r.from_day,
            cancelled=r.cancelled_at is not None,
            draft=r.draft_id,
            author=r.author,
            approver=r.approver,
        )
        for r in rows
    )


@dataclass(frozen=True, slots=True)
class Writing:
    """What a document said from a release on; ``text`` is None where there was no document."""

    release: ReleaseNote
    text: str | None


def writings(path: str, day: date) -> tuple[Writing, ...]:
    """A document over the releases in force by a day, oldest first, each text where it came.

    Raises StoreUnavailable.
    """
    notes = sorted(release_notes(day), key=lambda note: note.number)
    with unavailable_on_error():
        chosen = (
            select(ReleaseRevision.release_number, Revision.id)
            .join(Revision, Revision.id == ReleaseRevision.revision_id)
            .where(Revision.path == path)
        )
        revisions = {row.release_number: row.id for row in db.session.execute(chosen)}
        written = select(Revision.id, Revision.text).where(Revision.path == path)
        texts = {row.id: row.text for row in db.session.execute(written)}
    found: list[Writing] = []
    last: int | None = -1
    for note in notes:
        revision = revisions.get(note.number)
        if revision != last:
            found.append(Writing(note, None if revision is None else texts[revision]))
            last = revision
    return tuple(found)


def last_changes(folders: Iterable[str], day: date) -> dict[str, ReleaseNote]:
    """The release that changed each document below some folders last, of those in force by a day.

    Raises StoreUnavailable.
    """
    number = ReleaseRevision.release_number
    with unavailable_on_error():
        rows = db.session.execute(
            select(Revision.path, func.min(number), func.max(number))
            .join(ReleaseRevision, ReleaseRevision.revision_id == Revision.id)
            .join(Release, Release.number == number)
            .where(*published_by(day), or_(*(Revision.path.startswith(f"{f}/") for f in folders)))
            .group_by(Revision.path, Revision.id)
        ).all()
    notes = sorted(release_notes(day), key=lambda note: note.number)
    spans: dict[str, list[tuple[int, int]]] = {}
    for path, first, last in rows:
        spans.setdefault(path, []).append((first, last))
    return {path: _last_change(notes, span) for path, span in spans.items()}


def _last_change(notes: list[ReleaseNote], spans: list[tuple[int, int]]) -> ReleaseNote:
    """The release after the last in which another text stood, or the one with the first text."""
    newest = notes[-1].number
    ended = max((last for _, last in spans if last != newest), default=0)
    begun = ended or min(first for first, _ in spans) - 1
    return next(note for note in notes if note.number > begun)
