"""What a kiosk's browser proves: its one-time code, its token, the PIN of its counter."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from . import attempts
from .audit import record
from .credentials import code_digest, keyed, passwords
from .database import db, unavailable_on_error, writing
from .kiosks import Kiosk, kiosk_of
from .tables import Attempt, CounterPin
from .tables import Kiosk as KioskRow

_TOKEN_BYTES = 32
_SEEN_EVERY = timedelta(minutes=1)


class NotEnrolled(Exception):
    """The code is not right, was used, or has expired."""


class WrongPin(Exception):
    """The PIN is not the counter's."""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def enrol(code: str, address: str, now: datetime) -> str:
    """Use a one-time code; returns the token. Raises NotEnrolled, attempts.Throttled."""
    account = f"kiosk code {address}"
    attempts.begin(account, address, now)
    digest = code_digest(code)
    with writing() as session:
        row = session.scalar(
            select(KioskRow).where(KioskRow.setup == digest, KioskRow.setup_until > now)
        )
        if row is None:
            raise NotEnrolled
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row.token, row.setup, row.setup_until = _digest(token), "", None
        row.enrolled_at = row.seen_at = now
        row.revoked_at = None
        attempts.forget(session, account)
        record(session, row.name, "kiosk_enrolled", row.name)
        return token


def find(token: str) -> Kiosk | None:
    """The kiosk that holds a token, revoked or not. Raises StoreUnavailable."""
    if not token:
        return None
    with unavailable_on_error():
        row = db.session.scalar(select(KioskRow).where(KioskRow.token == _digest(token)))
        return kiosk_of(row) if row else None


def seen(kiosk: Kiosk, release: int, now: datetime) -> None:
    """Note that a kiosk is there and which release it shows, once a minute at most."""
    if kiosk.release == release and kiosk.seen_at and now - kiosk.seen_at < _SEEN_EVERY:
        return
    with writing() as session:
        row = session.get(KioskRow, kiosk.id)
        row.seen_at, row.release = now, release


def prove_pin(kiosk: Kiosk, pin: str, now: datetime) -> None:
    """Prove the PIN of a kiosk's counter. Raises WrongPin, attempts.Throttled."""
    account = f"counter pin {kiosk.setup.counter}"
    attempts.begin(account, f"kiosk {kiosk.id}", now)
    with unavailable_on_error():
        row = db.session.get(CounterPin, kiosk.setup.counter)
    if not passwords().matches(row.digest if row else "", pin):
        raise WrongPin
    with writing() as session:
        attempts.forget(session, account)
        place = keyed("address", f"kiosk {kiosk.id}")
        session.execute(delete(Attempt).where(Attempt.address == place))
