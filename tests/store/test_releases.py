"""Releases: seeded whole or not at all, immutable, compiled once, kept when the store fails."""

from __future__ import annotations

import time
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade

from portal.publishing import derive, seed
from portal.rules.building import load
from portal.rules.problems import ContentError
from portal.store import database, releases
from portal.store.condition import condition
from portal.store.database import StoreUnavailable
from portal.store.releases import Derived, Releases, add_release, newest_number
from portal.store.spare import Spare, Stored
from portal.store.tables import Base, Release, Revision
from tests.rules.worlds import COMMON, requirement, service

FLAT = "services/housing/flat.toml"
FILES = {**COMMON, FLAT: service(requirement("a", "owns_home == no"))}


@pytest.fixture(autouse=True)
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the store counts: no polling pause in these tests."""
    monkeypatch.setattr(releases, "POLL_SECONDS", 0.0)


def publish(files: dict[str, str]) -> int:
    return add_release(files, derive(load(files)), "for a test")


def test_migrations_make_exactly_the_tables_of_the_models(empty: Flask) -> None:
    with database.db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_down_and_up_again_with_data(empty: Flask) -> None:
    publish(FILES)
    downgrade(directory=str(database.MIGRATIONS), revision="base")
    database.upgrade_schema()
    assert newest_number() == 0


def test_a_release_gives_back_what_was_put_in(empty: Flask) -> None:
    assert publish(FILES) == 1
    current = Releases(lambda: date(2026, 11, 24)).current()
    assert current.number == 1
    assert dict(current.files) == FILES
    assert current.ruleset.services["flat"].name.zh == "公租房"
    assert current.derived.pinyin["公租房"] == ("gongzufang", "gzf")
    assert current.derived.traditional["旧区"] == "舊區"


def test_a_release_is_compiled_once_and_a_newer_one_is_noticed(empty: Flask) -> None:
    publish(FILES)
    kept = Releases(lambda: date(2026, 11, 24))
    assert kept.current() is kept.current()
    changed = {**FILES, FLAT: FILES[FLAT].replace("公租房", "廉租房")}
    assert publish(changed) == 2
    assert kept.current().number == 2
    assert kept.current().ruleset.services["flat"].name.zh == "廉租房"


def test_an_unchanged_document_is_the_same_revision(empty: Flask) -> None:
    publish(FILES)
    publish({**FILES, FLAT: FILES[FLAT].replace("公租房", "廉租房")})
    assert database.db.session.query(Revision).count() == len(FILES) + 1


def test_a_damaged_document_stops_seeding_and_nothing_is_half_stored(empty: Flask) -> None:
    with pytest.raises(ContentError) as fault:
        seed({**FILES, FLAT: "[service\nbroken"})
    assert FLAT in str(fault.value)
    assert newest_number() == 0
    assert database.db.session.query(Revision).count() == 0
    with pytest.raises(StoreUnavailable, match="no release"):
        Releases(lambda: date(2026, 11, 24)).current()


def test_seeding_a_store_that_has_a_release_changes_nothing(empty: Flask) -> None:
    publish(FILES)
    assert seed({}) == 0
    assert database.db.session.query(Release).count() == 1


def test_a_failure_in_the_middle_of_a_write_leaves_nothing(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(FILES)
    database.db.session.rollback()

    def fails(*_: object) -> Revision:
        raise RuntimeError("the machine stopped")

    monkeypatch.setattr(releases, "_revision", fails)
    with pytest.raises(RuntimeError):
        add_release(FILES, derive(load(FILES)), "never")
    assert newest_number() == 1


def test_the_release_in_use_outlives_a_release_that_cannot_be_read(empty: Flask) -> None:
    publish(FILES)
    kept = Releases(lambda: date(2026, 11, 24))
    assert kept.current().number == 1
    add_release({**FILES, FLAT: "[service\nbroken"}, kept.current().derived, "damaged")
    assert kept.current().number == 1


def test_the_release_in_use_outlives_the_database(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(FILES)
    kept = Releases(lambda: date(2026, 11, 24))
    kept.current()

    def gone(_day: date) -> tuple[int, ...]:
        raise StoreUnavailable("the server went away")

    monkeypatch.setattr(releases, "numbers_in_force", gone)
    assert kept.current().number == 1
    with pytest.raises(StoreUnavailable):
        Releases(lambda: date(2026, 11, 24)).current()


def test_a_process_that_starts_while_the_database_is_gone_takes_the_spare_copy(
    empty: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(FILES)
    spare = Spare(tmp_path, "sqlite:///here")
    original = Releases(lambda: date(2026, 11, 24), spare).current()

    def gone(_day: date) -> tuple[int, ...]:
        raise StoreUnavailable("the server went away")

    with monkeypatch.context() as without:
        without.setattr(releases, "numbers_in_force", gone)
        started = Releases(lambda: date(2026, 11, 24), spare)
        assert started.current().files == original.files
        assert started.current().published_at == original.published_at
        assert started.current().derived == original.derived
        with pytest.raises(StoreUnavailable, match="went away"):
            Releases(lambda: date(2026, 11, 24), Spare(tmp_path, "another")).current()
    publish({**FILES, FLAT: FILES[FLAT].replace("公租房", "廉租房")})
    ends = time.monotonic() + 30
    while started.current().number == 1 and time.monotonic() < ends:
        time.sleep(0.01)
    with started._looking:  # the last look is over
        assert started.loaded
    assert started.loaded.number == 2


@pytest.mark.parametrize("content", [b"", b"junk", zlib.compress(b"{}"), zlib.compress(b"[1]")])
def test_a_spare_copy_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    spare = Spare(tmp_path, "sqlite:///here")
    assert spare.read() is None
    spare._path.write_bytes(content)
    assert spare.read() is None


def test_where_no_spare_copy_can_be_written_nothing_fails(tmp_path: Path) -> None:
    spare = Spare(tmp_path / "nowhere", "sqlite:///here")
    spare.keep(Stored(1, datetime.now(UTC), "", b"", {}))
    assert spare.read() is None


def test_a_damaged_release_is_tried_once_and_told_until_a_good_one_follows(
    empty: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    publish(FILES)
    add_release({**FILES, FLAT: "[service\nbroken"}, Derived(), "damaged")
    kept = Releases(lambda: date(2026, 11, 24))
    assert [kept.current().number for _ in range(3)] == [1, 1, 1]
    assert condition().damaged == 2
    assert caplog.text.count("release 2 is damaged") == 1
    publish(FILES)
    assert kept.current().number == 3
    assert condition().damaged == 0


def test_sqlite_writes_ahead_and_keeps_its_references(empty: Flask) -> None:
    if database.db.engine.dialect.name != "sqlite":
        return
    with database.db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
