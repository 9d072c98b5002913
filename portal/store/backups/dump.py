"""Taking a backup: all tables as they stand at one moment, while the portal is used."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Table, func, select

from ..database import db, is_missing, unavailable_on_error
from ..schema import revision
from .manifest import NAME, Manifest, TableShare
from .rows import line_of, rows_query, tables_of

_BATCH = 500


class NothingToKeep(Exception):
    """The database has no schema yet, or is not there."""


def take(file: Path) -> Manifest:
    """Write a backup to a file, whole or not at all, readable by its owner alone.

    Raises NothingToKeep, StoreUnavailable and OSError.
    """
    if is_missing():
        raise NothingToKeep
    with unavailable_on_error(), _one_moment() as connection:
        stands_at = revision(connection)
        if stands_at is None:
            raise NothingToKeep
        with _whole(file) as descriptor, os.fdopen(descriptor, "wb") as target:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _keep(connection, stands_at, archive)
            target.flush()
            os.fsync(target.fileno())
    return manifest


@contextmanager
def _one_moment() -> Iterator[Connection]:
    """A connection that sees the store as it is at its first look, whatever is written later."""
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection.begin():
            yield connection


def _keep(connection: Connection, stands_at: str, archive: zipfile.ZipFile) -> Manifest:
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    tables = tables_of(connection)
    shares = tuple(_keep_table(connection, table, archive) for table in tables.values())
    number, digest = _audit_head(connection, tables)
    manifest = Manifest(
        made_at=made_at,
        revision=stands_at,
        release=_release(connection, tables),
        audit_number=number,
        audit_digest=digest,
        tables=shares,
    )
    archive.writestr(NAME, manifest.signed())
    return manifest


def _keep_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> TableShare:
    whole = hashlib.sha256()
    rows = 0
    share = TableShare(name=table.name, columns=tuple(table.columns.keys()), rows=0, sha256="")
    result = connection.execution_options(yield_per=_BATCH).execute(rows_query(table))
    with archive.open(share.place, "w", force_zip64=True) as member:
        for row in result:
            line = line_of(row)
            member.write(line)
            whole.update(line)
            rows += 1
    return TableShare(name=share.name, columns=share.columns, rows=rows, sha256=whole.hexdigest())


def _audit_head(connection: Connection, tables: dict[str, Table]) -> tuple[int, str]:
    head = tables.get("audit_head")
    row = None
    if head is not None:
        row = connection.execute(select(head.c.number, head.c.digest)).first()
    return (row.number, row.digest) if row else (0, "")


def _release(connection: Connection, tables: dict[str, Table]) -> int:
    return connection.scalar(select(func.max(tables["releases"].c.number))) or 0


@contextmanager
def _whole(file: Path) -> Iterator[int]:
    """A descriptor of a new file that takes its name only once everything went well."""
    descriptor, temporary = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        yield descriptor
        os.replace(temporary, file)
        _remember(file.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _remember(folder: Path) -> None:
    """Let the new name outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
