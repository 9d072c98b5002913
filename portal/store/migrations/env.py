"""How alembic reaches the application's database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from portal.store import tables
from portal.store.database import db


def run() -> None:
    """Run on the connection we are given, inside its transaction, or else on one of our own."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    with db.engine.connect() as connection:
        _migrate(connection)
        connection.commit()


def _migrate(connection: Connection) -> None:
    """Run the migrations inside one transaction, in batch mode for SQLite."""
    context.configure(
        connection=connection,
        target_metadata=tables.Base.metadata,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
