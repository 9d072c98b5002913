"""Administrators, their sign-ins and the audit log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, now


class Editor(Base):
    """An administrator. ``role``: editor, approver or manager.

    ``districts`` and ``topics``: what an editor is limited to; None is without limit. ``setup``
    is the digest of a one-time code with which a new person chooses a password. ``email``: where
    they are reached, empty where they left none; ``notices``: whether they want to be told.
    """

    __tablename__ = "editors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    districts: Mapped[list[str] | None] = mapped_column(JSON)
    topics: Mapped[list[str] | None] = mapped_column(JSON)
    password: Mapped[str] = mapped_column(String(200), default="")
    setup: Mapped[str] = mapped_column(String(64), default="")
    setup_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    totp_secret: Mapped[str] = mapped_column(String(64), default="")
    totp_step: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    notices: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class RecoveryCode(Base):
    """A code that stands in once for the second factor; only its digest is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Passkey(Base):
    """A passkey of somebody: the public key by which its answers are checked, never a secret.

    ``credential``: its id in base64url; ``host``: the name of the portal it was made for;
    ``name``: what its person calls it; ``sign_count``: how often it says it was used, 0 where it
    does not count; ``copied_at``: when that count went back, since when it is not accepted.
    """

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"), index=True)
    credential: Mapped[str] = mapped_column(String(1364), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    host: Mapped[str] = mapped_column(String(253))
    name: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    copied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SignInRule(Base):
    """What managers decided about signing in. One row, or none where nothing was decided.

    ``editors_since``: since when editors need a second factor too; None where they need none.
    """

    __tablename__ = "sign_in_rules"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    editors_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SignIn(Base):
    """A session of an administrator; ``digest`` is that of a 256-bit token held by the browser.

    ``factors``: 1 after the password, 2 after the second factor; ``confirmed_at``: when the person
    last proved who they are; ``address`` is truncated. ``challenge``: what a passkey has to sign
    next, empty where nothing is asked; ``challenge_for``: for what; ``challenge_at``: since when.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"), index=True)
    factors: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    confirmed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(120), default="")
    challenge: Mapped[str] = mapped_column(String(64), default="", server_default="")
    challenge_for: Mapped[str] = mapped_column(String(10), default="", server_default="")
    challenge_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class KnownBrowser(Base):
    """A browser from which somebody has signed in; ``digest`` is that of the token it holds."""

    __tablename__ = "known_browsers"

    id: Mapped[int] = mapped_column(primary_key=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Attempt(Base):
    """A try to sign in that failed, for the throttle; ``account`` and ``address`` are digests.

    The ``address`` is the place that tried: an address, a browser, a kiosk, a sign-in.
    """

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
    account: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)


class AuditEntry(Base):
    """One act of an administrator, chained to the one before by ``digest``. Rows are only added.

    ``at`` is text so that the digest covers exactly what is stored.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject_number", "subject", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))
    who: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text, default="{}")
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The newest entry of the audit log, signed: shows what was cut off. One row, also the lock."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    signature: Mapped[str] = mapped_column(String(64), default="")
