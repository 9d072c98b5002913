"""The folder of the backups: their names, the newest, and those old enough to go."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

from .manifest import BadBackup, Manifest, damaged, unsigned_manifest, verify_shares

_NAMED = "%Y-%m-%dT%H%M%S"
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}\.backup")


def new_name(now: datetime) -> str:
    """The name of a backup made at a moment, by the clock that the moment is told by."""
    return f"{now:{_NAMED}}.backup"


def newest(folder: Path) -> Path | None:
    """The newest backup in a folder, by its name. Raises OSError."""
    return max(_named(folder), default=None)


def remove_older(folder: Path, now: datetime, days: int) -> tuple[Path, ...]:
    """Delete backups that are older; files of other names stay. Raises OSError."""
    last = new_name(now - timedelta(days=days))
    old = tuple(path for path in _named(folder) if path.name < last)
    for file in old:
        file.unlink()
    return old


def _named(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def described(file: Path) -> tuple[Manifest, datetime]:
    """What a backup says of itself and when it was made, whoever signed it.

    Raises BadBackup where not all of it is as it was written, and OSError.
    """
    with damaged(), zipfile.ZipFile(file) as archive:
        manifest = unsigned_manifest(archive)
        verify_shares(archive, manifest)
    try:
        made_at = datetime.fromisoformat(manifest.made_at)
        if made_at.tzinfo is None:
            raise ValueError(made_at)
    except ValueError as fault:
        raise BadBackup("its manifest does not say when it was made") from fault
    return manifest, made_at
