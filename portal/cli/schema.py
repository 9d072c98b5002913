"""``portal db``: the schema of the database."""

from __future__ import annotations

import click

from ..store import schema
from .app_context import connected


@click.group()
def db() -> None:
    """The schema of the database."""


@db.command()
def upgrade() -> None:
    """Bring the schema up to date; hosts that start this at once wait for each other."""
    with connected():
        changed = schema.upgrade_schema()
        now = schema.current_revision()
        click.echo(f"The schema {'is now' if changed else 'was already'} up to date ({now}).")


@db.command()
def current() -> None:
    """Say which migration the schema stands at and which is the newest."""
    with connected():
        found = schema.current_revision()
        newest = schema.revisions()[-1]
        if found == newest:
            click.echo(f"The schema is up to date ({found}).")
        elif found is None:
            click.echo(f"There is no schema yet: portal db upgrade makes it ({newest}).")
        elif found in schema.revisions():
            click.echo(f"The schema stands at {found}: portal db upgrade brings it to {newest}.")
        else:
            click.echo(f"The schema ({found}) is newer than this portal knows ({newest}).")
