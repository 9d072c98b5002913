"""Setting credentials: the password, the second factor, recovery codes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from ..audit import Act, record
from ..database import db, unavailable_on_error, writing
from ..releases.city_in_use import city_in_use
from ..tables import Editor, RecoveryCode
from . import passkeys, sessions, sign_in_throttle
from .accounts import end_sign_ins, known_name, plain_name
from .authentication import NotProved
from .credentials import code_digest, one_time_code, passwords, totp_step
from .passkeys import RelyingParty
from .password_strength import password_weakness
from .sessions import Origin, SignedIn

RECOVERY_CODES = 10


class WeakPassword(Exception):
    """A password that is too easily guessed; ``reason`` as `password_weakness` says it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_password(password: str, name: str) -> None:
    """Raises WeakPassword for one that is short or easily guessed."""
    reason = password_weakness(password, name, city_in_use().aliases)
    if reason:
        raise WeakPassword(reason)


def set_up(name: str, code: str, password: str, origin: Origin, now: datetime) -> None:
    """Choose the first password with a setup code. Raises WeakPassword, Throttled, NotProved."""
    name = plain_name(name)
    check_password(password, name)
    tried = f"setup code of {name}"
    place = sign_in_throttle.at_address(origin.address)
    sign_in_throttle.begin(tried, place, now)
    digest = passwords().digest(password)
    with writing() as session:
        taken = session.execute(
            update(Editor)
            .where(
                Editor.name == name,
                Editor.active.is_(True),
                Editor.setup == code_digest(code),
                Editor.setup_until > now,
            )
            .values(password=digest, setup="", setup_until=None)
        )
        known = known_name(session, name)
        record(session, known, Act.SET_UP if taken.rowcount else Act.SET_UP_FAILED, known)
        if taken.rowcount:
            sign_in_throttle.forget(session, tried, place)
    if not taken.rowcount:
        raise NotProved


def choose_password(number: int, password: str, by: str, keep: int = 0) -> None:
    """Keep a new password and end the person's sign-ins but one. Raises WeakPassword."""
    with unavailable_on_error():
        name = db.session.scalar(select(Editor.name).where(Editor.id == number)) or ""
    db.session.rollback()
    check_password(password, name)
    digest = passwords().digest(password)
    with writing() as session:
        session.execute(
            update(Editor)
            .where(Editor.id == number)
            .values(password=digest, setup="", setup_until=None)
        )
        end_sign_ins(session, number, keep)
        record(session, by, Act.PASSWORD_CHOSEN, name)


def proved_too_little(signed_in: SignedIn) -> bool:
    """Whether somebody has a second factor and did not prove it: a password replaces none."""
    return signed_in.has_second_factor and signed_in.factors < 2


def enrol(
    signed_in: SignedIn, secret: str, code: str, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """Keep a second factor confirmed by a code; returns a new token and the recovery codes.

    Raises NotProved.
    """
    step = totp_step(secret, code, now, 0)
    if step is None or proved_too_little(signed_in):
        raise NotProved
    person = signed_in.person
    with writing() as session:
        session.execute(
            update(Editor).where(Editor.id == person.id).values(totp_secret=secret, totp_step=step)
        )
        codes = _new_codes(session, person.id)
        record(session, person.name, Act.SECOND_FACTOR_ENROLLED, person.name)
        return sessions.renew(session, signed_in.id, now), codes


def add_passkey(
    signed_in: SignedIn, name: str, answer: str, site: RelyingParty, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """Keep a passkey that a browser has made; returns a new token, and recovery codes if it is the
    first second factor.

    Raises NotProved, PasskeyRefused.
    """
    if proved_too_little(signed_in):
        raise NotProved
    person = signed_in.person
    name = passkeys.plain_name(name)
    made = passkeys.checked(signed_in, answer, site, now)
    with writing() as session:
        secret = session.scalar(
            select(Editor.totp_secret).where(Editor.id == person.id).with_for_update()
        )
        is_first = not secret and not passkeys.has_passkey(session, person.id)
        passkeys.keep(session, person, name, made, now)
        passkeys.forget_challenges(session, signed_in, "add")
        codes = _new_codes(session, person.id) if is_first else ()
        return sessions.renew(session, signed_in.id, now), codes


def renew_recovery_codes(signed_in: SignedIn) -> tuple[str, ...]:
    """New recovery codes; those before no longer count."""
    person = signed_in.person
    with writing() as session:
        record(session, person.name, Act.RECOVERY_CODES_RENEWED, person.name)
        return _new_codes(session, person.id)


def _new_codes(session: Any, person: int) -> tuple[str, ...]:
    codes = tuple(one_time_code() for _ in range(RECOVERY_CODES))
    session.execute(delete(RecoveryCode).where(RecoveryCode.editor_id == person))
    session.add_all(RecoveryCode(editor_id=person, digest=code_digest(code)) for code in codes)
    return codes


def recovery_codes_left(person: int) -> int:
    """How many recovery codes are unused. Raises StoreUnavailable."""
    query = select(func.count()).where(
        RecoveryCode.editor_id == person, RecoveryCode.used_at.is_(None)
    )
    with unavailable_on_error():
        return db.session.scalar(query) or 0
