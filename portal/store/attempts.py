"""The throttle of signing in: counted before any password is hashed, per account and address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from .credentials import keyed
from .database import writing
from .tables import Attempt
from .tables.moments import aware

WINDOW = timedelta(minutes=15)
ACCOUNT_TRIES, ADDRESS_TRIES = 5, 20
_FIRST_WAIT = timedelta(seconds=30)


class Throttled(Exception):
    """Too many tries; the next is taken in ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} seconds")
        self.seconds = seconds


def begin(name: str, address: str, now: datetime) -> None:
    """Count a try, as failed until it is forgotten. Raises Throttled, and then counts nothing."""
    account, place = keyed("account", name.casefold()), keyed("address", address)
    with writing() as session:
        session.execute(delete(Attempt).where(Attempt.at < now - WINDOW))
        wait = max(
            _wait(session, Attempt.account == account, ACCOUNT_TRIES, now),
            _wait(session, Attempt.address == place, ADDRESS_TRIES, now),
        )
        if wait > timedelta():
            raise Throttled(int(wait.total_seconds()) + 1)
        session.add(Attempt(account=account, address=place, at=now))


def _wait(session: Any, whose: Any, tries: int, now: datetime) -> timedelta:
    """How long is still to be waited: twice as long for each failure beyond the free tries."""
    count, last = session.execute(select(func.count(), func.max(Attempt.at)).where(whose)).one()
    if count < tries:
        return timedelta()
    pause: timedelta = min(WINDOW, _FIRST_WAIT * 2 ** (count - tries))
    return aware(last) + pause - now


def forget(session: Any, name: str) -> None:
    """The account proved itself: its failures no longer count."""
    session.execute(delete(Attempt).where(Attempt.account == keyed("account", name.casefold())))
