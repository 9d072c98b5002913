"""What the doctor looks at on the machine: folder, secret, disk, clock, Valkey."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import valkey
from valkey.exceptions import ValkeyError

from ...config import LOOPBACK, PUT_A_PROXY, Settings, plain_http_words
from ...rules.model.city import City
from ...store.releases.city_in_use import city_of_folder
from ...store.sqlite_file import path_of, private_files
from .findings import Line, advice, fault, ok

_MIB = 1024 * 1024
_FEW = 1024 * _MIB
_VERY_FEW = 100 * _MIB
_PATIENCE_SECONDS = 2


def machine_lines(settings: Settings, today: date, known: date) -> Iterator[Line]:
    """The machine's lines; ``known``: a day that has certainly come."""
    yield https_line(settings)
    yield address_line(settings)
    yield from permission_lines(settings)
    yield from disk_lines(settings)
    yield clock_line(today, known, city_of_folder(settings.content))
    yield valkey_line(settings.valkey_url)


def https_line(settings: Settings) -> Line:
    """Whether browsers can keep answers and sign-ins."""
    plain = plain_http_words(settings)
    if plain:
        return advice("https", plain, PUT_A_PROXY[0].lower() + PUT_A_PROXY[1:-1])
    if not settings.secure_cookies:
        return ok("https", "not needed: the portal serves this machine alone")
    return ok("https", "cookies go over https alone; a proxy in front speaks it")


def address_line(settings: Settings) -> Line:
    """How feeds, codes and shared links begin."""
    says = f"feeds, codes and shared links begin with {settings.address}"
    if settings.secure_cookies and (urlsplit(settings.address).hostname or "") in LOOPBACK:
        return advice("address", says, "set PORTAL_PUBLIC_URL, such as https://portal.example.org")
    return ok("address", says)


def permission_lines(settings: Settings) -> Iterator[Line]:
    """Who may read and write what is in the instance folder."""
    folder = settings.instance
    if not os.path.isdir(folder):
        yield advice("folder", f"{folder} is not there or out of reach", "set PORTAL_INSTANCE")
        return
    yield _folder_line(folder)
    names = {folder / "secret-key": "secret key", **dict(_databases(settings))}
    for found in private_files(folder, path_of(settings.database_url)):
        yield _file_line(found, names.get(found, found.name))


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
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        return fault(
            "folder", f"{folder} cannot be written", "let the user of the portal own it (chown)"
        )
    if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return fault("folder", f"others than its owner may use {folder}", f"chmod 700 {folder}")
    if os.geteuid() == 0:
        return advice(
            "folder",
            "as root every folder can be written, so this was not found out",
            "run portal doctor as the user that runs the portal",
        )
    return ok("folder", f"{folder} is for its owner alone")


def _file_line(file: Path, what: str) -> Line:
    mode = file.stat().st_mode
    if not os.access(file, os.R_OK, effective_ids=True):
        return fault(what, f"{file} cannot be read", "let the user of the portal own it (chown)")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return fault(what, f"others than its owner may use {file}", f"chmod 600 {file}")
    return ok(what, f"only its owner may use {file}")


def disk_lines(settings: Settings) -> Iterator[Line]:
    """How much room there is for the instance, and on other disks for database and backups."""
    database = path_of(settings.database_url)
    places = {
        "disk": settings.instance,
        "disk of the database": database.parent if database else settings.instance,
        "disk of the backups": settings.backup_folder,
    }
    looked = set[int]()
    for subject, folder in places.items():
        device = _there(folder).stat().st_dev
        if device not in looked:
            looked.add(device)
            yield disk_line(folder, subject)


def _there(folder: Path) -> Path:
    """A folder, or the nearest above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def disk_line(folder: Path, subject: str = "disk") -> Line:
    """How much room there is."""
    there = _there(folder)
    free = shutil.disk_usage(there).free
    says = f"{free // _MIB} MiB free at {there}"
    if free < _VERY_FEW:
        return fault(subject, says, "make room: soon nothing can be stored")
    return advice(subject, says, "make room") if free < _FEW else ok(subject, says)


def clock_line(today: date, known: date, city: City) -> Line:
    """Whether the clock can be right in the city."""
    if today < known:
        return fault("clock", f"today would be {today}, but {known} has been", "set the clock")
    return ok("clock", f"today is {today} in {city.short_name.en}")


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
