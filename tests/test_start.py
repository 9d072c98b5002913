"""What a process loads before it answers, and what it has ready when it says so."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.store import database
from portal.store.releases.current_release import Releases
from portal.web.warm_up import begin_apart, warm_up

#: Libraries and parts of the portal that few requests need: a start loads none of them.
LATE = (
    "alembic",
    "email.headerregistry",
    "httpx",
    "icalendar",
    "markdown_it",
    "openpyxl",
    "opencc",
    "portal.mail_delivery",
    "portal.store.postgres_connection",
    "portal.store.schema",
    "psycopg",
    "pypinyin",
    "selectolax",
    "smtplib",
    "sqlalchemy.dialects.postgresql",
    "tomlkit",
    "valkey",
    "webauthn",
    "zxcvbn",
)
_STARTED = """
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from portal import create_app
from portal.config import Settings

folder = Path(sys.argv[1])
create_app(
    Settings(
        instance=folder,
        database_url=f"sqlite:///{folder / 'portal.sqlite'}",
        secret_key="a secret of this test alone, long enough",
    )
)
print("\\n".join(sys.modules))
"""


def test_a_start_beside_sqlite_loads_nothing_that_few_requests_need(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _STARTED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "sqlalchemy.dialects.sqlite" in loaded
    assert loaded & set(LATE) == set()


@pytest.fixture
def cold(tmp_path: Path, seeded: Path) -> Iterator[Flask]:
    """A portal that was asked nothing yet."""
    shutil.copy(seeded, tmp_path)
    app = _portal(tmp_path)
    yield app
    with app.app_context():
        database.db.engine.dispose()


def _portal(folder: Path) -> Flask:
    return create_app(
        Settings(
            instance=folder,
            database_url=f"sqlite:///{folder / 'portal.sqlite'}",
            secret_key="a secret of this test alone, long enough",
        )
    )


def _releases(app: Flask) -> Releases:
    releases: Releases = app.extensions["portal_releases"]
    return releases


def test_what_the_first_page_and_the_first_search_need_is_made_before_anybody_asks(
    cold: Flask,
) -> None:
    warm_up(cold)
    release = _releases(cold).loaded
    assert release is not None
    made = dict(vars(release))
    compiled = len(cold.jinja_env.cache or ())
    client = cold.test_client()
    for address in ("/", "/en/", "/zh-hant/search?words=社保", "/check"):
        assert client.get(address).status_code == 200
    assert vars(release) == made
    assert len(cold.jinja_env.cache or ()) == compiled


def test_warming_up_counts_nobody_and_keeps_no_page(cold: Flask) -> None:
    tally = cold.extensions["portal_tally"]
    warm_up(cold)
    assert cold.extensions["portal_tally"] is tally
    assert not tally._waiting
    assert len(cold.extensions["portal_pages"]) == 0


def test_a_portal_without_a_store_starts_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = _portal(tmp_path)
    warm_up(app)
    assert _releases(app).loaded is None
    assert "started without a release" in caplog.text
    assert app.test_client().get("/").status_code == 503


def test_a_forked_process_looks_for_releases_though_its_parent_was_looking(cold: Flask) -> None:
    warm_up(cold)
    releases = _releases(cold)
    assert releases._looking.acquire(blocking=False)
    begin_apart(cold)
    assert releases._looking.acquire(blocking=False)
