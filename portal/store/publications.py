"""The steps of a draft from review to release, each one atomic write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def submit(number: int, person: Person, impact: str, words: str, from_day: date | None) -> None:
    """Send a draft to review with the hash of its impact. Raises WrongState, NoSuchDraft."""
    with writing() as session:
        draft = _step(session, number, ("editing",))
        draft.state, draft.impact, draft.approver_id = "in_review", impact, None
        draft.from_day = from_day
        _say(session, person, draft, "submitted", words)


def take_back(number: int, person: Person, kind: str, words: str) -> None:
    """Back to editing: ``kind`` is returned (by a reviewer) or taken back (by its people)."""
    with writing() as session:
        draft = _step(session, number, ("in_review", "approved"))
        _back_to_editing(draft)
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


def publish(
    publication: Publication, person: Person, later: Iterable[Publication | int] = ()
) -> int:
    """Make a release of an approved draft, now or from a day; returns its number.

    ``later``: for each release scheduled for the same day or later, in the order of their days,
    what replaces it, or the number of its draft if it is cancelled. One transaction: all of it or
    nothing. Raises BaseMoved, WrongState, NoSuchDraft.
    """
    with writing() as session:
        draft = _step(session, publication.draft, ("approved",))
        _lock(session)
        if newest(session) != publication.upon:
            raise BaseMoved(newest(session))
        number = draft.release = _stored(session, publication)
        draft.state = "scheduled" if publication.from_day else "published"
        _say(session, person, draft, draft.state, f"release {number}")
        for following in later:
            _follow(session, person, following, number)
    return number


def _follow(session: Any, person: Person, following: Publication | int, number: int) -> None:
    """Replace or cancel a scheduled release because of a publication before it."""
    if isinstance(following, int):
        draft = _step(session, following, ("scheduled",))
        _cancel(session, draft)
        _back_to_editing(draft)
        _say(session, person, draft, "cancelled", f"release {number}")
        return
    draft = _step(session, following.draft, ("scheduled",))
    _cancel(session, draft)
    draft.release = _stored(session, following)
    _say(session, person, draft, "rescheduled", f"release {draft.release}")


def _cancel(session: Any, draft: Draft) -> None:
    changed = update(Release).where(Release.number == draft.release)
    session.execute(changed.values(cancelled_at=now()))


def _back_to_editing(draft: Draft) -> None:
    draft.state, draft.impact, draft.approver_id, draft.release = "editing", "", None, None


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


def cancel(number: int, person: Person, words: str) -> None:
    """Cancel a scheduled release; its draft goes back to editing. Raises WrongState."""
    with writing() as session:
        draft = _step(session, number, ("scheduled",))
        _cancel(session, draft)
        _back_to_editing(draft)
        _say(session, person, draft, "cancelled", words)
