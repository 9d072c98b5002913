"""Passkeys: added, listed, asked for, used and removed; public keys alone are kept.

What a passkey signs is asked of one sign-in, for one purpose, and taken once.
"""

from __future__ import annotations

import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import and_, delete, func, or_, select, update

from ..audit import Act, record
from ..database import aware, db, unavailable_on_error, writing
from ..tables import Editor, Passkey, RecoveryCode, SignIn
from . import sign_in_rule, sign_in_throttle
from .accounts import SECOND_FACTOR_ROLES, Person
from .credentials import keyed
from .sessions import SignedIn

if TYPE_CHECKING:
    from .webauthn_ceremony import Ceremony

Purpose = Literal["add", "sign_in", "confirm"]
"""What a passkey is asked for. To confirm is to show that it is still the same person, so that
the device has to recognise them; beside a password that was just given a touch is enough."""

CHALLENGE_SECONDS = 300
CHALLENGE_TRIES = 20
"""Challenges that are free until one is answered; a device that is put away gave no wrong answer,
so they are more than the free tries of a password."""
LONGEST_NAME = 40
LONGEST_CREDENTIAL = 1364
MOST = 10
_LONGEST_ANSWER = 16 * 1024
_CHALLENGE_BYTES = 32
_CREDENTIAL = re.compile(rf"[0-9A-Za-z_-]{{1,{LONGEST_CREDENTIAL}}}")


class PasskeyRefused(Exception):
    """An answer of a passkey that is not right, or one that cannot be added or removed.

    ``reason``: ``name``, ``many``, ``last``, or what was wrong with the answer.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PasskeyCopied(Exception):
    """A passkey was stopped just now, because its count went back; ``name``: what it is called."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The portal as passkeys know it: the name of its host, its origin, and its own name."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """A passkey that a browser has just made for ``host``, checked and not yet kept."""

    credential: str
    public_key: bytes
    sign_count: int
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPasskey:
    """A passkey as listed to its person; ``is_stopped``: a copy of it may be about."""

    id: int
    name: str
    host: str
    created_at: datetime
    used_at: datetime | None
    is_stopped: bool


def _ceremony(site: RelyingParty, challenge: bytes) -> Ceremony:
    made: type[Ceremony] = import_module(f"{__package__}.webauthn_ceremony").Ceremony
    return made(site, challenge)


def challenges_of(name: str) -> str:
    """What challenges are counted by that are asked for with the password of this person alone."""
    return f"challenges of {name}"


def _challenges(signed_in: SignedIn, purpose: Purpose) -> str:
    """What the challenges of a sign-in are counted by: never its address, which others share.

    Whoever knows the password can begin many sign-ins: they are counted together, and apart from
    sign-ins that proved more, which nobody but their person can use up.
    """
    if purpose == "sign_in":
        return challenges_of(signed_in.person.name)
    return f"challenges of sign-in {signed_in.id}"


def forget_challenges(session: Any, signed_in: SignedIn, purpose: Purpose) -> None:
    """What this sign-in was asked was proved: its challenges no longer count."""
    counted = _challenges(signed_in, purpose)
    sign_in_throttle.forget(session, counted, counted)


def _new_challenge(signed_in: SignedIn, purpose: Purpose, now: datetime) -> bytes:
    """Ask something of this sign-in, in place of what was asked before. Raises Throttled."""
    counted = _challenges(signed_in, purpose)
    sign_in_throttle.begin(counted, counted, now, tries=CHALLENGE_TRIES)
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    kept = urlsafe_b64encode(challenge).decode()
    with writing() as session:
        session.execute(
            update(SignIn)
            .where(SignIn.id == signed_in.id)
            .values(challenge=kept, challenge_for=purpose, challenge_at=now)
        )
    return challenge


