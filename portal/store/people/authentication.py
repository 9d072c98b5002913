"""Authentication: password, then second factor; each try is counted before it is checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from ..audit import Act, record
from ..database import db, unavailable_on_error, writing
from ..tables import Editor, RecoveryCode
from . import known_browsers, passkeys, sessions, sign_in_throttle
from .accounts import known_name, plain_name
from .credentials import code_digest, passwords, totp_step
from .passkeys import PasskeyCopied, Purpose, RelyingParty
from .sessions import Origin, SignedIn


class NotProved(Exception):
    """The password, the code or the name is not right; which of them is not told."""


class PasskeyNotProved(NotProved):
    """The answer of a passkey is not right; ``stopped``: its name if it was stopped by that."""

    def __init__(self, stopped: str = "") -> None:
        super().__init__(stopped)
        self.stopped = stopped


def _editor(name: str) -> Editor | None:
    with unavailable_on_error():
        return db.session.scalar(
            select(Editor).where(Editor.name == plain_name(name), Editor.active.is_(True))
        )


def _fail(name: str, what: Act) -> NotProved:
    with writing() as session:
        known = known_name(session, name)
        record(session, known, what, known)
    return NotProved()


def _password_tried(name: str) -> str:
    return f"password of {plain_name(name)}"


def _second_factor_tried(name: str) -> str:
    """Whoever tries codes knows the password: wherever they are, they are counted together."""
    return f"second factor of {plain_name(name)}"


def unlock(name: str, by: str) -> int:
    """Forget the failures to prove who somebody is, whoever made them; returns how many."""
    with writing() as session:
        challenges = passkeys.challenges_of(plain_name(name))
        tried = (_password_tried(name), _second_factor_tried(name), challenges)
        forgotten = sign_in_throttle.unlock(session, tried)
        record(session, by, Act.PERSON_UNLOCKED, plain_name(name), {"failures": forgotten})
        return forgotten


def sign_in(name: str, password: str, origin: Origin, now: datetime) -> str:
    """Begin a sign-in; returns its token. Raises Throttled, NotProved."""
    known = bool(origin.browser) and known_browsers.is_known(origin.browser, plain_name(name), now)
    place = (
        known_browsers.place_of(origin.browser)
        if known
        else sign_in_throttle.at_address(origin.address)
    )
    sign_in_throttle.begin(_password_tried(name), place, now, known=known)
    row = _editor(name)
    number, digest = (row.id, row.password) if row else (0, "")
    db.session.rollback()
    if not passwords().matches(digest, password):
        raise _fail(name, Act.SIGN_IN_FAILED)
    with writing() as session:
        sign_in_throttle.forget(session, _password_tried(name), place)
        record(session, plain_name(name), Act.SIGNED_IN, plain_name(name))
        return sessions.start(session, number, origin, now)


def second_factor(signed_in: SignedIn, code: str, now: datetime) -> str:
    """Prove the second factor; returns the new token. Raises Throttled, NotProved."""
    _begin_second_factor(signed_in, now)
    if not _second_factor(signed_in.person.id, code, now):
        raise _fail(signed_in.person.name, Act.SECOND_FACTOR_FAILED)
    return _second_factor_passed(signed_in, now)


def second_factor_by_passkey(
    signed_in: SignedIn, answer: str, site: RelyingParty, now: datetime
) -> str:
    """Prove the second factor by a passkey; returns the new token.

    Raises Throttled, PasskeyNotProved.
    """
    _begin_second_factor(signed_in, now)
    _use(signed_in, "sign_in", answer, site, now)
    return _second_factor_passed(signed_in, now)


def _use(
    signed_in: SignedIn, purpose: Purpose, answer: str, site: RelyingParty, now: datetime
) -> None:
    """Use a passkey; that it did not work is recorded. Raises PasskeyNotProved."""
    stopped = ""
    try:
        if passkeys.use(signed_in, purpose, answer, site, now):
            return
    except PasskeyCopied as fault:
        stopped = fault.name
    failed = Act.SECOND_FACTOR_FAILED if purpose == "sign_in" else Act.CONFIRMATION_FAILED
    raise PasskeyNotProved(stopped) from _fail(signed_in.person.name, failed)


def _begin_second_factor(signed_in: SignedIn, now: datetime) -> None:
    tried = _second_factor_tried(signed_in.person.name)
    sign_in_throttle.begin(tried, tried, now)


def _second_factor_passed(signed_in: SignedIn, now: datetime) -> str:
    person = signed_in.person
    tried = _second_factor_tried(person.name)
    with writing() as session:
        sign_in_throttle.forget(session, tried, tried)
        passkeys.forget_challenges(session, signed_in, "sign_in")
        record(session, person.name, Act.SECOND_FACTOR_PASSED, person.name)
        return sessions.renew(session, signed_in.id, now)


def confirm(signed_in: SignedIn, proof: str, now: datetime) -> None:
    """Confirm the password or a code again. Raises Throttled, NotProved."""
    person = signed_in.person
    tried = _begin_confirmation(signed_in, now)
    by_code = _second_factor(person.id, proof, now)
    if not by_code and not passwords().matches(_password_of(person.id), proof):
        raise _fail(person.name, Act.CONFIRMATION_FAILED)
    _confirmed(signed_in, tried, now)


def confirm_by_passkey(signed_in: SignedIn, answer: str, site: RelyingParty, now: datetime) -> None:
    """Confirm by a passkey that recognised the person. Raises Throttled, PasskeyNotProved."""
    tried = _begin_confirmation(signed_in, now)
    _use(signed_in, "confirm", answer, site, now)
    _confirmed(signed_in, tried, now)


def _begin_confirmation(signed_in: SignedIn, now: datetime) -> str:
    tried = f"sign-in {signed_in.id}"
    sign_in_throttle.begin(tried, tried, now)
    return tried


def _confirmed(signed_in: SignedIn, tried: str, now: datetime) -> None:
    with writing() as session:
        sign_in_throttle.forget(session, tried, tried)
        passkeys.forget_challenges(session, signed_in, "confirm")
        sessions.confirm(session, signed_in.id, now)


def _password_of(person: int) -> str:
    with unavailable_on_error():
        digest = db.session.scalar(select(Editor.password).where(Editor.id == person)) or ""
    db.session.rollback()
    return digest


def _second_factor(person: int, code: str, now: datetime) -> bool:
    """Use up a code of the second factor: a time step or a recovery code, each once."""
    with writing() as session:
        secret, used = session.execute(
            select(Editor.totp_secret, Editor.totp_step).where(Editor.id == person)
        ).one()
        step = totp_step(secret, code, now, used) if secret else None
        if step is None:
            return _recovery_code(session, person, code, now)
        taken = session.execute(
            update(Editor)
            .where(Editor.id == person, Editor.totp_step < step)
            .values(totp_step=step)
        )
        return bool(taken.rowcount)


def _recovery_code(session: Any, person: int, code: str, now: datetime) -> bool:
    taken = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.editor_id == person,
            RecoveryCode.digest == code_digest(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    if taken.rowcount:
        name = session.scalar(select(Editor.name).where(Editor.id == person))
        record(session, name, Act.RECOVERY_CODE_USED, name)
    return bool(taken.rowcount)
