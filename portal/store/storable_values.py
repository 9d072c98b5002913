"""What no column holds is refused alike by every database, and is never taken for an outage.

PostgreSQL refuses a NUL, half a surrogate pair, text longer than its column and a number beyond
it; SQLite takes some of these silently and breaks off at others. So what is bound to a statement
on SQLite is looked at as PostgreSQL would, and what a session is about to write by its columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Integer, String, event, insert, inspect
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

#: The largest number that most columns of ours take on PostgreSQL.
LARGEST_NUMBER = 2**31 - 1
_LARGEST_BOUND = 2**63 - 1
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: What a database says, or Python on the way to it, where a value is at fault and not the store.
DATA_ERRORS = (DataError, IntegrityError, OverflowError, UnicodeError)


class Unstorable(ValueError):
    """A value that the database cannot keep or compare; the store itself is well."""


def is_plain(text: str) -> bool:
    """Whether every database can keep a text: no NUL, no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


def watch(engine: Engine) -> None:
    """Have what is bound to the statements of SQLite looked at as PostgreSQL would."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "before_cursor_execute", _refuse_bound)


def _refuse_bound(
    _connection: object,
    _cursor: object,
    _statement: str,
    parameters: Any,
    _context: object,
    _many: bool,
) -> None:
    _refuse(parameters)


def _refuse(value: object) -> None:
    """Look at a value, or at all that a row or several rows hold."""
    if isinstance(value, str):
        if not is_plain(value):
            raise Unstorable("a text holds a character that cannot be kept")
    elif isinstance(value, int):
        if abs(value) > _LARGEST_BOUND:
            raise Unstorable("a number is too large")
    elif isinstance(value, Mapping):
        _refuse([*value.values()])
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse(inner)


@event.listens_for(Session, "before_flush")
def _refuse_rows(session: Session, _context: object, _instances: object) -> None:
    """Refuse rows that do not fit their columns, before SQLite takes them as they are."""
    for row in (*session.new, *session.dirty):
        for column in inspect(type(row)).columns:
            if not _fits(getattr(row, column.key, None), column.type):
                raise Unstorable(f"{column.name} does not fit")


def insert_rows(session: Session, table: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add many rows to a table with one statement, each looked at like one of the session.

    ``rows``: column → value. Raises Unstorable.
    """
    columns = inspect(table).columns
    for row in rows:
        for name, value in row.items():
            if not _fits(value, columns[name].type):
                raise Unstorable(f"{name} does not fit")
    if rows:
        session.execute(insert(table.__table__), rows)


def _fits(value: object, kind: object) -> bool:
    """Whether a value is neither too long nor too large for a type of column."""
    if isinstance(value, str) and isinstance(kind, String):
        return kind.length is None or len(value) <= kind.length
    if isinstance(value, int) and isinstance(kind, Integer):
        return abs(value) <= (_LARGEST_BOUND if isinstance(kind, BigInteger) else LARGEST_NUMBER)
    return True
