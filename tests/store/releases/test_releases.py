"""Releases: seeded whole or not at all, immutable, given back as they were put in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.publishing import derive, seed
from portal.publishing.item_edits import documents_of
from portal.rules.building import load
from portal.rules.problems import ContentError
from portal.store import database, schema
from portal.store.database import StoreUnavailable
from portal.store.releases import stored
from portal.store.releases.current_release import Releases
from portal.store.releases.stored import add_release, newest_number
from portal.store.tables import Base, Release, Revision
from tests.conftest import SECRET
from tests.rules.worlds import COMMON, requirement, service

FLAT = "services/housing/flat.toml"
FILES = {**COMMON, FLAT: service(requirement("a", "owns_home == no"))}


def publish(files: dict[str, str]) -> int:
    return add_release(files, derive(load(files)), "for a test")


def test_migrations_make_exactly_the_tables_of_the_models(empty: Flask) -> None:
    with database.db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_down_and_up_again_with_data(empty: Flask) -> None:
    publish(FILES)
    with schema.migrating() as connection:
        schema.migrate_to(connection, "base")
    schema.upgrade_schema()
    assert newest_number() == 0


def test_a_release_gives_back_what_was_put_in(empty: Flask) -> None:
    assert publish(FILES) == 1
    current = Releases(lambda: date(2026, 11, 24)).current()
    assert current.number == 1
    assert dict(current.files) == FILES
    assert current.ruleset.services["flat"].name.zh == "公租房"
    assert current.derived.pinyin["公租房"] == ("gongzufang", "gzf")
    assert current.derived.traditional["旧区"] == "舊區"


def test_the_rules_of_a_release_are_those_of_the_store_at_hand(
    empty: Flask, tmp_path: Path
) -> None:
    renamed = {**FILES, FLAT: FILES[FLAT].replace("公租房", "廉租房")}
    publish(FILES)
    assert stored.ruleset_of(1).services["flat"].name.zh == "公租房"
    url = f"sqlite:///{tmp_path / 'restored.sqlite'}"
    restored = create_app(Settings(instance=tmp_path, database_url=url, secret_key=SECRET))
    with restored.app_context():
        schema.upgrade_schema()
        publish(renamed)
        assert stored.ruleset_of(1).services["flat"].name.zh == "廉租房"
        assert documents_of(1)[FLAT]["service"]["name"]["zh"] == "廉租房"
        database.db.session.remove()
        database.db.engine.dispose()
    assert stored.ruleset_of(1).services["flat"].name.zh == "公租房"
    assert documents_of(1)[FLAT]["service"]["name"]["zh"] == "公租房"


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

    monkeypatch.setattr(stored, "_revision", fails)
    with pytest.raises(RuntimeError):
        add_release(FILES, derive(load(FILES)), "never")
    assert newest_number() == 1


def test_sqlite_writes_ahead_and_keeps_its_references(empty: Flask) -> None:
    if database.db.engine.dialect.name != "sqlite":
        return
    with database.db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
