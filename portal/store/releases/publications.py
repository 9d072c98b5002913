"""The steps of a draft from review to release, each one atomic write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update

from .. import audit
from ..database import aware, now, writing
from ..draft_steps import KEPT
from ..drafts import NoSuchDraft, Seal, contents_now, locked_row
from ..people.accounts import Person
from ..tables import Change, Draft, DraftEvent, Release
from .stored import Derived, store_release


class WrongState(Exception):
    """The draft is not in the state in which this can be done: somebody was quicker."""


class SealBroken(Exception):
    """The draft is no longer the one that was sealed: somebody changed it meanwhile."""


class BaseMoved(Exception):
    """Another release was published since the documents were put together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is published: the documents of a draft, put together on the newest release.

    ``upon``: the number of the newest release when they were put together; ``seal``: that of the
    draft as it was then; ``from_day``: the day of a scheduled release.
    """

    draft: int
    upon: int
    seal: Seal
    files: Mapping[str, str]
    derived: Derived
    note: str
    author: str
    approver: str
    from_day: date | None = None


@dataclass(frozen=True, slots=True)
class HeldRelease:
    """A draft whose approval does not survive a publication, and why."""

    draft: int
    why: str


Following = Publication | HeldRelease

_NAMING = ("submitted", "approved", "published", "scheduled")
"""Steps of a draft with which the audit log names what it changes."""
_NAMED = 5
"""Of so many items at most; of the others their number."""


def newest(session: Any) -> int:
    """The number of the newest release of all, scheduled ones too."""
    return session.scalar(select(func.max(Release.number))) or 0


def step(session: Any, number: int, allowed: tuple[str, ...]) -> Draft:
    """A draft inside a write under way, kept from others. Raises WrongState, NoSuchDraft."""
    row = locked_row(session, number)
    if row.state not in allowed:
        raise WrongState(row.state)
    row.updated_at = now()
    return row


def _items_named(session: Any, number: int) -> dict[str, object]:
    own = Change.draft_id == number
    chosen = select(Change.path, Change.place).where(own).order_by(Change.id).limit(_NAMED)
    count = session.scalar(select(func.count(Change.id)).where(own))
    return {
        "items": [f"{path} {place}" for path, place in session.execute(chosen)],
        "number": count,
    }


def record_event(session: Any, person: Person, draft: Draft, kind: str, words: str) -> DraftEvent:
    """Note what happens to a draft, among its events and in the audit log."""
    event = DraftEvent(draft_id=draft.id, editor_id=person.id, kind=kind, words=words)
    session.add(event)
    details: dict[str, object] = {"words": words, "impact": draft.impact, "seal": draft.seal}
    if kind in _NAMING:
        details |= _items_named(session, draft.id)
    audit.record(session, person.name, audit.Act(f"draft {kind}"), f"draft {draft.id}", details)
    return event


def _sealed(session: Any, draft: Draft, seal: Seal) -> None:
    """Put a seal on the draft as it stands. Raises SealBroken where it is another by now."""
    if contents_now(session, draft) != seal.contents:
        raise SealBroken
    draft.seal = seal.digest
    draft.impact = seal.impact
    draft.sealed_on = seal.sealed_on


def submit(number: int, person: Person, seal: Seal, words: str, from_day: date | None) -> None:
    """Send a draft to review with its seal. Raises WrongState, SealBroken, NoSuchDraft."""
    with writing() as session:
        draft = step(session, number, ("editing",))
        draft.state = "in_review"
        draft.from_day = from_day
        draft.approver_id = None
        _sealed(session, draft, seal)
        event = record_event(session, person, draft, "submitted", words)
        event.seal = seal.digest
        event.sealed = seal.contents


def take_back(number: int, person: Person, kind: str, words: str) -> None:
    """Back to editing: ``kind`` is returned (by a reviewer) or taken back (by its people)."""
    with writing() as session:
        draft = step(session, number, ("in_review", "approved"))
        _back_to_editing(draft)
        record_event(session, person, draft, kind, words)


def approve(number: int, person: Person, seal: Seal, words: str) -> None:
    """Approve a draft as it was seen. Raises WrongState, SealBroken, NoSuchDraft."""
    with writing() as session:
        draft = step(session, number, ("in_review",))
        if draft.sealed_on != seal.sealed_on:
            raise SealBroken
        _sealed(session, draft, seal)
        draft.state = "approved"
        draft.approver_id = person.id
        record_event(session, person, draft, "approved", words)


def withdraw(number: int, person: Person, words: str) -> None:
    """Give a draft up. It stays readable."""
    with writing() as session:
        draft = step(session, number, ("editing", "in_review", "approved"))
        draft.state = "withdrawn"
        record_event(session, person, draft, "withdrawn", words)


class GoneForGood(Exception):
    """The draft was given up too long ago: it stays readable and comes back no more."""


def restore(number: int, person: Person, moment: datetime) -> None:
    """Bring a draft back that was given up; whatever was approved of it is void.

    Raises GoneForGood, WrongState, NoSuchDraft.
    """
    with writing() as session:
        draft = step(session, number, ("withdrawn",))
        given_up = session.scalar(
            select(DraftEvent.at)
            .where(DraftEvent.draft_id == number, DraftEvent.kind == "withdrawn")
            .order_by(DraftEvent.id.desc())
            .limit(1)
        )
        if given_up is None or moment - aware(given_up) >= KEPT:
            raise GoneForGood(number)
        _back_to_editing(draft)
        record_event(session, person, draft, "restored", "")


def comment(number: int, person: Person, words: str) -> None:
    """Say something about a draft in any state."""
    with writing() as session:
        draft = session.get(Draft, number)
        if draft is None:
            raise NoSuchDraft(number)
        record_event(session, person, draft, "comment", words)


def publish(publication: Publication, person: Person, later: Iterable[Following] = ()) -> int:
    """Make a release of an approved draft, now or from a day; returns its number.

    ``later``: what becomes of other drafts: what replaces a release scheduled for the same day or
    later, in the order of their days, and approvals that do not survive. One transaction: all of
    it or nothing. Raises BaseMoved, SealBroken, WrongState, NoSuchDraft.
    """
    with writing() as session:
        draft = step(session, publication.draft, ("approved",))
        lock_releases(session)
        if newest(session) != publication.upon:
            raise BaseMoved(newest(session))
        seal = publication.seal
        if draft.seal != seal.digest or contents_now(session, draft) != seal.contents:
            raise SealBroken
        number = draft.release = _stored(session, publication)
        draft.state = "scheduled" if publication.from_day else "published"
        record_event(session, person, draft, draft.state, f"release {number}")
        for following in later:
            follow(session, person, following)
    return number


def follow(session: Any, person: Person, following: Following) -> None:
    """Replace or hold another draft's release because of a publication."""
    if isinstance(following, HeldRelease):
        _hold(session, person, following)
        return
    draft = step(session, following.draft, ("scheduled",))
    if draft.seal != following.seal.digest:
        raise SealBroken
    cancel_release(session, draft)
    draft.release = _stored(session, following)
    record_event(session, person, draft, "rescheduled", f"release {draft.release}")


def hold(number: int, person: Person, why: str) -> None:
    """Take the approval away from a draft that is no longer what was approved.

    A release made of it that has not begun is cancelled. Raises WrongState, NoSuchDraft.
    """
    with writing() as session:
        _hold(session, person, HeldRelease(number, why))


def _hold(session: Any, person: Person, held: HeldRelease) -> None:
    draft = step(session, held.draft, ("approved", "scheduled"))
    if draft.state == "scheduled":
        cancel_release(session, draft)
    _back_to_editing(draft)
    record_event(session, person, draft, "held", held.why)


def cancel_release(session: Any, draft: Draft) -> None:
    """Keep the release made of a scheduled draft from ever being in force."""
    changed = update(Release).where(Release.number == draft.release)
    session.execute(changed.values(cancelled_at=now()))


def _back_to_editing(draft: Draft) -> None:
    draft.state = "editing"
    draft.approver_id = None
    draft.release = None
    draft.seal = ""
    draft.impact = ""
    draft.sealed_on = None


def lock_releases(session: Any) -> None:
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
        draft = step(session, number, ("scheduled",))
        cancel_release(session, draft)
        _back_to_editing(draft)
        record_event(session, person, draft, "cancelled", words)
