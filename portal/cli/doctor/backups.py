"""What the doctor says of the last backup."""

from __future__ import annotations

from datetime import datetime, timedelta

from ...config import Settings
from ...store import backups
from .findings import Line, advice, fault, ok

#: A night may be missed; after that somebody should look, and after a week it is a fault.
_FRESH = timedelta(days=2)
_STALE = timedelta(days=7)
_SUBJECT = "last backup"
_EVERY_NIGHT = "portal backup, every night (portal/deploy/README.md)"
_SEE_WHY = "see why: journalctl -u portal-backup, or run portal backup"


def backup_line(settings: Settings, now: datetime) -> Line:
    """How old the last backup is, where it lies, and whether it is whole."""
    folder = settings.backup_folder
    try:
        last = backups.newest(folder)
    except FileNotFoundError:
        last = None
    except OSError as wrong:
        do = "let the user of the portal read it (chown), or mend PORTAL_BACKUPS"
        return fault(_SUBJECT, f"{folder} cannot be read: {wrong.strerror}", do)
    if last is None:
        says = f"none in {folder}"
        # Where nobody said that there shall be any, it may be done by other means.
        return (
            fault(_SUBJECT, says, _SEE_WHY)
            if settings.backups
            else advice(_SUBJECT, says, _EVERY_NIGHT)
        )
    try:
        manifest, made_at = backups.described(last)
    except OSError as wrong:
        return fault(_SUBJECT, f"{last} cannot be read: {wrong.strerror}", _SEE_WHY)
    except backups.BadBackup as wrong:
        return fault(_SUBJECT, f"{last}: {wrong}", _SEE_WHY)
    age = now - made_at
    says = f"{in_words(age)} old, up to release {manifest.release}: {last}"
    if age <= _FRESH:
        return ok(_SUBJECT, says)
    return fault(_SUBJECT, says, _SEE_WHY) if age > _STALE else advice(_SUBJECT, says, _SEE_WHY)


def in_words(age: timedelta) -> str:
    """An age in its largest unit."""
    hours = int(age.total_seconds() // 3600)
    if hours >= 48:
        return f"{hours // 24} days"
    return "less than an hour" if hours < 1 else f"{hours} hour{'s' if hours > 1 else ''}"
