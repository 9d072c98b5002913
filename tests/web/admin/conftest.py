"""An application for tests of administrators' pages: a fresh store, cheap passwords, a clock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
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


@pytest.fixture
def admin_app(tmp_path: Path, seeded: Path, clock: Clock) -> Iterator[Flask]:
    """The portal on a store of its own with the shipped rules and nobody in it."""
    url = f"sqlite:///{shutil.copy(seeded, tmp_path)}"
    settings = Settings(
        instance=tmp_path, database_url=url, secret_key=SECRET, password_memory=8, password_rounds=1
    )
    app = create_app(settings, today=lambda: TODAY, now=clock)
    yield app
    with app.app_context():
        database.db.engine.dispose()
