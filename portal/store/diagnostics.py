"""Diagnostics of the database for operators."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DateTime, func, select, text, type_coerce

from ..rules.building import load
from ..rules.problems import ContentError
from .database import aware, db, unavailable_on_error
from .releases.stored import Derived, digest_of, files_of
from .tables import Draft, Release

POSTGRES_SETTINGS = ("fsync", "full_page_writes", "server_encoding", "transaction_read_only")


def is_sqlite() -> bool:
    """Whether the database is SQLite."""
    return db.engine.dialect.name == "sqlite"


def settings_answered() -> dict[str, str]:
    """What the database answers when asked for the settings on which we rely."""
    asked = {
        name: f"PRAGMA {name}"
        for name in ("journal_mode", "foreign_keys", "busy_timeout", "quick_check")
    }
    if not is_sqlite():
        asked = {name: f"SHOW {name}" for name in POSTGRES_SETTINGS}
    with unavailable_on_error(), db.engine.connect() as connection:
        return {name: str(connection.scalar(text(query))) for name, query in asked.items()}


def seconds_apart() -> float:
    """How far the clock of the database is ahead of this machine's, in seconds."""
    with unavailable_on_error(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return 0.0
        before = datetime.now(UTC)
        there = connection.scalar(select(type_coerce(func.clock_timestamp(), DateTime(True))))
        after = datetime.now(UTC)
    return (aware(there) - (before + (after - before) / 2)).total_seconds() if there else 0.0


def published_last() -> datetime | None:
    """When the newest release was published. Raises StoreUnavailable."""
    with unavailable_on_error(), db.engine.connect() as connection:
        moment = connection.scalar(select(func.max(Release.published_at)))
        return aware(moment) if moment else None


def damage_of(number: int) -> str:
    """What is wrong with a release as it is stored; empty if it is as it was published."""
    with unavailable_on_error():
        columns = select(Release.digest, Release.derived)
        row = db.session.execute(columns.where(Release.number == number)).one()
    files = files_of(number)
    if digest_of(files) != row.digest:
        return "its documents are not those that were published"
    return _unreadable(files, row.derived)


def _unreadable(files: dict[str, str], derived: Any) -> str:
    try:
        load(files)
    except ContentError as fault:
        return f"its documents do not load ({len(fault.problems)} problems)"
    try:
        Derived.unpacked(derived)
    except (zlib.error, ValueError, KeyError, TypeError):
        return "what was derived at publishing cannot be read"
    return ""


def overdue(today: date) -> tuple[str, ...]:
    """Titles of the drafts that were to be in force by a day and are not published."""
    waiting = Draft.state.in_(("in_review", "approved"))
    with unavailable_on_error():
        chosen = select(Draft.title).where(waiting, Draft.from_day <= today)
        return tuple(db.session.scalars(chosen.order_by(Draft.from_day)))
