"""Reports that a counter said otherwise: service, district, release and words; nothing personal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from .database import writing
from .tables import Report

LONGEST = 500
_MOST_AN_HOUR = 200


class TooManyReports(Exception):
    """More reports came in within an hour than anybody could read."""


def add_report(service: str, district: str, release: int, words: str) -> None:
    """Keep one report. Raises TooManyReports, StoreUnavailable."""
    since = datetime.now(UTC) - timedelta(hours=1)
    with writing() as session:
        recent = session.scalar(select(func.count()).where(Report.created_at >= since))
        if recent >= _MOST_AN_HOUR:
            raise TooManyReports
        session.add(
            Report(service=service, district=district, release=release, words=words[:LONGEST])
        )
