"""The database: its session, schema and settings, and whether it answers this process."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase

from .. import metrics
from . import postgres_timeouts, sqlite_file, storable_values
from .storable_values import DATA_ERRORS, Unstorable

#: Seconds without an answer after which the store counts as hanging.
STALLED_SECONDS = 2.0
#: Seconds for which it still does after the asker gave up: until the next one asks.
_BELIEVED_SECONDS = 2.0

#: What is wrong by a word, and how SQLite and PostgreSQL say it.
_KINDS = {
    "full": ("disk is full", "no space left", "disk i/o error"),
    "read_only": ("readonly", "read-only", "unable to open"),
    "damaged": ("malformed", "not a database", "invalid page", "checksum"),
    "busy": ("is locked", "lock timeout"),
}


def kind_of(reason: str) -> str:
    """What is wrong: full, read_only, damaged, busy, or silent where it does not answer at all."""
    said = reason.lower()
    for kind, signs in _KINDS.items():
        if any(sign in said for sign in signs):
            return kind
    return "silent"


class StoreCondition:
    """What one process knows of the store.

    ``unread``: why the newest release is not in use; ``unwritten``: why the last write failed;
    both are empty while all is well. ``damaged``: the number of a release that cannot be used.
    """

    def __init__(self) -> None:
        self.unread = ""
        self.unwritten = ""
        self.damaged = 0
        self._asker = 0
        self._asked_at: float | None = None
        self._stalled_at = float("-inf")

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask the store on behalf of all; one asker at a time."""
        self._asker = threading.get_ident()
        self._asked_at = time.monotonic()
        try:
            yield
        finally:
            if time.monotonic() - self._asked_at >= STALLED_SECONDS:
                self._stalled_at = time.monotonic()
            self._asker = 0
            self._asked_at = None

    def stalled(self) -> bool:
        """Whether the store hangs, for anybody but the one who is asking it."""
        if self._asker == threading.get_ident():
            return False
        now = time.monotonic()
        asked_at = self._asked_at
        if asked_at is not None and now - asked_at >= STALLED_SECONDS:
            return True
        return now - self._stalled_at < _BELIEVED_SECONDS


def store_condition() -> StoreCondition:
    """The condition of this application's store."""
    return cast(StoreCondition, current_app.extensions["portal_condition"])


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def aware(moment: datetime) -> datetime:
    """SQLite gives back moments without their zone: they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def lock_row(session: Any, row: object) -> None:
    """Read a row anew inside a write under way and keep other writes from it.

    SQLite has one writer at a time, so that nothing needs to be locked there.
    """
    session.refresh(row, with_for_update=session.connection().dialect.name != "sqlite")


log = logging.getLogger(__name__)
_BUSY_MILLISECONDS = 5000


class Base(DeclarativeBase):
    """Tables with a naming convention, so that every constraint can be migrated by name."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class StoreUnavailable(Exception):
    """The database does not answer."""


def init_app(app: Flask) -> None:
    """Bind the database to the application."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", postgres_timeouts.engine_options(url))
    app.extensions["portal_condition"] = StoreCondition()
    db.init_app(app)
    app.teardown_appcontext(_let_go)
    with app.app_context():
        event.listen(db.engine, "handle_error", _count_failure)
        storable_values.watch(db.engine)
        if db.engine.dialect.name == "sqlite":
            if (path := sqlite_file.path_of(url)) is not None:
                sqlite_file.watch(db.engine, path)
            event.listen(db.engine, "connect", _set_pragmas)
            event.listen(db.engine, "begin", _begin)
        else:
            event.listen(db.engine, "do_connect", postgres_timeouts.connect)
        # Otherwise connections that nobody closes are left to the collector of garbage.
        weakref.finalize(app, db.engine.dispose)


def _let_go(_fault: BaseException | None) -> None:
    """Give the connection back; a database gone since the answer was made does not spoil it."""
    try:
        db.session.remove()
    except SQLAlchemyError:
        db.session().invalidate()


def _count_failure(context: ExceptionContext) -> None:
    if not isinstance(context.sqlalchemy_exception or context.original_exception, DATA_ERRORS):
        metrics.database_failed()


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin(connection: Any) -> None:
    """Take the write lock at once where a write is announced: upgrading a read deadlocks."""
    writing = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing() -> Iterator[Any]:
    """A session for one atomic write: committed at the end, rolled back on any error."""
    session = db.session
    with noted(), unavailable_on_error():
        session.rollback()
        connection = session.connection(execution_options={"writes": True})
        path = file_path()
        held = connection.info if path else None
        try:
            yield session
            session.commit()
            if path and not sqlite_file.is_current(held, path):
                raise StoreUnavailable("the database file was replaced or removed meanwhile")
        except BaseException:
            session.rollback()
            raise


@contextmanager
def noted() -> Iterator[None]:
    """Note whether the store takes writes. What does not fit into a table is no fault of it."""
    try:
        yield
    except StoreUnavailable as fault:
        if not store_condition().unwritten:
            log.error("nothing can be stored: %s", fault)
        store_condition().unwritten = str(fault)
        raise
    if store_condition().unwritten:
        log.warning("the database takes writes again")
    store_condition().unwritten = ""


def file_path() -> Path | None:
    """Where the database lies, None where it is no file."""
    return sqlite_file.path_of(current_app.config["SQLALCHEMY_DATABASE_URI"])


def is_missing() -> bool:
    """Whether the database is a file that is not there."""
    path = file_path()
    return path is not None and not path.exists()


@contextmanager
def unavailable_on_error() -> Iterator[None]:
    """Turn errors of the database into StoreUnavailable with its first line.

    A value that does not fit is no outage: it becomes Unstorable. While the database hangs nobody
    else begins to wait for it.
    """
    if store_condition().stalled():
        raise StoreUnavailable("the database does not answer")
    try:
        yield
    except DATA_ERRORS as fault:
        raise Unstorable(type(fault).__name__) from fault
    except SQLAlchemyError as fault:
        if isinstance(getattr(fault, "orig", None), (*DATA_ERRORS, Unstorable)):
            raise Unstorable(type(fault).__name__) from fault
        reason = str(getattr(fault, "orig", None) or fault).splitlines()[0]
        raise StoreUnavailable(reason) from fault


def answers() -> bool:
    """Whether the database answers, from its tables."""
    try:
        with unavailable_on_error():
            db.session.execute(text("SELECT max(number) FROM releases"))
    except StoreUnavailable:
        return False
    finally:
        db.session.remove()
    return True
