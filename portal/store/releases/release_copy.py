"""The fallback copy of the release in use: a file for processes that start without a database."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import zlib
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A release as it is stored: its row and its documents by their paths."""

    number: int
    published_at: datetime
    digest: str
    derived: bytes
    files: dict[str, str]


def _packed(release: Stored) -> bytes:
    content = asdict(release)
    content["published_at"] = release.published_at.isoformat()
    content["derived"] = b64encode(release.derived).decode()
    return zlib.compress(json.dumps(content, ensure_ascii=False).encode())


def _unpacked(data: bytes) -> Stored:
    content = json.loads(zlib.decompress(data))
    content["published_at"] = datetime.fromisoformat(content["published_at"])
    content["derived"] = b64decode(content["derived"])
    return Stored(**content)


class Spare:
    """The file of the copy: one for each database, so that none is taken for another."""

    def __init__(self, folder: Path, database_url: str) -> None:
        name = hashlib.sha256(database_url.encode()).hexdigest()[:12]
        self._path = folder / f"spare-release-{name}"

    def keep(self, release: Stored) -> None:
        """Replace the copy, whole or not at all. Where nothing can be written there is none."""
        unfinished = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.write(_packed(release))
            unfinished.replace(self._path)
        except OSError as fault:
            log.warning("no spare copy of release %s: %s", release.number, fault)
            with suppress(OSError):
                unfinished.unlink()

    def read(self) -> Stored | None:
        """The copy; None where there is none that can be read."""
        try:
            return _unpacked(self._path.read_bytes())
        except (OSError, ValueError, TypeError, LookupError, RecursionError, zlib.error):
            return None
