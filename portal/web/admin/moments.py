"""Moments as administrators read them: by the clock of the city, to the minute."""

from __future__ import annotations

from datetime import datetime

from ...store.releases.city_in_use import in_city


def moment_words(moment: datetime) -> str:
    """A moment as ``2026-11-24 10:00``."""
    return in_city(moment).strftime("%Y-%m-%d %H:%M")
