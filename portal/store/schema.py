"""The schema of the database: which migration it stands at, and bringing it up to date.

Apart from `database`, so that a process that answers requests loads no alembic.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from . import postgres_timeouts, sqlite_file
from .database import StoreUnavailable, db, file_path, is_missing, unavailable_on_error

MIGRATIONS = Path(__file__).parent / "migrations"
#: What hosts that would change the schema at once lock in PostgreSQL, one after the other.
_SCHEMA_LOCK = 7_280_114
#: How long a change of the schema waits for who reads: whoever asks meanwhile waits behind it.
_LOCK_MILLISECONDS = 5000


def revision(connection: Connection) -> str | None:
    """The migration the schema stands at, None where there is no schema."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if version is None else str(version)


def current_revision() -> str | None:
    """The migration the schema stands at, None without a schema. Raises StoreUnavailable."""
    if is_missing():
        return None
    with unavailable_on_error(), db.engine.connect() as connection:
        return revision(connection)


def revisions() -> tuple[str, ...]:
    """The migrations this portal knows, oldest first."""
    found = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return tuple(reversed([script.revision for script in found]))


@contextmanager
def migrating() -> Iterator[Connection]:
    """A connection that alone may change the schema, whoever else starts: all or nothing."""
    path = file_path()
    if path is not None:
        sqlite_file.make(path)
    with unavailable_on_error(), postgres_timeouts.without_limit(), db.engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        with _references_checked_at_the_end(connection), connection.begin():
            if connection.dialect.name != "sqlite":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                lock = text("SELECT pg_advisory_xact_lock(:key)")
                connection.execute(lock, {"key": _SCHEMA_LOCK})
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}")
            yield connection
            broken = broken_reference(connection)
            if broken:
                raise StoreUnavailable(f"a row of the table {broken} refers to what is not there")


@contextmanager
def _references_checked_at_the_end(connection: Connection) -> Iterator[None]:
    """Let SQLite replace a table that others refer to, which drops it in between.

    A transaction under way does not heed the setting, so it is changed around that.
    """
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.cursor().execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        raw.cursor().execute("PRAGMA foreign_keys = ON")


def broken_reference(connection: Connection) -> str:
    """A table with a row that refers to none, empty where there is none; PostgreSQL takes none."""
    if connection.dialect.name != "sqlite":
        return ""
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return str(found[0]) if found else ""


def migrate_to(connection: Connection, wanted: str) -> None:
    """Migrate up or down to a revision inside the transaction of ``migrating``."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    known = revisions()
    found = revision(connection)
    is_down = wanted == "base" or (found in known and known.index(found) > known.index(wanted))
    step = command.downgrade if is_down else command.upgrade
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
