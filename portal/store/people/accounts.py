"""Administrators: who they are, what they may touch, how they are added and changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Select, delete, exists, func, select, update

from ..audit import Act, record
from ..database import aware, db, now, unavailable_on_error, writing
from ..tables import CalendarFeed, Editor, Passkey, RecoveryCode, SignIn
from . import known_browsers
from .assignments import NOTHING, Assigned, HandOver, assigned_to, take_away
from .credentials import code_digest, one_time_code

ROLES = ("editor", "approver", "manager")
#: Roles whose second factor is not a matter of choice.
SECOND_FACTOR_ROLES = ("approver", "manager")
SETUP_HOURS = 48
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An administrator. ``districts`` and ``topics`` limit an editor; None is without limit."""

    id: int
    name: str
    role: str
    districts: frozenset[str] | None = None
    topics: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person with the state of their account; ``setup_until``: an unused setup code's end."""

    person: Person
    active: bool
    has_password: bool
    has_second_factor: bool
    setup_until: datetime | None


Reason = Literal[
    "name",
    "taken",
    "role",
    "limit",
    "email",
    "unknown",
    "last_manager",
    "disabled",
    "own",
    "successor",
]
"""Why a change to people cannot be made."""


class PersonRefused(Exception):
    """A change to people that cannot be made."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def plain_name(name: str) -> str:
    """A name as it is kept and compared: without blanks around it, one form a character."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def person_of(row: Editor) -> Person:
    """The person of a row."""
    return Person(
        id=row.id,
        name=row.name,
        role=row.role,
        districts=_limit(row.districts),
        topics=_limit(row.topics),
    )


def _limit(kept: list[str] | None) -> frozenset[str] | None:
    return None if kept is None else frozenset(kept)


def has_passkey() -> Any:
    """A part of a query of editors: whether they have a passkey."""
    return exists().where(Passkey.editor_id == Editor.id).correlate(Editor)


def _with_passkey() -> Select[Editor, bool]:
    return select(Editor, has_passkey())


def _account(row: Editor, by_passkey: bool) -> Account:
    until = aware(row.setup_until) if row.setup and row.setup_until else None
    return Account(
        person=person_of(row),
        active=row.active,
        has_password=bool(row.password),
        has_second_factor=bool(row.totp_secret) or by_passkey,
        setup_until=until,
    )


def accounts() -> tuple[Account, ...]:
    """Everybody, by name. Raises StoreUnavailable."""
    with unavailable_on_error():
        found = db.session.execute(_with_passkey().order_by(Editor.name))
        return tuple(_account(row, by_passkey) for row, by_passkey in found)


def account(number: int) -> Account | None:
    """One person's account. Raises StoreUnavailable."""
    with unavailable_on_error():
        found = db.session.execute(_with_passkey().where(Editor.id == number)).one_or_none()
        return _account(found[0], found[1]) if found else None


def number_of(name: str) -> int | None:
    """The number of the person of a name. Raises StoreUnavailable."""
    with unavailable_on_error():
        return db.session.scalar(select(Editor.id).where(Editor.name == plain_name(name)))


def known_name(session: Any, name: str) -> str:
    """A name for the log: what is nobody's name may be a password in the wrong field."""
    found = session.scalar(select(Editor.name).where(Editor.name == plain_name(name)))
    return found or "?"


def add_person(
    name: str,
    role: str,
    districts: Collection[str] | None,
    topics: Collection[str] | None,
    by: str,
    at: datetime,
) -> tuple[Person, str]:
    """Add somebody; returns them and a setup code valid for 48 hours. Raises PersonRefused."""
    name = plain_name(name)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise PersonRefused("name")
    with writing() as session:
        if session.scalar(select(Editor.id).where(func.lower(Editor.name) == name.lower())):
            raise PersonRefused("taken")
        row = Editor(name=name)
        _limit_to(row, role, districts, topics)
        code = _set_up(row, at)
        session.add(row)
        session.flush()
        record(session, by, Act.PERSON_ADDED, name, _limits(row))
        return person_of(row), code


def _set_up(row: Editor, at: datetime) -> str:
    code = one_time_code()
    row.setup = code_digest(code)
    row.setup_until = at + timedelta(hours=SETUP_HOURS)
    return code


