"""A portal with a counter, shared by the tests of kiosks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.store import database
from tests.web.kiosk.machines import portal_with_counter


@pytest.fixture(scope="session")
def kiosk_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The portal with a counter."""
    app = portal_with_counter(tmp_path_factory.mktemp("counter"))
    yield app
    with app.app_context():
        database.db.engine.dispose()
