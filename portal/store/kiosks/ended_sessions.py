"""Numbers of kiosk sessions that have ended: the only trace a session leaves."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from ..database import db, unavailable_on_error, writing
from ..tables import EndedSession

KEPT = timedelta(hours=24)


def _digest(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()


def end(number: str, now: datetime) -> bool:
    """End a session; whether it had not ended before. Raises StoreUnavailable."""
    with writing() as session:
        session.execute(delete(EndedSession).where(EndedSession.ended_at < now - KEPT))
        if session.get(EndedSession, _digest(number)) is not None:
            return False
        session.add(EndedSession(number=_digest(number), ended_at=now))
        return True


def has_ended(number: str) -> bool:
    """Whether a session has ended. Raises StoreUnavailable."""
    query = select(EndedSession.number).where(EndedSession.number == _digest(number))
    with unavailable_on_error():
        return db.session.scalar(query) is not None