def _limit_to(
    row: Editor, role: str, districts: Collection[str] | None, topics: Collection[str] | None
) -> None:
    if role not in ROLES:
        raise PersonRefused("role")
    limited = role == "editor"
    row.role = role
    row.districts = sorted(districts) if limited and districts else None
    row.topics = sorted(topics) if limited and topics else None


def _limits(row: Editor) -> dict[str, object]:
    return {"role": row.role, "districts": row.districts, "topics": row.topics}


def change_person(
    number: int,
    role: str,
    districts: Collection[str] | None,
    topics: Collection[str] | None,
    by: str,
    lost: Assigned = NOTHING,
) -> None:
    """Change role and limits; a changed person signs in anew. Raises PersonRefused.

    ``lost``: what is assigned to them that they may no longer act on.
    """
    with writing() as session:
        row = _row(session, number)
        before = _limits(row)
        with _keeping_a_manager(session):
            _limit_to(row, role, districts, topics)
        if _limits(row) != before:
            end_sign_ins(session, number)
            record(session, by, Act.PERSON_CHANGED, row.name, _limits(row))
            take_away(session, number, by, lost)


def set_active(number: int, active: bool, by: str, hand_over: HandOver | None = None) -> None:
    """Disable somebody at once, or let them in again. Raises PersonRefused, NobodyThere.

    What was assigned to whom is disabled is handed over or taken away, and the address of their
    calendar no longer answers.
    """
    with writing() as session:
        row = _row(session, number)
        with _keeping_a_manager(session):
            row.active = active
        end_sign_ins(session, number)
        record(session, by, Act.PERSON_ENABLED if active else Act.PERSON_DISABLED, row.name)
        if not active:
            take_away(session, number, by, assigned_to(number), hand_over)
            session.execute(delete(CalendarFeed).where(CalendarFeed.editor_id == number))


def reset_person(number: int, by: str, at: datetime) -> str:
    """Remove password, second factor and passkeys; returns a new setup code.

    Raises PersonRefused, also for somebody disabled, whom no code would let in.
    """
    with writing() as session:
        row = _row(session, number)
        if not row.active:
            raise PersonRefused("disabled")
        row.password = ""  # nosec B105
        _forget_second_factor(session, row)
        code = _set_up(row, at)
        end_sign_ins(session, number)
        session.execute(delete(CalendarFeed).where(CalendarFeed.editor_id == number))
        record(session, by, Act.PERSON_RESET, row.name)
        return code


def reset_second_factor(number: int, by: str) -> None:
    """Remove second factor and passkeys, to be enrolled anew. Raises PersonRefused."""
    with writing() as session:
        row = _row(session, number)
        _forget_second_factor(session, row)
        end_sign_ins(session, number)
        record(session, by, Act.SECOND_FACTOR_RESET, row.name)


def end_sign_ins_of(number: int, by: str) -> None:
    """Sign somebody out everywhere. Raises PersonRefused."""
    with writing() as session:
        row = _row(session, number)
        end_sign_ins(session, number)
        record(session, by, Act.SIGN_INS_ENDED, row.name)


def _row(session: Any, number: int) -> Editor:
    row: Editor | None = session.get(Editor, number)
    if row is None:
        raise PersonRefused("unknown")
    return row


def _managers(session: Any) -> int:
    active = select(func.count()).where(Editor.role == "manager", Editor.active.is_(True))
    return session.scalar(active) or 0


@contextmanager
def _keeping_a_manager(session: Any) -> Iterator[None]:
    """Without an active manager nobody could let anybody in: such a change is refused."""
    before = _managers(session)
    yield
    session.flush()
    if before and not _managers(session):
        raise PersonRefused("last_manager")


def _forget_second_factor(session: Any, row: Editor) -> None:
    row.totp_secret = ""  # nosec B105
    session.execute(delete(RecoveryCode).where(RecoveryCode.editor_id == row.id))
    session.execute(delete(Passkey).where(Passkey.editor_id == row.id))


def end_sign_ins(session: Any, number: int, keep: int = 0) -> None:
    """End a person's sign-ins, but the one to keep, within a write transaction.

    Where none is kept no browser of theirs is known any more either.
    """
    if not keep:
        known_browsers.forget_all(session, number)
    session.execute(
        update(SignIn)
        .where(SignIn.editor_id == number, SignIn.ended_at.is_(None), SignIn.id != keep)
        .values(ended_at=now())
    )
