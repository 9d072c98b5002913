"""Proving who one is: the password, then the second factor, each counted before it is looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from . import attempts, sign_ins
from .audit import record
from .credentials import code_digest, passwords, totp_step
from .database import db, unavailable_on_error, writing
from .people import known_name, plain_name
from .sign_ins import Origin, SignedIn
from .tables import Editor, RecoveryCode


class NotProved(Exception):
    """The password, the code or the name is not right; which of them is not told."""


def _editor(name: str) -> Editor | None:
    with unavailable_on_error():
        return db.session.scalar(
            select(Editor).where(Editor.name == plain_name(name), Editor.active.is_(True))
        )


def _fail(name: str, what: str) -> NotProved:
    with writing() as session:
        known = known_name(session, name)
        record(session, known, what, known)
    return NotProved()


def sign_in(name: str, password: str, origin: Origin, now: datetime) -> str:
    """Begin a sign-in; returns its token. Raises Throttled, NotProved."""
    attempts.begin(plain_name(name), origin.address, now)
    row = _editor(name)
    number, digest = (row.id, row.password) if row else (0, "")
    db.session.rollback()
    if not passwords().matches(digest, password):
        raise _fail(name, "sign_in_failed")
    with writing() as session:
        attempts.forget(session, plain_name(name))
        record(session, plain_name(name), "signed_in", plain_name(name))
        return sign_ins.start(session, number, origin, now)


def second_factor(signed_in: SignedIn, code: str, origin: Origin, now: datetime) -> str:
    """Prove the second factor; returns the new token. Raises Throttled, NotProved."""
    person = signed_in.person
    attempts.begin(person.name, origin.address, now)
    if not _second_factor(person.id, code, now):
        raise _fail(person.name, "second_factor_failed")
    with writing() as session:
        attempts.forget(session, person.name)
        record(session, person.name, "second_factor_passed", person.name)
        return sign_ins.renew(session, signed_in.id, now)


def confirm(signed_in: SignedIn, proof: str, origin: Origin, now: datetime) -> None:
    """Prove again who one is by the password or a code. Raises Throttled, NotProved."""
    person = signed_in.person
    attempts.begin(person.name, origin.address, now)
    by_code = _second_factor(person.id, proof, now)
    if not by_code and not passwords().matches(_password_of(person.id), proof):
        raise _fail(person.name, "confirmation_failed")
    with writing() as session:
        attempts.forget(session, person.name)
        sign_ins.confirm(session, signed_in.id, now)


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
        if not secret:
            return False
        step = totp_step(secret, code, now, used)
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
        record(session, name, "recovery_code_used", name)
    return bool(taken.rowcount)
