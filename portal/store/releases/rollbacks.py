"""Rollbacks: one person puts back what was in force before; another confirms or undoes it.

A rollback is a release of its own, so it takes effect as any publication does. While it is open
nothing is published and no scheduled release begins; nothing switches back by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import select

from .. import audit
from ..database import aware, db, lock_row, now, unavailable_on_error, writing
from ..drafts import editor_names
from ..people.accounts import Person
from ..tables import Draft, Editor, Release, Rollback
from .publications import (
    BaseMoved,
    Following,
    WrongState,
    cancel_release,
    follow,
    lock_releases,
    newest,
    record_event,
    step,
)
from .stored import Derived, published_by, store_release

State = Literal["open", "confirmed", "undone"]
"""What became of a rollback; open: nobody else has looked at it yet."""

PATIENCE = timedelta(days=1)
"""After this time an open rollback is overdue: it stands in red and is told again by mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackRecord:
    """A rollback as it stands; see `portal.store.tables.Rollback`."""

    release: int
    taken_out: int
    content_of: int
    reason: str
    by: str
    by_id: int
    at: datetime
    state: State
    settled_by: str
    settled_at: datetime | None
    words: str
    undone_by_release: int | None

    def is_overdue(self, moment: datetime) -> bool:
        """Whether it is open for longer than a day."""
        return self.state == "open" and moment - self.at >= PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """What comes into force: the documents of ``content_of`` in place of ``taken_out``.

    ``upon``: the number of the newest release of all when this was put together.
    """

    taken_out: int
    content_of: int
    upon: int
    files: Mapping[str, str]
    derived: Derived


def rollbacks() -> tuple[RollbackRecord, ...]:
    """All of them, the newest first. Raises StoreUnavailable."""
    with unavailable_on_error():
        rows = db.session.scalars(select(Rollback).order_by(Rollback.release.desc())).all()
        names = editor_names(db.session) if rows else {}
        return tuple(_record(row, names) for row in rows)


def open_rollback() -> RollbackRecord | None:
    """The one that waits for another person, if there is one. Raises StoreUnavailable."""
    with unavailable_on_error():
        row = _open_row(db.session)
        return _record(row, editor_names(db.session)) if row else None


def release_before(number: int, today: date) -> int:
    """The release whose content was in force before that of a release; 0 if there was none.

    What a rollback put back counts as the release it was taken from: a second rollback goes on to
    what was before that. Raises StoreUnavailable.
    """
    origins = _origins()
    first = origins.get(number, number)
    with unavailable_on_error():
        chosen = select(Release.number).where(*published_by(today), Release.number < first)
        earlier = db.session.scalar(chosen.order_by(Release.number.desc()).limit(1)) or 0
    return origins.get(earlier, earlier)


def _origins() -> dict[int, int]:
    """For each release that put something back: the release whose content it has."""
    found: dict[int, int] = {}
    for its in reversed(rollbacks()):
        found[its.release] = its.content_of
        if its.undone_by_release:
            found[its.undone_by_release] = found.get(its.taken_out, its.taken_out)
    return found


def roll_back(put_back: PutBack, person: Person, reason: str, note: str, today: date) -> int:
    """Put the release before into force at once; returns the number of the new release.

    Scheduled releases that have not begun are kept from beginning. One transaction: all of it or
    nothing. Raises BaseMoved, WrongState.
    """
    with writing() as session:
        _alone(session, put_back.upon)
        if _open_row(session) is not None:
            raise WrongState("open")
        number = _stored(session, put_back, person, note)
        session.flush()
        session.add(
            Rollback(
                release=number,
                taken_out=put_back.taken_out,
                content_of=put_back.content_of,
                reason=reason,
                editor_id=person.id,
            )
        )
        _record_act(session, person, audit.Act.ROLLED_BACK, put_back.taken_out, number, reason)
        for draft in _drafts_of(session, put_back.taken_out):
            record_event(session, person, draft, "rolled back", reason)
        _pause(session, person, number, today)
    return number


def confirm(number: int, person: Person, words: str, upon: int, later: Iterable[Following]) -> None:
    """Let a rollback stand; ``later``: what becomes of the drafts that waited for that.

    Raises BaseMoved, WrongState, also where an editor confirms what an approver may.
    """
    with writing() as session:
        _alone(session, upon)
        if person.role == "editor":
            _no_other_approver(session, number)
        row = _settled(session, number, person, "confirmed", words)
        _record_act(session, person, audit.Act.ROLLBACK_CONFIRMED, row.taken_out, number, words)
        for following in later:
            follow(session, person, following)


