"""One portal for the faults that it outlives, on SQLite with the shipped rules."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.store import database, schema
from tests.conftest import SECRET
from tests.faults.running import Portal, running
from tests.store.conftest import postgres_url

__all__ = ["postgres_url"]


def store_of(folder: Path) -> Flask:
    """The store of a running portal, opened beside it."""
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    return create_app(
        Settings(
            instance=folder,
            database_url=url,
            secret_key=SECRET,
            password_memory=8,
            password_rounds=1,
        )
    )


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the shipped rules as release 1, to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    app = store_of(folder)
    with app.app_context():
        schema.upgrade_schema()
        assert seed(read_folder(SHIPPED)) == 1
        database.db.session.remove()
        database.db.engine.dispose()
    return folder / "portal.sqlite"


@pytest.fixture
def folder(tmp_path: Path, seeded: Path) -> Path:
    """An instance folder with the shipped rules."""
    shutil.copy(seeded, tmp_path / "portal.sqlite")
    return tmp_path


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Portal]:
    """A running portal, shared by the tests of a module that leave it whole."""
    folder = tmp_path_factory.mktemp("running")
    shutil.copy(seeded, folder / "portal.sqlite")
    with running(folder) as portal:
        yield portal


@pytest.fixture
def store(portal: Portal) -> Iterator[Flask]:
    """The store of the running portal, in its context."""
    app = store_of(portal.log.parent)
    with app.app_context():
        yield app
        database.db.session.remove()
        database.db.engine.dispose()
