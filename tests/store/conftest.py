"""Stores for tests: empty, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.store import database, schema
from tests.conftest import SECRET, required
from tests.folders import open_folder


def _postgres_binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of our own on a socket, run by an unprivileged user where we are root."""
    binaries = _postgres_binaries()
    if binaries is None:
        if required("postgres"):
            pytest.fail("PostgreSQL is not installed and its tests may not be skipped")
        pytest.skip("PostgreSQL is not installed: apt install postgresql")
    with open_folder("portal-store-") as folder:
        yield from _served(binaries, folder)


def _served(binaries: Path, folder: Path) -> Iterator[str]:
    """Make a PostgreSQL in a folder; yields its address and ends it."""
    root = os.geteuid() == 0
    if root:
        shutil.chown(folder, "postgres")
    as_user = ["runuser", "-u", "postgres", "--"] if root else []

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd=folder)

    data = str(folder / "data")
    run(str(binaries / "initdb"), "-D", data, "-U", "portal", "--auth=trust", "-E", "UTF8")
    control = str(binaries / "pg_ctl")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(control, "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg://portal@/postgres?host={folder}"
    finally:
        run(control, "-D", data, "-m", "immediate", "stop")


def _migrated(folder: Path, url: str) -> None:
    """Bring the schema of a store to the newest migration."""
    app = create_app(Settings(instance=folder, database_url=url, secret_key=SECRET))
    with app.app_context():
        schema.upgrade_schema()
        database.db.session.remove()
        database.db.engine.dispose()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing in it, to be copied."""
    folder = tmp_path_factory.mktemp("blank")
    _migrated(folder, f"sqlite:///{folder / 'portal.sqlite'}")
    return folder / "portal.sqlite"


@pytest.fixture(scope="session")
def postgres_blank(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the schema and nothing in it, to be copied."""
    _asked(postgres_url, "CREATE DATABASE blank")
    _migrated(tmp_path_factory.mktemp("blank"), postgres_url.replace("/postgres?", "/blank?"))
    return "blank"


def _asked(url: str, statement: str) -> None:
    """Ask a PostgreSQL for something that no transaction may hold."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def postgres_copy(postgres_url: str, postgres_blank: str) -> Iterator[str]:
    """Where a database of this test alone is."""
    _asked(postgres_url, f"CREATE DATABASE a_test TEMPLATE {postgres_blank}")
    yield postgres_url.replace("/postgres?", "/a_test?")
    _asked(postgres_url, "DROP DATABASE a_test WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A portal on an empty store, on SQLite and on PostgreSQL."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_copy")
    else:
        shutil.copy(request.getfixturevalue("blank"), tmp_path / "portal.sqlite")
        url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    app = create_app(
        Settings(
            instance=tmp_path,
            database_url=url,
            secret_key=SECRET,
            password_memory=8,
            password_rounds=1,
        )
    )
    with app.app_context():
        yield app
        database.db.session.remove()
        database.db.engine.dispose()