def _no_other_approver(session: Any, number: int) -> None:
    """Be sure that nobody but whoever made a rollback is approver or manager. Raises WrongState."""
    row = session.get(Rollback, number)
    others = select(Editor.id).where(Editor.active.is_(True), Editor.role != "editor")
    if row is None or session.scalar(others.where(Editor.id != row.editor_id).limit(1)):
        raise WrongState("role")


def undo(
    number: int,
    person: Person,
    words: str,
    put_back: PutBack,
    note: str,
    later: Iterable[Following],
) -> int:
    """Put back into force what a rollback took out; returns the number of the new release.

    Raises BaseMoved, WrongState.
    """
    with writing() as session:
        _alone(session, put_back.upon)
        row = _settled(session, number, person, "undone", words)
        row.undone_by_release = _stored(session, put_back, person, note)
        _record_act(
            session, person, audit.Act.ROLLBACK_UNDONE, number, row.undone_by_release, words
        )
        for following in later:
            follow(session, person, following)
        return int(row.undone_by_release)


def take_reminder(moment: datetime) -> RollbackRecord | None:
    """An overdue rollback of which nobody was reminded yet; given to one caller only.

    Raises StoreUnavailable.
    """
    found = open_rollback()
    if found is None or not found.is_overdue(moment):
        return None
    with writing() as session:
        row = _locked(session, found.release)
        if row is None or row.state != "open" or row.reminded_at is not None:
            return None
        row.reminded_at = moment
    return found


def _record(row: Rollback, names: Mapping[int | None, str]) -> RollbackRecord:
    return RollbackRecord(
        release=row.release,
        taken_out=row.taken_out,
        content_of=row.content_of,
        reason=row.reason,
        by=names.get(row.editor_id, ""),
        by_id=row.editor_id,
        at=aware(row.at),
        state=next(state for state in get_args(State) if state == row.state),
        settled_by=names.get(row.settled_by, ""),
        settled_at=aware(row.settled_at) if row.settled_at else None,
        words=row.words,
        undone_by_release=row.undone_by_release,
    )


def _open_row(session: Any) -> Rollback | None:
    chosen = select(Rollback).where(Rollback.state == "open")
    found: Rollback | None = session.scalar(chosen.execution_options(populate_existing=True))
    return found


def _locked(session: Any, number: int) -> Rollback | None:
    row: Rollback | None = session.get(Rollback, number)
    if row is not None:
        lock_row(session, row)
    return row


def _alone(session: Any, upon: int) -> None:
    """Let nobody else number a release, and be sure that none was since. Raises BaseMoved."""
    lock_releases(session)
    if newest(session) != upon:
        raise BaseMoved(newest(session))


def _settled(session: Any, number: int, person: Person, state: State, words: str) -> Rollback:
    row = _locked(session, number)
    if row is None or row.state != "open" or row.editor_id == person.id:
        raise WrongState(row.state if row else "")
    row.state = state
    row.settled_by = person.id
    row.settled_at = now()
    row.words = words
    return row


def _stored(session: Any, put_back: PutBack, person: Person, note: str) -> int:
    release = Release(note=note, author=person.name)
    return store_release(session, put_back.files, put_back.derived, release)


def _record_act(
    session: Any, person: Person, what: audit.Act, taken_out: int, in_force: int, words: str
) -> None:
    details = {"taken_out": taken_out, "words": words}
    audit.record(session, person.name, what, f"release {in_force}", details)


def _drafts_of(session: Any, release: int) -> list[Draft]:
    return list(session.scalars(select(Draft).where(Draft.release == release)))


def _pause(session: Any, person: Person, number: int, today: date) -> None:
    """Keep what is scheduled and has not begun from beginning."""
    chosen = select(Draft.id).where(Draft.state == "scheduled", Draft.from_day > today)
    for its in session.scalars(chosen.order_by(Draft.id)).all():
        draft = step(session, its, ("scheduled",))
        cancel_release(session, draft)
        record_event(session, person, draft, "paused", f"release {number}")
