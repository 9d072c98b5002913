"""Addresses under which calendar programmes ask for what lapses: one a person, without a sign-in.

The address holds a token of 256 bits; only its digest is kept. It is shown once, replaced by a new
one, revoked by its owner, and gone with the account's disabling or reset.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, select

from ..audit import Act, record
from ..database import aware, db, unavailable_on_error, writing
from ..tables import CalendarFeed, Editor
from .accounts import Person, person_of

_BYTES = 32


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def renew(person: Person, at: datetime) -> str:
    """A new token for somebody; the one before opens nothing any more. Raises StoreUnavailable."""
    token = secrets.token_urlsafe(_BYTES)
    with writing() as session:
        row = session.get(CalendarFeed, person.id) or CalendarFeed(editor_id=person.id)
        row.digest = _digest(token)
        row.made_at = at
        session.add(row)
        record(session, person.name, Act.CALENDAR_ADDRESS_MADE, person.name)
    return token


def revoke(person: Person) -> None:
    """Let somebody's address open nothing any more. Raises StoreUnavailable."""
    with writing() as session:
        found = session.execute(delete(CalendarFeed).where(CalendarFeed.editor_id == person.id))
        if found.rowcount:
            record(session, person.name, Act.CALENDAR_ADDRESS_REVOKED, person.name)


def made_at(number: int) -> datetime | None:
    """When somebody's address was made; None where there is none. Raises StoreUnavailable."""
    with unavailable_on_error():
        row = db.session.get(CalendarFeed, number)
        return aware(row.made_at) if row else None


def owner(token: str) -> Person | None:
    """Whose address holds a token; None for nobody who is active. Raises StoreUnavailable."""
    query = select(Editor).join(CalendarFeed, CalendarFeed.editor_id == Editor.id)
    wanted = query.where(CalendarFeed.digest == _digest(token), Editor.active.is_(True))
    with unavailable_on_error():
        row = db.session.scalar(wanted)
        return person_of(row) if row else None
