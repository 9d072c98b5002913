"""The connection of a request: given back, whatever became of the database meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from portal import create_app
from portal.config import Settings
from portal.store import database
from tests.conftest import SECRET


@pytest.mark.postgres
def test_a_database_gone_after_the_answer_was_made_does_not_spoil_it(
    postgres_copy: str, tmp_path: Path
) -> None:
    app = create_app(Settings(instance=tmp_path, database_url=postgres_copy, secret_key=SECRET))
    with app.app_context():
        number = database.db.session.scalar(text("SELECT pg_backend_pid()"))
        with database.db.engine.connect() as other:
            ended = text("SELECT pg_terminate_backend(:number, 5000)")
            assert other.scalar(ended, {"number": number})
    with app.app_context():
        assert database.db.session.scalar(text("SELECT 1")) == 1
        database.db.session.remove()
        database.db.engine.dispose()