def _taken_challenge(signed_in: SignedIn, purpose: Purpose, now: datetime) -> bytes:
    """What was asked of this sign-in, which is forgotten whatever comes. Raises PasskeyRefused."""
    with writing() as session:
        kept, asked_for, asked_at = session.execute(
            select(SignIn.challenge, SignIn.challenge_for, SignIn.challenge_at).where(
                SignIn.id == signed_in.id
            )
        ).one()
        taken = session.execute(
            update(SignIn)
            .where(SignIn.id == signed_in.id, SignIn.challenge == kept)
            .values(challenge="", challenge_for="", challenge_at=None)
        )
    if not (kept and taken.rowcount and asked_for == purpose):
        raise PasskeyRefused("challenge")
    if not timedelta() <= now - aware(asked_at) <= timedelta(seconds=CHALLENGE_SECONDS):
        raise PasskeyRefused("expired")
    return urlsafe_b64decode(kept)


def _usable(person: int, host: str) -> tuple[Any, ...]:
    return (Passkey.editor_id == person, Passkey.host == host, Passkey.copied_at.is_(None))


def _credentials(person: int, host: str) -> tuple[str, ...]:
    with unavailable_on_error():
        found = db.session.scalars(select(Passkey.credential).where(*_usable(person, host)))
        return tuple(found)


def has_usable_passkey(person: int, host: str) -> bool:
    """Whether somebody has a passkey for this host. Raises StoreUnavailable."""
    with unavailable_on_error():
        found = db.session.scalar(select(Passkey.id).where(*_usable(person, host)).limit(1))
    return found is not None


def has_passkey(session: Any, person: int) -> bool:
    """Whether somebody has any passkey, within a transaction."""
    mine = select(Passkey.id).where(Passkey.editor_id == person).limit(1)
    return session.scalar(mine) is not None


def passkeys_of(person: int) -> tuple[ListedPasskey, ...]:
    """Somebody's passkeys, oldest first. Raises StoreUnavailable."""
    query = select(Passkey).where(Passkey.editor_id == person).order_by(Passkey.id)
    with unavailable_on_error():
        return tuple(
            ListedPasskey(
                id=row.id,
                name=row.name,
                host=row.host,
                created_at=aware(row.created_at),
                used_at=aware(row.used_at) if row.used_at else None,
                is_stopped=row.copied_at is not None,
            )
            for row in db.session.scalars(query)
        )


def plain_name(name: str) -> str:
    """What somebody calls a passkey. Raises PasskeyRefused for nothing, or too much."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise PasskeyRefused("name")
    return plain


def creation_options(signed_in: SignedIn, site: RelyingParty, now: datetime) -> str:
    """Ask this sign-in for a new passkey: the options of the browser, as JSON. Raises Throttled."""
    person = signed_in.person
    with unavailable_on_error():
        mine = select(Passkey.credential).where(Passkey.editor_id == person.id)
        known = tuple(db.session.scalars(mine))
    challenge = _new_challenge(signed_in, "add", now)
    handle = bytes.fromhex(keyed("passkey", str(person.id)))
    return _ceremony(site, challenge).creation(handle, person.name, known)


def checked(signed_in: SignedIn, answer: str, site: RelyingParty, now: datetime) -> NewPasskey:
    """What a browser made, if it is what was asked of this sign-in. Raises PasskeyRefused."""
    challenge = _taken_challenge(signed_in, "add", now)
    return _ceremony(site, challenge).created(_short(answer))


def _short(answer: str) -> str:
    if len(answer) > _LONGEST_ANSWER:
        raise PasskeyRefused("long")
    return answer


def request_options(
    signed_in: SignedIn, purpose: Purpose, site: RelyingParty, now: datetime
) -> str:
    """Ask this sign-in for a passkey that is there: the options of the browser, as JSON.

    Raises Throttled.
    """
    known = _credentials(signed_in.person.id, site.host)
    challenge = _new_challenge(signed_in, purpose, now)
    return _ceremony(site, challenge).request(known, purpose == "confirm")


def use(
    signed_in: SignedIn, purpose: Purpose, answer: str, site: RelyingParty, now: datetime
) -> bool:
    """Whether the answer is that of a passkey of this person to what was asked here.

    Raises PasskeyCopied where the passkey was stopped by this answer.
    """
    person = signed_in.person
    try:
        challenge = _taken_challenge(signed_in, purpose, now)
        row = _named(person.id, site.host, _short(answer))
        count = _ceremony(site, challenge).used(answer, row.public_key, purpose == "confirm")
    except PasskeyRefused:
        return False
    return _counted(row.id, count, person.name, now)


def _named(person: int, host: str, answer: str) -> Passkey:
    """The passkey an answer names. Raises PasskeyRefused where it is not this person's."""
    try:
        named = str(json.loads(answer)["id"])
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise PasskeyRefused("unreadable") from fault
    if not _CREDENTIAL.fullmatch(named):
        raise PasskeyRefused("unreadable")
    with unavailable_on_error():
        row = db.session.scalar(
            select(Passkey).where(*_usable(person, host), Passkey.credential == named)
        )
        if row is None:
            raise PasskeyRefused("unknown")
        db.session.expunge(row)
        return row


