"""Opens the portal on its database for a command, as it is or migrated and seeded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from .. import create_app
from ..config import read_settings
from ..content import SHIPPED, read_folder
from ..publishing import seed
from ..store import database, schema, sqlite_file
from ..store.releases.stored import newest_number
from .errors import Failure, NoStore, told


def shipped_files() -> dict[str, str]:
    """The shipped documents; a Failure if they cannot be read."""
    try:
        return read_folder(SHIPPED)
    except (OSError, UnicodeError) as fault:
        raise Failure(f"The rule documents in {SHIPPED} cannot be read: {fault}.") from fault


@contextmanager
def connected() -> Iterator[Flask]:
    """The application in its context on the database as it is; a Failure says what is wrong."""
    with told():
        app = create_app(read_settings())
        with app.app_context():
            yield app


def spare_release(app: Flask) -> int:
    """The number of the release in the spare copy, 0 where there is none that can be read."""
    copy = app.extensions["portal_spare"].read()
    return copy.number if copy else 0


def _refuse_lost(app: Flask) -> None:
    """Refuse to begin anew where the spare copy shows that there was more than that."""
    number = spare_release(app)
    if number > 1 and not (schema.current_revision() and newest_number()):
        where = database.file_path() or "it"
        raise NoStore(
            f"The database holds no release ({where} is missing or empty), but the spare copy in "
            f"{app.config['PORTAL_INSTANCE']} is of release {number}. Bring the file back, or "
            "restore a backup (portal restore FILE); to begin anew with the shipped rules: "
            "portal seed --anew."
        )


@contextmanager
def opened(anew: bool = False) -> Iterator[Flask]:
    """The application in its context; a Failure says what is wrong.

    ``anew``: an empty store is seeded although the spare copy is of a later release.
    """
    with connected() as app:
        sqlite_file.make_private(app.config["PORTAL_INSTANCE"], database.file_path())
        if not anew:
            _refuse_lost(app)
        schema.upgrade_schema()
        number = seed(shipped_files())
        if number:
            click.echo(f"Published release {number} from the shipped rules.")
        yield app
