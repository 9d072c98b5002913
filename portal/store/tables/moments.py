"""The moment a row is written, and moments as they are read back."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def aware(moment: datetime) -> datetime:
    """SQLite gives back moments without their zone: they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
