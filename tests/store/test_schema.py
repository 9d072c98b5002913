"""Migrations with people in the store: tables that others refer to are replaced with their rows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Connection, MetaData, insert, text

from portal.store import database, schema
from portal.store.database import StoreUnavailable, writing
from portal.store.storable_values import Unstorable
from portal.store.tables import Passkey, SignInRule

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
#: The first schema that knew people.
WITH_PEOPLE = "0003"


def put_people(connection: Connection) -> None:
    """An administrator with a recovery code, as any schema that knows people takes them."""
    tables = MetaData()
    tables.reflect(connection)
    person = {"id": 1, "name": "王", "role": "manager", "password": "", "setup": ""}
    rest = {"totp_secret": "", "totp_step": 0, "active": True, "created_at": NOW}
    connection.execute(insert(tables.tables["editors"]), {**person, **rest})
    code = {"editor_id": 1, "digest": "d"}
    connection.execute(insert(tables.tables["recovery_codes"]), code)


def test_people_and_what_refers_to_them_outlive_every_migration(empty: Flask) -> None:
    known = schema.revisions()
    for earlier in known[known.index(WITH_PEOPLE) : -1]:
        with schema.migrating() as connection:
            schema.migrate_to(connection, "base")
            schema.migrate_to(connection, earlier)
            put_people(connection)
        assert schema.upgrade_schema(), earlier
        with database.db.engine.connect() as connection:
            joined = "SELECT name FROM editors JOIN recovery_codes ON editor_id = editors.id"
            assert list(connection.scalars(text(joined))) == ["王"], earlier


def test_sign_ins_outlive_the_passkeys_that_come_and_go(empty: Flask) -> None:
    before = schema.revisions()[schema.revisions().index("0013") - 1]
    signed_in = {"digest": "d", "editor_id": 1, "factors": 2, "address": "", "agent": ""}
    moments = dict.fromkeys(("created_at", "seen_at", "confirmed_at"), NOW)
    key = {"editor_id": 1, "credential": "c", "public_key": b"\0\xff", "sign_count": 2**32 - 1}
    rest = {"host": "h", "name": "办公室电脑", "created_at": NOW}
    with schema.migrating() as connection:
        schema.migrate_to(connection, before)
        put_people(connection)
        tables = MetaData()
        tables.reflect(connection)
        connection.execute(insert(tables.tables["sign_ins"]), {**signed_in, **moments})
    assert schema.upgrade_schema()
    joined = "SELECT digest, challenge, factors FROM sign_ins"
    with writing() as session:
        assert session.execute(text(joined)).one() == ("d", "", 2)
        session.add(Passkey(**key, **rest))
        session.add(SignInRule(id=1, editors_since=NOW))
    with schema.migrating() as connection:
        schema.migrate_to(connection, before)
        assert connection.execute(text("SELECT digest, factors FROM sign_ins")).one() == ("d", 2)
        assert connection.scalar(text("SELECT count(*) FROM recovery_codes")) == 1
    assert schema.upgrade_schema()
    with writing() as session:
        assert session.execute(text("SELECT count(*) FROM passkeys")).scalar() == 0
        session.add(Passkey(**key, **rest))
    with pytest.raises(Unstorable), writing() as session:
        session.add(Passkey(**key, **rest))


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_a_reference_to_nothing_is_undone(empty: Flask) -> None:
    orphan = text("INSERT INTO recovery_codes (editor_id, digest) VALUES (7, 'd')")
    refused = pytest.raises(StoreUnavailable, match="recovery_codes refers to what is not there")
    with refused, schema.migrating() as connection:
        connection.execute(orphan)
    with database.db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM recovery_codes")) == 0
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_what_is_assigned_comes_and_goes_with_its_migration_and_reports_outlive_it(
    empty: Flask,
) -> None:
    reports = "SELECT words FROM reports ORDER BY id"
    with schema.migrating() as connection:
        schema.migrate_to(connection, "0010")
        put_people(connection)
        tables = MetaData()
        tables.reflect(connection)
        report = {"service": "public-rental", "district": "yongchuan", "release": 1}
        rest = {"words": "要三年", "state": "new", "remark": "", "created_at": NOW}
        connection.execute(insert(tables.tables["reports"]), {**report, **rest})
    assert schema.upgrade_schema()
    with schema.migrating() as connection:
        assert list(connection.scalars(text("SELECT assigned_to FROM reports"))) == [None]
        connection.execute(text("UPDATE reports SET assigned_to = 1"))
        tables = MetaData()
        tables.reflect(connection)
        lapsing = {"path": "services/a/b.toml", "series": "parameters/rent", "editor_id": 1}
        connection.execute(insert(tables.tables["responsibilities"]), lapsing)
        feed = {"editor_id": 1, "digest": "d", "made_at": NOW}
        connection.execute(insert(tables.tables["calendar_feeds"]), feed)
    with schema.migrating() as connection:
        schema.migrate_to(connection, "0010")
        assert list(connection.scalars(text(reports))) == ["要三年"]
        left = MetaData()
        left.reflect(connection)
        assert not {"responsibilities", "calendar_feeds"} & set(left.tables)
        assert "assigned_to" not in left.tables["reports"].columns
    assert schema.upgrade_schema()
    with database.db.engine.connect() as connection:
        assert list(connection.scalars(text(reports))) == ["要三年"]
