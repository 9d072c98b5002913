"""What all tests share: an application on the shipped rules, seeded once, at a fixed day."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.rules.building import load
from portal.rules.model import Ruleset
from portal.store import database
from tests.sharing import share
from tests.web.fetching import Fetcher, Finishing

TODAY = date(2026, 11, 24)
SECRET = "a secret only for tests, long enough"

settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("default")
Flask.test_client_class = Finishing
share()


def required(what: str) -> bool:
    """Whether tests that need something may not be skipped here."""
    return what in os.environ.get("PORTAL_TEST_REQUIRE", "").split(",")


@pytest.fixture(scope="session")
def shipped() -> Ruleset:
    """The shipped rules."""
    return load(read_folder(SHIPPED))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the shipped rules as release 1, to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    portal = create_app(Settings(folder, f"sqlite:///{folder / 'portal.sqlite'}", SECRET))
    with portal.app_context():
        database.upgrade_schema()
        assert seed(read_folder(SHIPPED)) == 1
        database.db.session.remove()
        database.db.engine.dispose()
    return folder / "portal.sqlite"


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Flask]:
    """The portal on SQLite with the shipped rules as release 1."""
    folder = tmp_path_factory.mktemp("instance")
    shutil.copy(seeded, folder)
    portal = create_app(
        Settings(folder, f"sqlite:///{folder / 'portal.sqlite'}", SECRET, offices=("127.0.0.0/8",)),
        today=lambda: TODAY,
    )
    yield portal
    with portal.app_context():
        database.db.engine.dispose()


@pytest.fixture
def fetch(app: Flask) -> Fetcher:
    """Fetches pages and lints each."""
    return Fetcher(app.test_client())
