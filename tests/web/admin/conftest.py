"""An application for tests of administrators' pages: a fresh store, cheap passwords, a clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.publishing.permitting import documents_of
from portal.store import database
from tests.conftest import SECRET, TODAY


@dataclass
class Clock:
    """A clock that tests move."""

    at: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **time: float) -> None:
        """Let time pass."""
        self.at += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    """The clock of ``admin_app``."""
    return Clock()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the shipped rules as release 1, to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    path = folder / "portal.sqlite"
    app = create_app(Settings(folder, f"sqlite:///{path}", SECRET))
    with app.app_context():
        database.upgrade_schema()
        assert seed(read_folder(SHIPPED)) == 1
        database.db.session.remove()
        database.db.engine.dispose()
    return path


@pytest.fixture
def admin_app(tmp_path: Path, seeded: Path, clock: Clock) -> Iterator[Flask]:
    """The portal on a store of its own with the shipped rules and nobody in it."""
    path = tmp_path / "portal.sqlite"
    path.write_bytes(seeded.read_bytes())
    settings = Settings(tmp_path, f"sqlite:///{path}", SECRET, password_memory=8, password_rounds=1)
    app = create_app(settings, today=lambda: TODAY, now=clock)
    documents_of.cache_clear()  # kept by the number of the release, of another store here
    yield app
    with app.app_context():
        database.db.engine.dispose()
