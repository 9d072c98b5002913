"""Opens the portal on its database for a command, as it is or migrated and seeded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click
from flask import Flask

from .. import create_app
from ..config import read_settings
from ..content import SHIPPED, read_folder
from ..publishing import seed
from ..rules.building.city import CITY_PATH
from ..store import database, schema, sqlite_file
from ..store.releases.city_in_use import city_of_folder
from ..store.releases.stored import newest_number
from .errors import Failure, NoStore, told


def content_folder() -> Path:
    """The folder of rule documents: ``PORTAL_CONTENT``, or the shipped one."""
    return Path(os.environ.get("PORTAL_CONTENT") or SHIPPED)


def own_today() -> date:
    """Today in the city of the content folder, for commands that open no store."""
    return datetime.now(city_of_folder(content_folder()).clock).date()


def shipped_files() -> dict[str, str]:
    """The documents of the content folder; a Failure if they cannot be read or are of no city."""
    folder = content_folder()
    try:
        files = read_folder(folder)
    except (OSError, UnicodeError) as fault:
        raise Failure(f"The rule documents in {folder} cannot be read: {fault}.") from fault
    if CITY_PATH not in files:
        raise Failure(
            f"The folder {folder} holds no {CITY_PATH}, which says of which city the rules are."
        )
    return files


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
