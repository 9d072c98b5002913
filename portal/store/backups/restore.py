"""Restoring a backup into an empty store: checked first, then all of it or nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Integer, Table, delete, func, insert, select, text
from sqlalchemy.exc import OperationalError, StatementError

from .. import audit
from ..database import writing
from ..schema import broken_reference, migrate_to, migrating, revision, revisions
from .manifest import BadBackup, Manifest, TableShare, damaged, read_manifest, verify_shares
from .rows import reader_of, tables_of

_BATCH = 500


class NotEmpty(Exception):
    """The store holds something; ``rows`` says how many of what."""

    def __init__(self, rows: dict[str, int]) -> None:
        super().__init__(", ".join(f"{name}: {number}" for name, number in rows.items()))
        self.rows = rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored. ``broken``: the first entry of the audit log that is not as written.

    ``left_out``: tables of the file that are none of the portal's.
    """

    manifest: Manifest
    migrated_to: str
    left_out: tuple[str, ...]
    broken: int | None


class OtherSecret(BadBackup):
    """The backup was not signed with the secret of this installation."""


def restore(file: Path, by: str, other_secret: bool = False) -> Restored:
    """Bring back a backup into an empty store, and say so in its audit log.

    ``other_secret``: take a backup that another installation signed, and sign the head of its log
    anew. Raises BadBackup, NotEmpty, StoreUnavailable and OSError; then nothing is written.
    """
    with _opened(file) as archive:
        manifest = _checked(archive, other_secret)
        with migrating() as connection:
            left_out = _fill(connection, archive, manifest)
    broken = audit.verify(signed=not other_secret)
    if broken is None:
        _say(manifest, by)
    return Restored(
        manifest=manifest, migrated_to=revisions()[-1], left_out=left_out, broken=broken
    )


def _checked(archive: zipfile.ZipFile, other_secret: bool) -> Manifest:
    manifest, own = read_manifest(archive)
    if not own and not other_secret:
        raise OtherSecret("another secret key signed it, or its manifest was changed")
    newest = revisions()[-1]
    if manifest.revision not in revisions():
        raise BadBackup(
            f"its schema ({manifest.revision}) is newer than this portal knows ({newest}): "
            "install the newer portal and restore with that"
        )
    verify_shares(archive, manifest)
    return manifest


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as fault:
        raise BadBackup("it is no backup, or one that was cut off") from fault
    with archive:
        yield archive


def _say(manifest: Manifest, by: str) -> None:
    details = {"made_at": manifest.made_at, "entries": manifest.audit_number}
    with writing() as session:
        audit.record(session, by, audit.Act.BACKUP_RESTORED, f"release {manifest.release}", details)


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> tuple[str, ...]:
    """Make the schema of the backup, put its rows in, bring it up to date."""
    _refuse_what_is_there(connection)
    migrate_to(connection, "base")
    migrate_to(connection, manifest.revision)
    tables = tables_of(connection)
    shares = {share.name: share for share in manifest.tables}
    for name in tables.keys() - shares.keys():
        raise BadBackup(f"the table {name} is missing from it")
    _take_out_first_rows(connection, tables)
    for name, table in tables.items():
        _put_in(connection, archive, table, shares[name])
    broken = broken_reference(connection)
    if broken:
        raise BadBackup(f"a row of its table {broken} does not fit")
    migrate_to(connection, revisions()[-1])
    return tuple(sorted(shares.keys() - tables.keys()))


def _refuse_what_is_there(connection: Connection) -> None:
    stands_at = revision(connection)
    if stands_at is None:
        return
    tables = tables_of(connection)
    counted = {
        name: connection.scalar(select(func.count()).select_from(table)) or 0
        for name, table in tables.items()
        if name != "audit_head"
    }
    there = {name: number for name, number in counted.items() if number}
    if there:
        raise NotEmpty(there)


def _take_out_first_rows(connection: Connection, tables: Mapping[str, Table]) -> None:
    """Take out what the migrations themselves put in: the backup holds it too."""
    for table in reversed(list(tables.values())):
        if connection.execute(select(table).limit(1)).first() is not None:
            connection.execute(delete(table))


def _put_in(
    connection: Connection, archive: zipfile.ZipFile, table: Table, share: TableShare
) -> None:
    if set(share.columns) != set(table.columns.keys()):
        raise BadBackup(f"the columns of its table {share.name} are others than the portal's")
    read = reader_of(table, share.columns)
    try:
        with damaged(), archive.open(share.place) as lines:
            while rows := [read(line) for line in islice(lines, _BATCH)]:
                connection.execute(insert(table), rows)
    except (ValueError, TypeError, StatementError) as fault:
        if isinstance(fault, OperationalError):
            raise
        raise BadBackup(f"a row of its table {share.name} does not fit") from fault
    go_on_counting(connection, table)


def go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number the next row after the last one; SQLite does so by itself."""
    if connection.dialect.name == "sqlite" or len(table.primary_key.columns) != 1:
        return
    (key,) = table.primary_key.columns
    values = {"table": table.name, "key": key.name}
    asked = text("SELECT pg_get_serial_sequence(:table, :key)")
    sequence = connection.scalar(asked, values) if isinstance(key.type, Integer) else None
    last = connection.scalar(select(func.max(key)))
    if sequence and last:
        connection.execute(text("SELECT setval(:name, :last)"), {"name": sequence, "last": last})
