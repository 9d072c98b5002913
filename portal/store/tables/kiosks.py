"""Kiosks of counters, the PIN of each counter, and numbers of kiosk sessions that have ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, now


class Kiosk(Base):
    """A counter's machine. ``setup`` and ``token`` are digests: of its one-time code and of what
    its browser holds once enrolled.

    ``idle_seconds``: after how long untouched the countdown begins; ``paper``: 80mm or a4;
    ``release``: the release it showed when last seen.
    """

    __tablename__ = "kiosks"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    counter: Mapped[str] = mapped_column(String(80))
    district: Mapped[str] = mapped_column(String(80))
    languages: Mapped[list[str]] = mapped_column(JSON)
    idle_seconds: Mapped[int] = mapped_column(default=75)
    paper: Mapped[str] = mapped_column(String(10), default="80mm")
    setup: Mapped[str] = mapped_column(String(64), default="", index=True)
    setup_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    token: Mapped[str] = mapped_column(String(64), default="", index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    enrolled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    release: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CounterPin(Base):
    """The digest (argon2id) of the PIN by which the clerks of a counter open the clerk view."""

    __tablename__ = "counter_pins"

    counter: Mapped[str] = mapped_column(String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class EndedSession(Base):
    """The digest of a kiosk session's number, kept while a cookie that carries it could be used."""

    __tablename__ = "ended_sessions"

    number: Mapped[str] = mapped_column(String(64), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
