"""The database: its session, its settings on SQLite, its schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate, upgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, event, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase

from .. import metrics
from . import patience
from .condition import Condition, condition

MIGRATIONS = Path(__file__).parent / "migrations"
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
migrate = Migrate()


class StoreUnavailable(Exception):
    """The database does not answer."""


def init_app(app: Flask) -> None:
    """Bind the database and its migrations to the application."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", patience.engine_options(url))
    app.extensions["portal_condition"] = Condition()
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        event.listen(db.engine, "handle_error", _count_failure)
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _set_pragmas)
            event.listen(db.engine, "begin", _begin)
        else:
            event.listen(db.engine, "do_connect", patience.connect)


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


def upgrade_schema() -> None:
    """Bring the schema to the newest migration. Raises StoreUnavailable."""
    with unavailable_on_error(), patience.without_limit():
        upgrade(directory=str(MIGRATIONS))


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
