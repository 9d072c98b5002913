"""A file of finished pages: written once by one process, read by all workers of a host.

The file holds the pages of one release on one day, made by one version of the code; all three are
in its name. Records stand one after another, then a table of (digest of the key, place, length)
sorted by digest. Workers map it into memory, which they share, and look a page up by bisection.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

MAGIC = b"PAGES001"
_HEAD = struct.Struct(">8sQQ")
_ROW = struct.Struct(">16sQI")
_PACKAGE = Path(__file__).resolve().parent.parent.parent
_CODE = ("**/*.py", "templates/**/*.html", "static/**/*.*")
#: Seconds between two looks for a file that is not there yet.
LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page ready to be sent; ``counts`` is what is counted whenever it is shown."""

    body: bytes
    etag: str
    headers: tuple[tuple[str, str], ...]
    route: str
    counts: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """A fingerprint of all that pages are made with: code, templates, looks, catalogues."""
    whole = hashlib.sha256()
    folders = [(_PACKAGE, pattern) for pattern in _CODE]
    folders.append((_PACKAGE.parent / "translations", "**/*.mo"))
    for folder, pattern in folders:
        for path in sorted(folder.glob(pattern)):
            whole.update(path.relative_to(folder).as_posix().encode() + b"\0")
            whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def file_name(digest: str, number: int, day: date, settings: str) -> str:
    """The name of the file for a release on a day; ``settings``: what else pages depend on."""
    whole = hashlib.sha256(f"{code_digest()}/{digest}/{number}/{settings}".encode())
    return f"pages-{day.isoformat()}-{whole.hexdigest()[:20]}"


def key_digest(key: tuple[object, ...]) -> bytes:
    """What a page is found by: of its address, encoding and the like."""
    return hashlib.sha256(repr(key).encode()).digest()[:16]


class PagesWriter:
    """Writes a file of pages; until `finish` there is none under its name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name}.{os.getpid()}.part")
        opened = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file: BinaryIO = os.fdopen(opened, "wb")
        self._file.write(bytes(_HEAD.size))
        self._rows: dict[bytes, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, key: tuple[object, ...], page: KeptPage) -> None:
        """Add a page; the first one of a key stays."""
        digest = key_digest(key)
        if digest in self._rows:
            return
        head = json.dumps(
            [page.etag, page.headers, page.route, page.counts], separators=(",", ":")
        ).encode()
        record = struct.pack(">I", len(head)) + head + page.body
        self._rows[digest] = self._file.tell(), len(record)
        self._file.write(record)

    def finish(self) -> None:
        """Write the table and give the file its name, whole or not at all."""
        table = self._file.tell()
        for digest in sorted(self._rows):
            self._file.write(_ROW.pack(digest, *self._rows[digest]))
        self._file.seek(0)
        self._file.write(_HEAD.pack(MAGIC, table, len(self._rows)))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._path)

    def give_up(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        with suppress(OSError):
            self._part.unlink()


class PagesFile:
    """A finished file, mapped into memory. Raises OSError, ValueError for any other."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic: bytes
        self._table: int
        self._count: int
        magic, self._table, self._count = _HEAD.unpack_from(self._map)
        if magic != MAGIC or self._table + self._count * _ROW.size != len(self._map):
            raise ValueError(f"{path.name} is no whole file of pages")

    def __len__(self) -> int:
        return self._count

    def get(self, key: tuple[object, ...]) -> KeptPage | None:
        """The page of a key."""
        wanted = key_digest(key)
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            digest, place, length = _ROW.unpack_from(self._map, self._table + middle * _ROW.size)
            if digest == wanted:
                return self._page(place, length)
            if digest < wanted:
                low = middle + 1
            else:
                high = middle
        return None

    def _page(self, place: int, length: int) -> KeptPage:
        (size,) = struct.unpack_from(">I", self._map, place)
        begin = place + 4 + size
        etag, headers, route, counts = json.loads(self._map[place + 4 : begin])
        return KeptPage(
            body=self._map[begin : place + length],
            etag=etag,
            headers=tuple((name, value) for name, value in headers),
            route=route,
            counts=tuple((name, subject) for name, subject in counts),
        )


class MadePages:
    """The finished pages of a host, opened when they are there; None in between.

    ``settings``: what pages depend on besides code, release and day, as `file_name` takes it.
    """

    def __init__(
        self, folder: Path, settings: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.folder = folder
        self.settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._wanted: tuple[str, int, date] | None = None
        self._file: PagesFile | None = None
        self._looked = float("-inf")

    def path(self, digest: str, number: int, day: date) -> Path:
        """Where the file of a release and a day stands."""
        return self.folder / file_name(digest, number, day, self.settings)

    def file(self, digest: str, number: int, day: date) -> PagesFile | None:
        """The file of a release and a day, looked for at most once a second."""
        wanted = digest, number, day
        if self._wanted == wanted and (self._file is not None or not self._is_due()):
            return self._file
        with self._lock:
            if self._wanted != wanted or self._file is None:
                self._file = _opened(self.path(*wanted))
                self._wanted = wanted
                self._looked = self._clock()
            return self._file

    def _is_due(self) -> bool:
        return self._clock() - self._looked >= LOOK_SECONDS


def _opened(path: Path) -> PagesFile | None:
    try:
        return PagesFile(path)
    except (OSError, ValueError, struct.error):
        return None


@contextmanager
def sole_maker(folder: Path) -> Iterator[bool]:
    """Whether this process alone makes pages in a folder; another one at it is left alone."""
    opened = os.open(folder / "lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(opened)


def remove_others(folder: Path, kept: set[Path]) -> None:
    """Take away files of other releases and days, and what a killed maker left behind."""
    for path in folder.iterdir():
        is_ours = path.name.startswith("pages-") or path.name.endswith(".part")
        if is_ours and path not in kept:
            with suppress(OSError):
                path.unlink()
