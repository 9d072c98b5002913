"""What a kiosk's browser proves: its one-time code, its token, the PIN of its counter."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from ..audit import Act, record
from ..database import db, unavailable_on_error, writing
from ..people import sign_in_throttle
from ..people.credentials import code_digest, passwords
from ..tables import CounterPin
from ..tables import Kiosk as KioskRow
from .machines import Kiosk, kiosk_of

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
    place = sign_in_throttle.at_address(address)
    tried = f"kiosk code at {place}"
    sign_in_throttle.begin(tried, place, now)
    digest = code_digest(code)
    with writing() as session:
        row = session.scalar(
            select(KioskRow).where(KioskRow.setup == digest, KioskRow.setup_until > now)
        )
        if row is None:
            raise NotEnrolled
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row.token = _digest(token)
        row.setup = ""
        row.setup_until = None
        row.enrolled_at = row.seen_at = now
        row.revoked_at = None
        sign_in_throttle.forget(session, tried, place)
        record(session, row.name, Act.KIOSK_ENROLLED, row.name)
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
        row.seen_at = now
        row.release = release


def prove_pin(kiosk: Kiosk, pin: str, now: datetime) -> None:
    """Prove the PIN of a kiosk's counter. Raises WrongPin, attempts.Throttled."""
    account = f"counter pin {kiosk.setup.counter}"
    place = f"kiosk {kiosk.id}"
    sign_in_throttle.begin(account, place, now)
    with unavailable_on_error():
        row = db.session.get(CounterPin, kiosk.setup.counter)
    if not passwords().matches(row.digest if row else "", pin):
        raise WrongPin
    with writing() as session:
        sign_in_throttle.forget_at(session, place)
