"""The steps of a draft from review to release, each one atomic write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from . import audit
from .database import writing
from .drafts import NoSuchDraft
from .people import Person
from .releases import Derived, store_release
from .tables import Draft, Release, Remark
from .tables.moments import now


class WrongState(Exception):
    """The draft is not in the state in which this can be done: somebody was quicker."""


class BaseMoved(Exception):
    """Another release was published since the documents were put together."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published: the documents of a draft, put together on the newest release.

    ``upon``: the number of the newest release when they were put together; ``from_day``: the day
    of a scheduled release.
    """

    draft: int
    upon: int
    files: Mapping[str, str]
    derived: Derived
    note: str
    author: str
    approver: str
    from_day: date | None = None


def newest(session: Any) -> int:
    """The number of the newest release of all, scheduled ones too."""
    return session.scalar(select(func.max(Release.number))) or 0


def _step(session: Any, number: int, allowed: tuple[str, ...]) -> Draft:
    row: Draft | None = session.get(Draft, number)
    if row is None:
        raise NoSuchDraft(number)
    session.refresh(row, with_for_update=session.connection().dialect.name != "sqlite")
    if row.state not in allowed:
        raise WrongState(row.state)
    row.updated_at = now()
    return row


def _say(session: Any, person: Person, draft: Draft, kind: str, words: str) -> None:
    session.add(Remark(draft_id=draft.id, editor_id=person.id, kind=kind, words=words))
    details = {"words": words, "impact": draft.impact}
    audit.record(session, person.name, f"draft {kind}", f"draft {draft.id}", details)


def submit(number: int, person: Person, impact: str, words: str) -> None:
    """Send a draft to review with the hash of its impact. Raises WrongState, NoSuchDraft."""
    with writing() as session:
        draft = _step(session, number, ("editing",))
        draft.state, draft.impact, draft.approver_id = "in_review", impact, None
        _say(session, person, draft, "submitted", words)


def take_back(number: int, person: Person, kind: str, words: str) -> None:
    """Back to editing: ``kind`` is returned (by a reviewer) or taken back (by its people)."""
    with writing() as session:
        draft = _step(session, number, ("in_review", "approved"))
        draft.state, draft.approver_id, draft.impact = "editing", None, ""
        _say(session, person, draft, kind, words)


def approve(number: int, person: Person, impact: str, words: str) -> None:
    """Approve a draft with the impact that was seen. Raises WrongState, NoSuchDraft."""
    with writing() as session:
        draft = _step(session, number, ("in_review",))
        draft.state, draft.impact, draft.approver_id = "approved", impact, person.id
        _say(session, person, draft, "approved", words)


def withdraw(number: int, person: Person, words: str) -> None:
    """Give a draft up. It stays readable."""
    with writing() as session:
        draft = _step(session, number, ("editing", "in_review", "approved"))
        draft.state = "withdrawn"
        _say(session, person, draft, "withdrawn", words)


def comment(number: int, person: Person, words: str) -> None:
    """Say something about a draft in any state."""
    with writing() as session:
        draft = session.get(Draft, number)
        if draft is None:
            raise NoSuchDraft(number)
        _say(session, person, draft, "comment", words)


def publish(publication: Publication, person: Person) -> int:
    """Make a release of an approved draft, now or from a day; returns its number.

    One transaction: the release, the draft's state and the audit entry, or nothing of it. Raises
    BaseMoved, WrongState, NoSuchDraft.
    """
    with writing() as session:
        draft = _step(session, publication.draft, ("approved",))
        _lock(session)
        if newest(session) != publication.upon:
            raise BaseMoved(newest(session))
        number = _stored(session, publication)
        draft.state = "scheduled" if publication.from_day else "published"
        draft.release, draft.from_day = number, publication.from_day
        _say(session, person, draft, draft.state, f"release {number}")
    return number


def _lock(session: Any) -> None:
    """Let nobody else number a release until this write is done."""
    if session.connection().dialect.name != "sqlite":
        session.connection().exec_driver_sql("LOCK TABLE releases IN SHARE ROW EXCLUSIVE MODE")


def _stored(session: Any, publication: Publication) -> int:
    release = Release(
        note=publication.note,
        author=publication.author,
        approver=publication.approver,
        from_day=publication.from_day,
        draft_id=publication.draft,
    )
    return store_release(session, publication.files, publication.derived, release)


def reschedule(number: int, publication: Publication | None, person: Person, words: str) -> int:
    """Replace the scheduled release of a draft, or cancel it: the draft goes back to editing.

    Returns the number of the new release, 0 if it was cancelled. Raises BaseMoved, WrongState.
    """
    with writing() as session:
        draft = _step(session, number, ("scheduled",))
        _lock(session)
        session.execute(
            update(Release).where(Release.number == draft.release).values(cancelled_at=now())
        )
        if publication is None:
            draft.state, draft.impact, draft.approver_id = "editing", "", None
            draft.release = draft.from_day = None
            _say(session, person, draft, "cancelled", words)
            return 0
        if newest(session) != publication.upon:
            raise BaseMoved(newest(session))
        draft.release = _stored(session, publication)
        _say(session, person, draft, "rescheduled", words)
        return int(draft.release)
