"""Moments as administrators read them: in Chongqing's time, to the minute."""

from __future__ import annotations

from datetime import datetime

from ...i18n import CHONGQING


def moment_words(moment: datetime) -> str:
    """A moment as ``2026-11-24 10:00``."""
    return moment.astimezone(CHONGQING).strftime("%Y-%m-%d %H:%M")
