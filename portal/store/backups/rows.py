"""Rows as lines of text and back, the same for both kinds of database."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    cast,
    event,
    select,
)

from ..database import aware

#: Left out: the sign-ins under way. Whoever administers signs in again after a restore.
LEFT_OUT = frozenset({"alembic_version", "sign_ins"})


def tables_of(connection: Connection) -> dict[str, Table]:
    """The tables as they stand in the database, in the order in which rows may be added."""
    metadata = MetaData()
    event.listen(metadata, "column_reflect", _plain_json)
    metadata.reflect(connection)
    return {table.name: table for table in metadata.sorted_tables if table.name not in LEFT_OUT}


def _plain_json(_inspector: object, _table: object, column: dict[str, Any]) -> None:
    """Keep a JSON null apart from no value at all."""
    if isinstance(column["type"], JSON):
        column["type"] = JSON(none_as_null=True)


def rows_query(table: Table) -> Select[Any]:
    """All rows in the order of the primary key, JSON as the text it is."""
    columns = [cast(c, Text) if isinstance(c.type, JSON) else c for c in table.columns]
    return select(*columns).order_by(*table.primary_key.columns)


def line_of(row: Iterable[object]) -> bytes:
    """A row as a line."""
    written = [_written(value) for value in row]
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return aware(value).astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def reader_of(table: Table, columns: Sequence[str]) -> Callable[[bytes], Mapping[str, object]]:
    """What makes of a line the values to insert; it raises ValueError or TypeError for a line of
    another shape."""
    readers = [(name, _read_by(table.columns[name].type)) for name in columns]

    def read(line: bytes) -> Mapping[str, object]:
        values = json.loads(line)
        if not isinstance(values, list):
            raise ValueError("no row")
        pairs = zip(readers, values, strict=True)
        return {name: None if v is None else pair(v) for (name, pair), v in pairs}

    return read


def _read_by(kind: object) -> Callable[[Any], object]:
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    return _read_json if isinstance(kind, JSON) else lambda value: value


def _read_json(text: str) -> object:
    value = json.loads(text)
    return JSON.NULL if value is None else value
