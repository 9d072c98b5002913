"""The condition of the store as the doctor sees it, on both kinds of database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from portal.cli.doctor.store import store_lines
from portal.publishing import derive
from portal.rules.building import load
from portal.store import database, diagnostics, schema
from portal.store.releases.stored import add_release
from tests.rules.worlds import COMMON, requirement, service

TODAY = date(2026, 11, 24)
FILES = {**COMMON, "services/housing/flat.toml": service(requirement("a", "owns_home == no"))}


def states() -> dict[str, str]:
    """What is said now, not what a read begun before would see."""
    database.db.session.remove()
    return {line.subject: line.state for line in store_lines(TODAY)}


def test_a_sound_store_has_no_fault_and_a_damaged_one_has(empty: Flask) -> None:
    add_release(FILES, derive(load(FILES)), "first")
    published = diagnostics.published_last()
    assert published is not None
    assert abs(datetime.now(UTC) - published).total_seconds() < 600
    assert abs(diagnostics.seconds_apart()) < 1
    found = states()
    assert "fault" not in found.values()
    # The PostgreSQL of the tests does not wait for the disk.
    assert found["database"] == ("ok" if diagnostics.is_sqlite() else "advice")
    assert (found["release"], found["schema"], found["time"]) == ("ok", "ok", "ok")
    with database.db.engine.begin() as connection:
        connection.execute(text("UPDATE revisions SET text = text || '#' WHERE id = 1"))
    assert states()["release"] == "fault"


@pytest.mark.parametrize("revision", ["0003", "9999"])
def test_a_schema_that_is_not_the_newest_ends_the_look(empty: Flask, revision: str) -> None:
    with database.db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    found = states()
    assert found["schema"] == "fault"
    assert "release" not in found
    with database.db.engine.begin() as connection:
        newest = {"r": schema.revisions()[-1]}
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), newest)
