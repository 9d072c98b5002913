"""The throttle of signing in: counted before any password is hashed, per account and place.

An account is counted together with the place that tries it, so nobody is locked out because
somebody elsewhere knows their name. A spray over many places is slowed by a limit of its own for
the account, and one over many accounts by that of its place. A browser that has signed in before
is a place of its own and knows neither.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, or_, select

from ..address_digests import network_of
from ..database import aware, writing
from ..tables import Attempt
from .credentials import keyed

WINDOW = timedelta(minutes=15)
#: Free tries of an account from one place, of all accounts from one place, of one from all places.
ACCOUNT_TRIES = 5
ADDRESS_TRIES = 20
EVERYWHERE_TRIES = 50
_FIRST_WAIT = timedelta(seconds=30)
#: How often an account is tried at all by places it does not know, once they are many.
_SPRAY_WAIT = timedelta(seconds=30)
#: How far the clocks of two hosts may be apart; what is later was noted by a clock that was wrong.
_APART = timedelta(minutes=1)


class Throttled(Exception):
    """Too many tries; the next is taken in ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} seconds")
        self.seconds = seconds


def at_address(address: str) -> str:
    """The place of an address: itself, or the network of a subscriber of IPv6."""
    return f"address {network_of(address)}"


def begin(
    account: str, place: str, now: datetime, *, known: bool = False, tries: int = ACCOUNT_TRIES
) -> None:
    """Count a try, as failed until it is forgotten. Raises Throttled, and then counts nothing.

    ``known``: the account has been proved from this place before; ``tries``: how many are free.
    """
    tried = _tried(account)
    at = keyed("address", place)
    both = and_(Attempt.account == tried, Attempt.address == at)
    with writing() as session:
        outside = or_(Attempt.at < now - WINDOW, Attempt.at > now + _APART)
        session.execute(delete(Attempt).where(outside))
        waits = [_wait(session, both, tries, now)]
        if not known:
            waits.append(_wait(session, Attempt.address == at, ADDRESS_TRIES, now))
            waits.append(_spray_wait(session, Attempt.account == tried, now))
        if max(waits) > timedelta():
            raise Throttled(int(min(max(waits), WINDOW).total_seconds()) + 1)
        session.add(Attempt(account=tried, address=at, at=now))


def _tried(account: str) -> str:
    return keyed("account", account.casefold())


def _wait(session: Any, whose: Any, tries: int, now: datetime) -> timedelta:
    """How long is still to be waited: twice as long for each failure beyond the free tries."""
    count, last = session.execute(select(func.count(), func.max(Attempt.at)).where(whose)).one()
    if count < tries:
        return timedelta()
    pause: timedelta = min(WINDOW, _FIRST_WAIT * 2 ** min(count - tries, 10))
    return aware(last) + pause - now


def _spray_wait(session: Any, whose: Any, now: datetime) -> timedelta:
    """How long places that an account does not know have to wait, once they are many."""
    count, last = session.execute(select(func.count(), func.max(Attempt.at)).where(whose)).one()
    return aware(last) + _SPRAY_WAIT - now if count >= EVERYWHERE_TRIES else timedelta()


def forget(session: Any, account: str, place: str) -> None:
    """The account was proved from this place: its failures there no longer count."""
    both = and_(Attempt.account == _tried(account), Attempt.address == keyed("address", place))
    session.execute(delete(Attempt).where(both))


def forget_at(session: Any, place: str) -> None:
    """Nothing that failed at this place counts any more."""
    session.execute(delete(Attempt).where(Attempt.address == keyed("address", place)))


def unlock(session: Any, accounts: Collection[str]) -> int:
    """Forget all failures of accounts, wherever they were made; returns how many."""
    tried = [_tried(account) for account in accounts]
    return int(session.execute(delete(Attempt).where(Attempt.account.in_(tried))).rowcount)
