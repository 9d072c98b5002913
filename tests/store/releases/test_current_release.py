"""The release in use: compiled once, kept when the store fails, copied for a start without it."""

from __future__ import annotations

import time
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal.store.database import StoreUnavailable, store_condition, writing
from portal.store.releases import current_release
from portal.store.releases.current_release import Releases
from portal.store.releases.release_copy import Spare, Stored
from portal.store.releases.stored import Derived, add_release
from tests.store.releases.test_releases import FILES, FLAT, publish


@pytest.fixture(autouse=True)
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the store counts: no polling pause in these tests."""
    monkeypatch.setattr(current_release, "POLL_SECONDS", 0.0)


def test_a_release_is_compiled_once_and_a_newer_one_is_noticed(empty: Flask) -> None:
    publish(FILES)
    kept = Releases(lambda: date(2026, 11, 24))
    assert kept.current() is kept.current()
    changed = {**FILES, FLAT: FILES[FLAT].replace("公租房", "廉租房")}
    assert publish(changed) == 2
    assert kept.current().number == 2
    assert kept.current().ruleset.services["flat"].name.zh == "廉租房"


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

    monkeypatch.setattr(current_release, "numbers_in_force", gone)
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
        without.setattr(current_release, "numbers_in_force", gone)
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
    spare.keep(Stored(number=1, published_at=datetime.now(UTC), digest="", derived=b"", files={}))
    assert spare.read() is None


def test_a_damaged_release_is_tried_once_and_told_until_a_good_one_follows(
    empty: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    publish(FILES)
    add_release({**FILES, FLAT: "[service\nbroken"}, Derived(), "damaged")
    kept = Releases(lambda: date(2026, 11, 24))
    assert [kept.current().number for _ in range(3)] == [1, 1, 1]
    assert store_condition().damaged == 2
    assert caplog.text.count("release 2 is damaged") == 1
    publish(FILES)
    assert kept.current().number == 3
    assert store_condition().damaged == 0


def test_only_the_services_of_the_last_districts_and_days_are_kept(empty: Flask) -> None:
    publish(FILES)
    release = Releases(lambda: date(2026, 11, 24)).current()
    (district, *_) = release.ruleset.gazetteer.districts.values()
    first = release.frame(district, date(2026, 1, 1))
    for number in range(300):
        release.frame(district, date(2026, 1, 2) + timedelta(number))
        assert release.frame(district, date(2026, 1, 1)) is first
    assert len(release._frames) == current_release._FRAMES


@pytest.mark.parametrize(
    "content", ["[" * 100_000, '{"files":' * 50_000, "[]", "1", '{"number": 1}', ""]
)
def test_a_spare_copy_of_another_shape_is_none(tmp_path: Path, content: str) -> None:
    spare = Spare(tmp_path, "sqlite:///here")
    spare._path.write_bytes(zlib.compress(content.encode()))
    assert spare.read() is None


def test_that_nothing_can_be_stored_is_said_once_in_the_log_and_when_it_is_over(
    empty: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def write(*, full: bool) -> None:
        with writing() as session:
            session.execute(text("SELECT 1"))
            if full:
                raise StoreUnavailable("database or disk is full")

    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            write(full=True)
    write(full=False)
    write(full=False)
    said = [record.message for record in caplog.records if record.name == "portal.store.database"]
    assert said == [
        "nothing can be stored: database or disk is full",
        "the database takes writes again",
    ]
