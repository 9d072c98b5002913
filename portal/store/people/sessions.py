"""Sign-ins: opaque sessions of administrators, listed and ended here; only digests are kept."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from ..audit import Act, record
from ..database import StoreUnavailable, aware, db, unavailable_on_error, writing
from ..tables import Editor, SignIn
from . import sign_in_rule
from .accounts import SECOND_FACTOR_ROLES, Person, has_passkey, person_of

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
CONFIRMED_FOR = timedelta(minutes=10)
#: How far the clock of another host may be ahead; what is later was noted by a clock gone wrong.
_AHEAD = timedelta(minutes=1)
_SEEN_EVERY = timedelta(minutes=1)
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from: the address, and the browser as it names itself.

    ``browser``: the token by which a browser is known that was here before.
    """

    address: str
    agent: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A living sign-in of a person; ``factors`` proved: 1 or 2.

    ``has_app``, ``has_passkey``: which second factors the person has; ``needs_second``: whether
    they must have one, by their role or, since before this sign-in, by what managers decided.
    """

    id: int
    person: Person
    factors: int
    has_app: bool
    has_passkey: bool
    needs_second: bool
    confirmed_at: datetime

    @property
    def has_second_factor(self) -> bool:
        """Whether the person has any second factor."""
        return self.has_app or self.has_passkey

    @property
    def complete(self) -> bool:
        """Whether every factor that is due was proved."""
        return self.factors == 2 or not (self.has_second_factor or self.needs_second)

    def confirmed(self, now: datetime) -> bool:
        """Whether the person proved who they are within the last ten minutes."""
        return now - self.confirmed_at <= CONFIRMED_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A sign-in as listed to its person."""

    id: int
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str


def new_token() -> str:
    """256 random bits for a browser to hold."""
    return secrets.token_urlsafe(32)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start(session: Any, person: int, origin: Origin, now: datetime) -> str:
    """Begin a sign-in within a write transaction; returns its token. Old ones are forgotten."""
    session.execute(delete(SignIn).where(SignIn.created_at < now - _KEPT))
    token = new_token()
    row = SignIn(digest=_digest(token), editor_id=person, factors=1, agent=origin.agent[:120])
    row.created_at = row.seen_at = row.confirmed_at = now
    row.address = _shortened(origin.address)
    session.add(row)
    return token


def _shortened(address: str) -> str:
    """An address without its last part, which tells more than is needed."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::"
    return ".".join([*address.split(".")[:3], "0"])


def _alive(now: datetime) -> tuple[Any, ...]:
    return (
        SignIn.ended_at.is_(None),
        SignIn.seen_at > now - IDLE,
        SignIn.seen_at <= now + _AHEAD,
        SignIn.created_at > now - ABSOLUTE,
        SignIn.created_at <= now + _AHEAD,
        Editor.active.is_(True),
    )


def find(token: str, now: datetime) -> SignedIn | None:
    """The living sign-in of a token; being seen is noted once a minute. Raises StoreUnavailable."""
    with unavailable_on_error():
        found = db.session.execute(
            select(SignIn, Editor, has_passkey(), sign_in_rule.editors_since())
            .join(Editor, Editor.id == SignIn.editor_id)
            .where(SignIn.digest == _digest(token), *_alive(now))
        ).one_or_none()
    if found is None:
        return None
    row, editor, by_passkey, editors_since = found
    by_rule = editors_since is not None and aware(editors_since) <= aware(row.created_at)
    signed_in = SignedIn(
        id=row.id,
        person=person_of(editor),
        factors=row.factors,
        has_app=bool(editor.totp_secret),
        has_passkey=by_passkey,
        needs_second=editor.role in SECOND_FACTOR_ROLES or by_rule,
        confirmed_at=aware(row.confirmed_at),
    )
    if now - aware(row.seen_at) >= _SEEN_EVERY:
        _note_seen(row.id, now)
    return signed_in


def _note_seen(number: int, now: datetime) -> None:
    """Where the database takes no writes the sign-in just ends earlier."""
    with suppress(StoreUnavailable), writing() as session:
        session.execute(update(SignIn).where(SignIn.id == number).values(seen_at=now))


def renew(session: Any, number: int, now: datetime) -> str:
    """Give a sign-in that proved both factors a new token, within a write transaction."""
    token = new_token()
    changed = {"digest": _digest(token), "confirmed_at": now, "seen_at": now, "factors": 2}
    session.execute(update(SignIn).where(SignIn.id == number).values(changed))
    return token


def confirm(session: Any, number: int, now: datetime) -> None:
    """Note that the person proved again who they are, within a write transaction."""
    session.execute(update(SignIn).where(SignIn.id == number).values(confirmed_at=now))


def end(number: int, person: Person, now: datetime) -> None:
    """End one sign-in of a person; one of somebody else is left alone."""
    with writing() as session:
        ended = session.execute(
            update(SignIn)
            .where(SignIn.id == number, SignIn.editor_id == person.id, SignIn.ended_at.is_(None))
            .values(ended_at=now)
        )
        if ended.rowcount:
            record(session, person.name, Act.SIGNED_OUT, person.name, {"sign_in": number})


def living(person: int, now: datetime) -> tuple[Listed, ...]:
    """The living sign-ins of a person, newest first. Raises StoreUnavailable."""
    query = select(SignIn).join(Editor, Editor.id == SignIn.editor_id)
    with unavailable_on_error():
        rows = db.session.scalars(
            query.where(SignIn.editor_id == person, *_alive(now)).order_by(SignIn.seen_at.desc())
        )
        return tuple(
            Listed(
                id=row.id,
                created_at=aware(row.created_at),
                seen_at=aware(row.seen_at),
                address=row.address,
                agent=row.agent,
            )
            for row in rows
        )
