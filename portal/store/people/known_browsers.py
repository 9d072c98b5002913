"""Browsers from which a person has signed in before: a stranger's failures do not concern them.

Each holds an opaque token of which only the digest is kept. It proves nobody and opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from ..database import db, unavailable_on_error, writing
from ..tables import Editor, KnownBrowser

KEPT = timedelta(days=180)
_MOST = 10


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def place_of(token: str) -> str:
    """The place that a browser is where tries are counted."""
    return f"browser {_digest(token)}"


def is_known(token: str, name: str, now: datetime) -> bool:
    """Whether somebody of this name signed in from this browser before.

    The same is asked for a name that is nobody's. Raises StoreUnavailable.
    """
    with unavailable_on_error():
        found = db.session.scalar(
            select(KnownBrowser.id)
            .join(Editor, Editor.id == KnownBrowser.editor_id)
            .where(
                KnownBrowser.digest == _digest(token),
                KnownBrowser.used_at > now - KEPT,
                Editor.name == name,
                Editor.active.is_(True),
            )
        )
    db.session.rollback()
    return found is not None


def remember(person: int, token: str, now: datetime) -> str:
    """Note that a person signed in from a browser; returns the token it is to hold."""
    token = token or secrets.token_urlsafe(32)
    mine = KnownBrowser.editor_id == person
    with writing() as session:
        used = session.execute(
            update(KnownBrowser)
            .where(mine, KnownBrowser.digest == _digest(token))
            .values(used_at=now)
        )
        if not used.rowcount:
            newest = select(KnownBrowser.id).where(mine).order_by(KnownBrowser.used_at.desc())
            kept = list(session.scalars(newest.limit(_MOST - 1)))
            session.execute(delete(KnownBrowser).where(mine, KnownBrowser.id.not_in(kept)))
            session.add(KnownBrowser(editor_id=person, digest=_digest(token), used_at=now))
    return token


def forget_all(session: Any, person: int) -> None:
    """No browser of a person is known any more, within a write transaction."""
    session.execute(delete(KnownBrowser).where(KnownBrowser.editor_id == person))
