"""Moments as the database gives them back."""

from __future__ import annotations

from datetime import UTC, datetime


def aware(moment: datetime) -> datetime:
    """SQLite gives back moments without their zone: they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
