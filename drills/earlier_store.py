"""A store as an earlier version left it: its schema by the migrations, its rows by SQL.

Nothing is migrated down, which would show only that a migration can be undone. The rows are those
of a backup of today, without the tables and columns that the earlier schema did not have.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, delete, insert, select

from portal.store import schema
from portal.store.backups.manifest import TableShare, read_manifest
from portal.store.backups.restore import go_on_counting
from portal.store.backups.rows import line_of, reader_of, tables_of
from portal.store.database import db

from .steps import Wrong


@dataclass(frozen=True, slots=True)
class TableDigest:
    """The rows of a table in the columns named, in the order of its key."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


def make(revision: str, backup: Path) -> int:
    """Make the empty store of this context one of a revision; returns how many rows it has."""
    if revision not in schema.revisions():
        raise Wrong(f"{revision} is no revision; there are {', '.join(schema.revisions())}")
    rows = 0
    with zipfile.ZipFile(backup) as archive, schema.migrating() as connection:
        manifest, _ = read_manifest(archive)
        shares = {share.name: share for share in manifest.tables}
        schema.migrate_to(connection, revision)
        tables = tables_of(connection)
        _take_out_first_rows(connection, tables)
        for name, table in tables.items():
            if name in shares:
                found = list(_rows(archive, shares[name], table))
                if found:
                    connection.execute(insert(table), found)
                    go_on_counting(connection, table)
                rows += len(found)
    return rows


def _take_out_first_rows(connection: Connection, tables: Mapping[str, Table]) -> None:
    """Take out what the migrations put in; where nothing is, the audit log refuses even that."""
    for table in reversed(list(tables.values())):
        if connection.execute(select(table).limit(1)).first() is not None:
            connection.execute(delete(table))


def _rows(
    archive: zipfile.ZipFile, share: TableShare, table: Table
) -> Iterator[Mapping[str, object]]:
    """The rows of a table in the columns that it has."""
    kept = [n for n, name in enumerate(share.columns) if name in table.columns]
    read = reader_of(table, [share.columns[n] for n in kept])
    with archive.open(share.place) as lines:
        for line in lines:
            values = json.loads(line)
            yield read(json.dumps([values[n] for n in kept]).encode())


def digests() -> dict[str, TableDigest]:
    """All tables of the store of this context as they stand."""
    with db.engine.connect() as connection:
        return {
            name: _digest(connection, table, tuple(table.columns.keys()))
            for name, table in tables_of(connection).items()
        }


def changed(before: Mapping[str, TableDigest]) -> tuple[str, ...]:
    """The tables whose rows are others than before, in the columns they had then and have now."""
    found = []
    with db.engine.connect() as connection:
        tables = tables_of(connection)
        for name, digest in before.items():
            table = tables.get(name)
            if table is None or _digest(connection, table, digest.columns) != digest:
                found.append(name)
    return tuple(found)


def _digest(connection: Connection, table: Table, columns: tuple[str, ...]) -> TableDigest:
    whole = hashlib.sha256()
    rows = 0
    names = tuple(name for name in columns if name in table.columns)
    chosen = select(*(table.columns[name] for name in names))
    for row in connection.execute(chosen.order_by(*table.primary_key.columns)):
        whole.update(line_of(row))
        rows += 1
    return TableDigest(names, rows, whole.hexdigest())
