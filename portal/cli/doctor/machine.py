"""What the doctor looks at on the machine: folder, secret, disk, clock, Valkey."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import valkey
from valkey.exceptions import ValkeyError

from ...config import Settings
from ...i18n import CHONGQING
from .lines import Line, advice, fault, ok

_MIB = 1024 * 1024
_FEW, _VERY_FEW = 1024 * _MIB, 100 * _MIB
_PATIENCE_SECONDS = 2
_EAST = timedelta(hours=8)


def machine_lines(settings: Settings, today: date, known: date) -> Iterator[Line]:
    """The machine's lines; ``known``: a day that has certainly come."""
    yield from permission_lines(settings)
    yield disk_line(settings.instance)
    yield clock_line(today, known)
    yield valkey_line(settings.valkey_url)


def permission_lines(settings: Settings) -> Iterator[Line]:
    """Who may read and write what is in the instance folder."""
    folder = settings.instance
    if not os.path.isdir(folder):
        yield advice("folder", f"{folder} is not there or out of reach", "set PORTAL_INSTANCE")
        return
    yield _folder_line(folder)
    for file, what in ((folder / "secret-key", "secret key"), *_databases(settings)):
        if os.path.isfile(file):
            yield _file_line(file, what)


def _databases(settings: Settings) -> Iterator[tuple[Path, str]]:
    _, slashes, path = settings.database_url.partition("sqlite:///")
    if slashes and path != ":memory:":
        yield Path(path), "database file"


def missing_line(settings: Settings) -> Line | None:
    """A fault where the database should be a file that is not there."""
    for file, what in _databases(settings):
        if not os.path.isfile(file):
            return fault(what, f"{file} is not there", "portal seed, or portal restore FILE")
    return None


def _folder_line(folder: Path) -> Line:
    status = folder.stat()
    if status.st_mode & stat.S_IWOTH:
        return fault("folder", f"everybody may write in {folder}", f"chmod o-w {folder}")
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        return fault(
            "folder", f"{folder} cannot be written", "let the user of the portal own it (chown)"
        )
    if os.geteuid() == 0:
        return advice(
            "folder",
            "as root every folder can be written, so this was not found out",
            "run portal doctor as the user that runs the portal",
        )
    return ok("folder", f"{folder} can be written by its user alone or a group")


def _file_line(file: Path, what: str) -> Line:
    mode = file.stat().st_mode
    if not os.access(file, os.R_OK, effective_ids=True):
        return fault(what, f"{file} cannot be read", "let the user of the portal own it (chown)")
    if mode & (stat.S_IRWXG | stat.S_IRWXO) and what == "secret key":
        return fault(what, f"others than its owner may use {file}", f"chmod 600 {file}")
    if mode & stat.S_IWOTH:
        return fault(what, f"everybody may write {file}", f"chmod o-rwx {file}")
    if mode & stat.S_IROTH and not _sheltered(file):
        return advice(what, f"everybody may read {file}", f"chmod o-rwx {file}")
    return ok(what, f"only those who should may use {file}")


def _sheltered(file: Path) -> bool:
    """Whether others cannot reach the file through its folder."""
    return not file.parent.stat().st_mode & stat.S_IXOTH


def disk_line(folder: Path) -> Line:
    """How much room there is."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    says = f"{free // _MIB} MiB free at {there}"
    if free < _VERY_FEW:
        return fault("disk", says, "make room: soon nothing can be stored")
    return advice("disk", says, "make room") if free < _FEW else ok("disk", says)


def clock_line(today: date, known: date) -> Line:
    """Whether the clock can be right and the zone of Chongqing is known."""
    if datetime(today.year, 1, 1, tzinfo=CHONGQING).utcoffset() != _EAST:
        return fault("clock", "the zone Asia/Shanghai is wrong", "apt install tzdata")
    if today < known:
        return fault("clock", f"today would be {today}, but {known} has been", "set the clock")
    return ok("clock", f"today is {today} in Chongqing")


def valkey_line(address: str) -> Line:
    """Whether Valkey answers, where it is used."""
    if not address:
        return ok("Valkey", "not used: limits are counted by each process")
    where = urlsplit(address)
    name = f"{where.hostname or where.path}:{where.port or 6379}"
    try:
        with valkey.from_url(
            address, socket_timeout=_PATIENCE_SECONDS, socket_connect_timeout=_PATIENCE_SECONDS
        ) as client:
            client.ping()
    except (ValkeyError, OSError, ValueError):
        return fault("Valkey", f"{name} does not answer", "start it or mend PORTAL_VALKEY_URL")
    return ok("Valkey", f"{name} answers")
