"""The audit log: only added to; whatever is changed, taken out or cut off is found."""

from __future__ import annotations

import json
import threading

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.store import audit, database
from portal.store.audit import Act, AuditFilter, record
from portal.store.database import StoreUnavailable, writing


def act(number: int, who: str = "王晓") -> None:
    with writing() as session:
        record(session, who, Act.DRAFT_COMMENT, f"draft {number}", {"n": number, "why": "因为"})


@pytest.fixture
def log(empty: Flask) -> Flask:
    """A log of five entries."""
    for number in range(5):
        act(number)
    return empty


def tamper(*statements: str) -> None:
    """Change the tables as somebody with the database in hand could: the guard goes first."""
    with database.db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("DROP TRIGGER audit_no_change ON audit"))
        for statement in statements:
            connection.execute(text(statement))


def test_an_empty_log_and_a_log_as_written_are_whole(empty: Flask) -> None:
    assert audit.verify() is None
    act(1)
    assert audit.verify() is None
    assert audit.head()[0] == 1


@pytest.mark.parametrize(
    "change",
    [
        "who = 'somebody else'",
        "what = 'nothing'",
        "subject = 'draft 9'",
        "details = '{}'",
        "at = '2020-01-01T00:00:00+00:00'",
        "digest = 'abc'",
        "previous = 'abc'",
    ],
)
def test_an_entry_that_was_changed_is_named(log: Flask, change: str) -> None:
    tamper(f"UPDATE audit SET {change} WHERE number = 3")
    assert audit.verify() == 3


def test_an_entry_that_was_taken_out_is_named(log: Flask) -> None:
    tamper("DELETE FROM audit WHERE number = 2")
    assert audit.verify() == 2


def test_entries_cut_off_at_the_end_are_missed(log: Flask) -> None:
    tamper("DELETE FROM audit WHERE number > 3")
    assert audit.verify() == 4


def test_a_head_moved_back_without_the_secret_is_found(log: Flask) -> None:
    tamper(
        "UPDATE audit_head SET number = 3, digest = (SELECT digest FROM audit WHERE number = 3)",
        "DELETE FROM audit WHERE number > 3",
    )
    assert audit.verify() == 4


def test_an_emptied_log_is_found_as_soon_as_there_are_people(log: Flask) -> None:
    tamper(
        "DELETE FROM audit",
        "UPDATE audit_head SET number = 0, digest = '', signature = ''",
        "INSERT INTO editors (name, role, password, setup, totp_secret, totp_step, active, "
        "created_at) VALUES ('x', 'editor', '', '', '', 0, true, '2026-01-01 00:00:00')",
    )
    assert audit.verify() == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET who = 'x'", "DELETE FROM audit WHERE number = 5"]
)
def test_the_database_itself_refuses_changes(log: Flask, statement: str) -> None:
    with pytest.raises(DBAPIError, match="only added"), database.db.engine.begin() as connection:
        connection.execute(text(statement))
    assert audit.verify() is None


def test_an_entry_stands_and_falls_with_what_it_tells_of(log: Flask) -> None:
    def stops() -> None:
        with writing() as session:
            record(session, "王晓", Act.SIGNED_IN, "nothing")
            raise RuntimeError("the machine stopped")

    with pytest.raises(RuntimeError):
        stops()
    assert audit.head()[0] == 5
    act(6)
    assert audit.verify() is None


def test_many_writers_make_one_chain(empty: Flask) -> None:
    faults: list[Exception] = []

    def write(who: str) -> None:
        with empty.app_context():
            try:
                for number in range(20):
                    act(number, who)
            except StoreUnavailable as fault:
                faults.append(fault)

    threads = [threading.Thread(target=write, args=(f"writer {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert audit.verify() is None
    assert audit.head()[0] == 80


def test_entries_are_paged_newest_first_and_filtered(log: Flask) -> None:
    act(9, "陈实")
    found, older = audit.entries()
    assert [entry.number for entry in found] == [6, 5, 4, 3, 2, 1]
    assert older == 0
    found, _ = audit.entries(1, AuditFilter(who="陈实"))
    assert [entry.subject for entry in found] == ["draft 9"]
    assert audit.entries(1, AuditFilter(what="nothing")) == ((), 0)


def test_a_page_says_where_to_go_on_and_reads_no_further(
    log: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PAGE", 2)
    found, older = audit.entries()
    assert ([entry.number for entry in found], older) == ([5, 4], 4)
    found, older = audit.entries(older)
    assert ([entry.number for entry in found], older) == ([3, 2], 2)
    found, older = audit.entries(older)
    assert ([entry.number for entry in found], older) == ([1], 0)
    monkeypatch.setattr(audit, "LOOKED_THROUGH", 3)
    found, older = audit.entries(0, AuditFilter(draft=1))
    assert ([entry.subject for entry in found], older) == (["draft 1"], 0), "found by the index"
    act(9, "陈实")
    for number in (10, 11, 12):
        act(number)
    wanted = AuditFilter(who="陈实")
    assert audit.entries(0, wanted) == ((), 7)
    found, older = audit.entries(7, wanted)
    assert ([entry.subject for entry in found], older) == (["draft 9"], 4)


def test_a_span_of_moments_is_found_along_the_numbers(log: Flask) -> None:
    stamps = ", ".join(f"({n}, '2026-11-2{n}T00:00:00.000+00:00')" for n in range(1, 6))
    tamper(
        f"WITH s(n, at) AS (VALUES {stamps}) UPDATE audit SET at = (SELECT at FROM s "
        "WHERE n = audit.number)"
    )
    span = AuditFilter(
        since="2026-11-22T00:00:00.000+00:00", before="2026-11-24T00:00:00.000+00:00"
    )
    assert [entry.number for entry in audit.entries(0, span)[0]] == [3, 2]
    assert [entry.number for entry in audit.all_entries(span)] == [2, 3]
    later = AuditFilter(since="2027-01-01T00:00:00.000+00:00")
    assert audit.entries(0, later) == ((), 0)
    assert list(audit.all_entries(AuditFilter(before="2020-01-01T00:00:00.000+00:00"))) == []


def test_an_export_carries_the_chain_and_the_signed_head(log: Flask) -> None:
    lines = [json.loads(line) for line in audit.export_lines()]
    assert [line["number"] for line in lines[:-1]] == [1, 2, 3, 4, 5]
    assert lines[1]["previous"] == lines[0]["digest"]
    assert lines[-1]["head"]["digest"] == lines[-2]["digest"]


def test_a_log_longer_than_a_batch_is_read_whole(
    log: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_BATCH", 2)
    assert [entry.number for entry in audit.all_entries()] == [1, 2, 3, 4, 5]
