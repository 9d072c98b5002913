"""How alembic reaches the application's database."""

from __future__ import annotations

from alembic import context
from flask import current_app

from portal.store import tables
from portal.store.database import db


def run() -> None:
    """Run the migrations inside one transaction, in batch mode for SQLite."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET statement_timeout = 0")
        context.configure(
            connection=connection,
            target_metadata=tables.Base.metadata,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