def _counted(number: int, count: int, name: str, now: datetime) -> bool:
    """Note a use; where the count did not go on the passkey is stopped: it may be a copy.

    Raises PasskeyCopied.
    """
    went_on = or_(
        Passkey.sign_count < count, and_(Passkey.sign_count == 0, Passkey.sign_count == count)
    )
    active = (Passkey.id == number, Passkey.copied_at.is_(None))
    with writing() as session:
        called = session.scalar(select(Passkey.name).where(*active))
        noted = session.execute(
            update(Passkey).where(*active, went_on).values(sign_count=count, used_at=now)
        )
        if noted.rowcount:
            record(session, name, Act.PASSKEY_USED, name, {"passkey": called})
            return True
        stopped = session.execute(update(Passkey).where(*active).values(copied_at=now))
        if stopped.rowcount:
            record(session, name, Act.PASSKEY_STOPPED, name, {"passkey": called})
    if stopped.rowcount:
        raise PasskeyCopied(called or "")
    return False


def keep(session: Any, person: Person, name: str, made: NewPasskey, now: datetime) -> None:
    """Keep a new passkey, within a write transaction. Raises PasskeyRefused."""
    mine = select(func.count(Passkey.id)).where(Passkey.editor_id == person.id)
    taken = session.scalar(select(Passkey.id).where(Passkey.credential == made.credential))
    if taken is not None or session.scalar(mine) >= MOST:
        raise PasskeyRefused("taken" if taken is not None else "many")
    row = Passkey(editor_id=person.id, credential=made.credential, name=name, created_at=now)
    row.public_key = made.public_key
    row.sign_count = made.sign_count
    row.host = made.host
    session.add(row)
    record(session, person.name, Act.PASSKEY_ADDED, person.name, {"passkey": name})


def remove(person: Person, number: int) -> str:
    """Remove one of somebody's passkeys; returns its name, empty where it was gone already.

    Raises PasskeyRefused for the last second factor of somebody who needs one.
    """
    with writing() as session:
        secret = session.scalar(
            select(Editor.totp_secret).where(Editor.id == person.id).with_for_update()
        )
        row = session.scalar(
            select(Passkey).where(Passkey.id == number, Passkey.editor_id == person.id)
        )
        if row is None:
            return ""
        others = session.scalars(
            select(Passkey.copied_at).where(Passkey.editor_id == person.id, Passkey.id != number)
        ).all()
        is_due = person.role in SECOND_FACTOR_ROLES or sign_in_rule.is_on(session)
        if is_due and not secret and None not in others:
            raise PasskeyRefused("last")
        session.delete(row)
        if not secret and not others:
            session.execute(delete(RecoveryCode).where(RecoveryCode.editor_id == person.id))
        record(session, person.name, Act.PASSKEY_REMOVED, person.name, {"passkey": row.name})
        return str(row.name)
