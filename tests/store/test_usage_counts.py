"""Counts: stored together, lost by no thread, and never the reason that a request fails."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.store import database, schema, usage_counts
from portal.store.tables import Report
from portal.store.usage_counts import count, counts, flush
from tests.conftest import SECRET

DAY = date(2026, 11, 24)


def numbers(first: date = DAY, last: date = DAY) -> dict[tuple[str, str], int]:
    database.db.session.rollback()
    return {(its.name, its.subject): its.number for its in counts(first, last)}


def test_counts_are_added_up_per_day_name_and_subject(empty: Flask) -> None:
    for _ in range(3):
        count("guide", "public-rental", DAY)
    count("search", day=DAY)
    flush()
    count("guide", "public-rental", DAY)
    count("guide", "public-rental", DAY + timedelta(days=1))
    flush()
    assert numbers() == {("guide", "public-rental"): 4, ("search", ""): 1}
    assert numbers(DAY + timedelta(days=1), DAY + timedelta(days=1)) == {
        ("guide", "public-rental"): 1
    }
    assert [its.name for its in counts(DAY, DAY, ("search",))] == ["search"]


def test_no_count_of_many_threads_is_lost(empty: Flask) -> None:
    def work() -> None:
        with empty.app_context():
            for number in range(200):
                count("guide", f"service-{number % 5}", DAY)
            database.db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    flush()
    assert numbers() == {("guide", f"service-{number}"): 320 for number in range(5)}


def test_two_processes_add_to_the_same_numbers(empty: Flask, tmp_path: Path) -> None:
    other = create_app(
        Settings(
            instance=tmp_path,
            database_url=empty.config["SQLALCHEMY_DATABASE_URI"],
            secret_key=SECRET,
        )
    )
    count("guide", "", DAY)
    flush()
    with other.app_context():
        count("guide", "", DAY)
        flush()
        database.db.session.remove()
        database.db.engine.dispose()
    assert numbers() == {("guide", ""): 2}


def test_a_page_view_writes_nothing_until_many_wait(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage_counts, "_SECONDS", float("inf"))
    for number in range(usage_counts._MOST_WAITING - 1):
        count("guide", f"service-{number}", DAY)
        count("guide", f"service-{number}", DAY)
    assert numbers() == {}
    count("guide", "the last", DAY)
    soon = time.monotonic() + 10
    while not numbers() and time.monotonic() < soon:
        time.sleep(0.05)
    assert len(numbers()) == usage_counts._MOST_WAITING


def test_what_has_waited_long_is_stored_with_the_next(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    count("guide", "", DAY)
    monkeypatch.setattr(usage_counts, "_SECONDS", 0.0)
    count("guide", "", DAY)
    assert numbers() == {("guide", ""): 2}


def test_counting_leaves_the_write_of_a_request_alone(empty: Flask) -> None:
    before = database.db.session.get(Report, 1)
    assert before is None
    database.db.session.add(Report(service="a", district="b", release=1))
    count("report", "", DAY)
    database.db.session.expunge_all()
    flush()
    assert numbers() == {("report", ""): 1}
    assert database.db.session.get(Report, 1) is None


@pytest.fixture
def lonely(tmp_path: Path) -> Flask:
    """A portal whose database has no tables."""
    return create_app(
        Settings(
            instance=tmp_path,
            database_url=f"sqlite:///{tmp_path / 'none.sqlite'}",
            secret_key=SECRET,
        )
    )


def test_a_store_that_fails_is_said_once_and_the_counts_wait(
    lonely: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with lonely.app_context(), caplog.at_level(logging.WARNING, "portal.store.usage_counts"):
        for _ in range(3):
            count("guide", "", DAY)
            flush()
        said = [record for record in caplog.records if record.name == "portal.store.usage_counts"]
        assert len(said) == 1
        schema.upgrade_schema()
        flush()
        assert numbers() == {("guide", ""): 3}
        database.db.session.remove()
        database.db.engine.dispose()


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_locked_database_is_not_waited_for(empty: Flask) -> None:
    """SQLite alone has one writer at a time."""
    count("guide", "", DAY)
    path = str(database.db.engine.url.database)
    with sqlite3.connect(path, isolation_level=None) as blocker:
        blocker.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        flush()
        assert time.monotonic() - began < 20
        blocker.execute("ROLLBACK")
    blocker.close()
    flush()
    assert numbers() == {("guide", ""): 1}
    with database.db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
