"""The portal opened on its database for a command, as it is or up to date and seeded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from .. import create_app
from ..config import read_settings
from ..content import SHIPPED, read_folder
from ..publishing import seed
from ..store import database
from .failing import Failure, told


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


@contextmanager
def opened() -> Iterator[Flask]:
    """The application in its context; a Failure says what is wrong."""
    with connected() as app:
        database.upgrade_schema()
        number = seed(shipped_files())
        if number:
            click.echo(f"Published release {number} from the shipped rules.")
        yield app
