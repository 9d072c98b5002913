"""The database reached: several hosts, a slow one not waited for, no values told."""

from __future__ import annotations

import gc
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from portal import create_app
from portal.config import Settings, driver_url
from portal.publishing import derive
from portal.rules.building import load
from portal.store import database, postgres_timeouts, schema
from portal.store.releases import current_release
from portal.store.releases.current_release import POLL_SECONDS, Releases
from portal.store.releases.stored import add_release
from tests.conftest import SECRET
from tests.store.releases.test_releases import FILES

DAY = date(2026, 11, 24)


def failures() -> float:
    return REGISTRY.get_sample_value("portal_database_failures_total") or 0.0


@contextmanager
def connected(folder: Path, url: str) -> Iterator[Flask]:
    """A portal in its context on a database."""
    app = create_app(Settings(instance=folder, database_url=url, secret_key=SECRET))
    with app.app_context():
        yield app
        database.db.session.remove()
        database.db.engine.dispose()


def test_no_value_of_a_row_stands_in_an_error(empty: Flask) -> None:
    before = failures()
    with pytest.raises(SQLAlchemyError) as caught:
        database.db.session.execute(text("SELECT :typed FROM nowhere"), {"typed": "398765 yuan"})
    assert "398765" not in str(caught.value)
    assert failures() == before + 1
    database.db.session.rollback()


def test_an_application_that_is_gone_leaves_no_connection_open(tmp_path: Path) -> None:
    app = create_app(
        Settings(
            instance=tmp_path,
            database_url=f"sqlite:///{tmp_path / 'portal.sqlite'}",
            secret_key=SECRET,
        )
    )
    with app.app_context():
        schema.upgrade_schema()
        pool = database.db.engine.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedin() == 1
    del app
    gc.collect()
    assert pool.checkedin() == 0


def _socket_folder(url: str) -> str:
    return url.partition("host=")[2]


@pytest.mark.postgres
def test_of_several_hosts_the_one_that_answers_and_writes_is_used(
    postgres_copy: str, tmp_path: Path
) -> None:
    with closing(socket.socket()) as dead:
        dead.bind(("127.0.0.1", 0))
        port = dead.getsockname()[1]
        hosts = f"host=127.0.0.1:{port}&host={_socket_folder(postgres_copy)}:5432"
        url = f"postgresql+psycopg://portal@/a_test?{hosts}&target_session_attrs=read-write"
        with connected(tmp_path, url):
            assert database.answers()


@pytest.mark.postgres
def test_the_written_form_of_several_hosts_connects(tmp_path: Path) -> None:
    written = "postgresql://portal@nowhere.invalid,nowhere2.invalid:5433/postgres"
    with connected(tmp_path, driver_url(written)):
        began = time.monotonic()
        assert not database.answers()
        assert time.monotonic() - began < 20


@pytest.mark.parametrize("empty", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_a_locked_table_is_not_waited_for_without_end(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_timeouts, "ANSWER_SECONDS", 2.0)
    monkeypatch.setattr(current_release, "PATIENCE_SECONDS", 0.5)
    add_release(FILES, derive(load(FILES)), "")
    kept = Releases(lambda: DAY)
    assert kept.current().number == 1
    database.db.session.rollback()
    with _locked(empty.config["SQLALCHEMY_DATABASE_URI"], "releases"):
        time.sleep(POLL_SECONDS)
        assert kept.current().number == 1, "the one in use is kept"
        assert kept._looking.acquire(timeout=60), "the look ends though the lock is held"


@contextmanager
def _locked(url: str, table: str) -> Iterator[Any]:
    plain = url.replace("postgresql+psycopg:", "postgresql:")
    with psycopg.connect(plain) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()
