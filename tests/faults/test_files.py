"""The database file is lost, replaced or damaged: nothing is acknowledged that is not kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from portal.publishing import derive
from portal.rules.building import load
from portal.store.database import db
from portal.store.releases.stored import add_release, files_of
from tests.faults.conftest import store_of
from tests.faults.running import GUIDE, Crowd, running, wait_until

pytestmark = pytest.mark.slow
REPORT = {"service": "public-rental", "district": "shapingba", "words": "窗口说"}


def reports_in(database: Path) -> int:
    """How many reports a database file holds."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM reports").fetchone()[0])


def aside(folder: Path) -> Path:
    """Move the database with what belongs to it out of the way, as a wrong command would."""
    away = folder / "away"
    away.mkdir()
    for path in folder.glob("portal.sqlite*"):
        path.rename(away / path.name)
    return away


def replace_by(folder: Path, database: Path) -> None:
    """Put another database in place, at once."""
    shutil.copy(database, folder / "other")
    os.replace(folder / "other", folder / "portal.sqlite")


def test_into_a_lost_file_nothing_is_written_and_the_portal_says_so(
    folder: Path, seeded: Path
) -> None:
    with running(folder) as portal:
        with Crowd(lambda: portal.ask("/report", REPORT), 3) as crowd:
            wait_until(lambda: crowd.statuses().get(303, 0) > 20)
            away = aside(folder)
            wait_until(lambda: not portal.ready())
            before = len(crowd.replies) + 3
            wait_until(lambda: len(crowd.replies) > before + 20)
        assert {reply.status for reply in crowd.replies[before:]} == {503}
        assert portal.ask(GUIDE).status == 200
        assert not (folder / "portal.sqlite").exists()
        assert reports_in(away / "portal.sqlite") >= crowd.statuses()[303]
        replace_by(folder, seeded)
        wait_until(portal.ready)
        for _ in range(10):
            assert portal.ask("/report", REPORT).status == 303
        assert reports_in(folder / "portal.sqlite") == 10


def publish_again(folder: Path) -> None:
    """Publish a second release beside a running portal."""
    with store_of(folder).app_context():
        files = files_of(1)
        assert add_release(files, derive(load(files)), "Second release") == 2
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("how", ["damaged", "lost"])
def test_with_a_damaged_or_lost_database_a_start_serves_guides_from_the_spare_copy(
    folder: Path, how: str
) -> None:
    with running(folder) as portal:
        publish_again(folder)
        wait_until(lambda: '"release": 2' in portal.ask("/api/v1/topics").text.replace(":", ": "))
    for path in folder.glob("portal.sqlite*"):
        path.unlink()
    if how == "damaged":
        (folder / "portal.sqlite").write_bytes(b"no database at all" * 1000)
    with running(folder, started="/livez") as portal:
        wait_until(lambda: portal.ask(GUIDE).status == 200)
        assert portal.ask("/readyz").status == 503
        assert portal.ask("/report", REPORT).status == 503
        assert portal.said("served from the spare copy of release 2") == 1
