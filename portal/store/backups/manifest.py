"""What a backup says of itself, and how it is read from the file."""

from __future__ import annotations

import hashlib
import hmac
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from ..people.credentials import keyed

FORMAT = "new-resident-portal-backup"
VERSION = 1
NAME = "manifest.json"
_LARGEST = 1024 * 1024
_CHUNK = 1024 * 1024


class BadBackup(Exception):
    """The file is no backup that can be restored; the message says why, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShare:
    """What the backup holds of one table: its columns, how many rows, the SHA-256 of its lines."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str

    @property
    def place(self) -> str:
        """Where in the archive its rows lie."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``revision``: the migration of the schema; ``release``: the newest one; ``made_at`` in UTC.

    ``audit_number`` and ``audit_digest``: the newest entry of the audit log.
    """

    made_at: str
    revision: str
    release: int
    audit_number: int
    audit_digest: str
    tables: tuple[TableShare, ...]

    def signed(self) -> str:
        """The manifest as text, with the signature of this installation."""
        content = {"format": FORMAT, "version": VERSION, **asdict(self)}
        return json.dumps({**content, "signature": _signature(content)}, indent=1)


def _signature(content: dict[str, Any]) -> str:
    return keyed("backup", json.dumps(content, sort_keys=True))


def read_manifest(archive: zipfile.ZipFile) -> tuple[Manifest, bool]:
    """The manifest, and whether this installation signed it. Raises BadBackup."""
    content, signature = _parts(archive)
    known = hmac.compare_digest(signature.encode(), _signature(content).encode())
    return _manifest(content), known


def unsigned_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest, whoever signed it. Raises BadBackup."""
    return _manifest(_parts(archive)[0])


def _parts(archive: zipfile.ZipFile) -> tuple[dict[str, Any], str]:
    """What is signed, and the signature."""
    content = _content(archive)
    if content.get("format") != FORMAT:
        raise BadBackup("it is no backup of this portal")
    if content.get("version") != VERSION:
        raise BadBackup(
            f"its format is version {content.get('version')!r}, this portal reads {VERSION}: "
            "install the newer portal"
        )
    signature = str(content.pop("signature", ""))
    return content, signature


def _content(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        with damaged(), archive.open(NAME) as member:
            content = json.loads(member.read(_LARGEST))
    except (KeyError, ValueError) as fault:
        raise BadBackup("it is no backup of this portal") from fault
    if not isinstance(content, dict):
        raise BadBackup("it is no backup of this portal")
    return content


def _manifest(content: dict[str, Any]) -> Manifest:
    """Raises BadBackup."""
    try:
        return _read(content)
    except (KeyError, TypeError, ValueError) as fault:
        raise BadBackup("its manifest lacks something") from fault


def _read(content: dict[str, Any]) -> Manifest:
    shares = tuple(
        TableShare(
            name=str(share["name"]),
            columns=tuple(share["columns"]),
            rows=int(share["rows"]),
            sha256=str(share["sha256"]),
        )
        for share in content["tables"]
    )
    return Manifest(
        made_at=str(content["made_at"]),
        revision=str(content["revision"]),
        release=int(content["release"]),
        audit_number=int(content["audit_number"]),
        audit_digest=str(content["audit_digest"]),
        tables=shares,
    )


def verify_shares(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """See that every table is there as the manifest says. Raises BadBackup naming the first."""
    for share in manifest.tables:
        whole = hashlib.sha256()
        rows = 0
        try:
            with damaged(), archive.open(share.place) as member:
                for chunk in _chunks(member.read):
                    whole.update(chunk)
                    rows += chunk.count(b"\n")
        except KeyError as fault:
            raise BadBackup(f"the table {share.name} is missing from it") from fault
        if (rows, whole.hexdigest()) != (share.rows, share.sha256):
            raise BadBackup(f"the table {share.name} is not as it was written")


def _chunks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while chunk := read(_CHUNK):
        yield chunk


@contextmanager
def damaged() -> Iterator[None]:
    """Tell what a broken archive does in one way."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
        raise BadBackup("it is damaged or was cut off") from fault
