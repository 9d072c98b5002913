"""The file of a SQLite database: readable by its owner alone, and one and the same while in use.

A file that is deleted lives on for whoever has it open: what is written into it is lost unseen. So
each connection remembers which file it opened, and none is used on when its path leads elsewhere.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DisconnectionError

_IDENTITY = "portal_file"
#: What lies in the instance folder besides the database and may be read by its owner alone.
_PRIVATE = ("secret-key", "spare-release-*", "batch-turns", "*.zip")


def path_of(url: str) -> Path | None:
    """Where the database of an address lies; None where it is no file."""
    if not url.startswith("sqlite:"):
        return None
    name = make_url(url).database
    return None if not name or name == ":memory:" or name.startswith("file:") else Path(name)


def make(path: Path) -> None:
    """Make an empty file for its owner alone, unless there is one."""
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def identity(path: Path) -> tuple[int, int] | None:
    """Which file a path leads to; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def watch(engine: Engine, path: Path) -> None:
    """Open only a file that is there, and use no connection to another than the path leads to."""

    def open_there(*_: object) -> None:
        if not path.exists():
            raise sqlite3.OperationalError(f"unable to open database file: {path} is not there")

    def remember(_connection: object, record: Any) -> None:
        record.info[_IDENTITY] = identity(path)

    def compare(_connection: object, record: Any, _proxy: object) -> None:
        if record.info.get(_IDENTITY) != identity(path):
            raise DisconnectionError("the database file was replaced or removed")

    event.listen(engine, "do_connect", open_there)
    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", compare)


def is_current(info: Mapping[str, Any] | None, path: Path) -> bool:
    """Whether a connection of which this is kept has the file open that the path leads to."""
    return info is not None and info.get(_IDENTITY) == identity(path)


def private_files(folder: Path, database: Path | None) -> Iterator[Path]:
    """What holds secrets: the database with what SQLite and people put beside it, keys, copies."""
    found = {path for pattern in _PRIVATE for path in folder.glob(pattern)}
    if database is not None:
        found |= {*database.parent.glob(f"{database.name}*")}
    yield from sorted(path for path in found if path.is_file() and not path.is_symlink())


def make_private(folder: Path, database: Path | None) -> None:
    """Take from others what they may not read, in what this user owns."""
    for path in (folder, *private_files(folder, database)):
        with suppress(OSError):
            found = path.stat()
            shared = found.st_mode & stat.S_ISVTX or (os.geteuid() == 0 and found.st_gid != 0)
            if found.st_mode & 0o077 and found.st_uid == os.geteuid() and not shared:
                path.chmod(stat.S_IMODE(found.st_mode) & 0o700)
