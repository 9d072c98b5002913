"""The database: its session, its settings on SQLite, its schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, MetaData, event, inspect, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase

from .. import metrics
from . import patience
from .condition import Condition, condition

MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MILLISECONDS = 5000
#: What hosts that would change the schema at once lock in PostgreSQL, one after the other.
_SCHEMA_LOCK = 7_280_114
#: How long a change of the schema waits for who reads: whoever asks meanwhile waits behind it.
_LOCK_MILLISECONDS = 5000


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
migrate = Migrate()


class StoreUnavailable(Exception):
    """The database does not answer."""


def init_app(app: Flask) -> None:
    """Bind the database and its migrations to the application."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", patience.engine_options(url))
    app.extensions["portal_condition"] = Condition()
    db.init_app(app)
    app.teardown_appcontext(_let_go)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        event.listen(db.engine, "handle_error", _count_failure)
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _set_pragmas)
            event.listen(db.engine, "begin", _begin)
        else:
            event.listen(db.engine, "do_connect", patience.connect)


def _let_go(_fault: BaseException | None) -> None:
    """Give the connection back; a database gone since the answer was made does not spoil it."""
    try:
        db.session.remove()
    except SQLAlchemyError:
        db.session().invalidate()


def _count_failure(_context: object) -> None:
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
        session.connection(execution_options={"writes": True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def noted() -> Iterator[None]:
    """Note whether the store takes writes. What breaks a rule of a table is no fault of it."""
    try:
        yield
    except StoreUnavailable as fault:
        if not isinstance(fault.__cause__, IntegrityError):
            condition().unwritten = str(fault)
        raise
    condition().unwritten = ""


def revision(connection: Connection) -> str | None:
    """The migration the schema stands at, None where there is no schema."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def current_revision() -> str | None:
    """The migration the schema stands at, None without a schema. Raises StoreUnavailable."""
    with unavailable_on_error(), db.engine.connect() as connection:
        return revision(connection)


def revisions() -> tuple[str, ...]:
    """The migrations this portal knows, oldest first."""
    found = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return tuple(reversed([script.revision for script in found]))


@contextmanager
def migrating() -> Iterator[Connection]:
    """A connection that alone may change the schema, whoever else starts: all or nothing."""
    with unavailable_on_error(), patience.without_limit(), db.engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        with connection.begin():
            if connection.dialect.name != "sqlite":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                lock = text("SELECT pg_advisory_xact_lock(:key)")
                connection.execute(lock, {"key": _SCHEMA_LOCK})
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}")
            yield connection


def migrate_to(connection: Connection, wanted: str) -> None:
    """Migrate up or down to a revision inside the transaction of ``migrating``."""
    config = migrate.get_config(str(MIGRATIONS))
    config.attributes["connection"] = connection
    step = command.downgrade if wanted == "base" else command.upgrade
    step(config, wanted)


def upgrade_schema() -> bool:
    """Bring the schema to the newest migration; whether there was anything to do.

    Raises StoreUnavailable, also where a newer portal has migrated it further.
    """
    newest = revisions()[-1]
    if current_revision() == newest:
        return False
    with migrating() as connection:
        found = revision(connection)
        if found is not None and found not in revisions():
            raise StoreUnavailable(
                f"its schema ({found}) is newer than this portal knows ({newest}): "
                "install the newer portal"
            )
        migrate_to(connection, newest)
    return found != newest


@contextmanager
def unavailable_on_error() -> Iterator[None]:
    """Turn errors of the database into StoreUnavailable with its first line.

    While it hangs nobody else begins to wait for it.
    """
    if condition().stalled():
        raise StoreUnavailable("the database does not answer")
    try:
        yield
    except SQLAlchemyError as fault:
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
