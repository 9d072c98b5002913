"""The drills: run for real on both kinds of database, and told where and how they fail."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from drills import earlier_store, restore, upgrade
from drills.__main__ import main
from drills.authenticator import Authenticator
from drills.contents import Contents, SecondFactor
from drills.databases import SQLITE
from drills.host import Host
from drills.looks import Seen
from drills.old_host import Left
from drills.steps import Failed, Steps, Wrong
from portal.store import database, reports, schema
from tests.store.conftest import (  # noqa: F401
    blank,
    empty,
    postgres_blank,
    postgres_copy,
    postgres_url,
)

LOOKS = (
    "pages equal",
    "receipts verify",
    "passkey let in",
    "kiosk are there",
    "audit chain",
    "no fault",
)


@pytest.mark.slow
def test_a_backup_is_restored_onto_a_new_host_and_all_is_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert main(["restore", "--on", "sqlite"]) == 0, capsys.readouterr().out
    said = capsys.readouterr().out
    for words in (*LOOKS, "Restored ", "with another secret key it is refused"):
        assert words in said
    assert list(tmp_path.iterdir()) == [], "it leaves nothing behind"


@pytest.mark.slow
def test_a_store_of_the_schema_before_is_upgraded_and_all_is_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["upgrade", "--on", "sqlite"]) == 0, capsys.readouterr().out
    said = capsys.readouterr().out
    before, newest = schema.revisions()[-2:]
    for words in (*LOOKS, f"store at {before}", f"upgrade to {newest}", "every row of"):
        assert words in said


@pytest.mark.slow
def test_both_drills_pass_on_postgres(
    postgres_url: str,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--on", "postgres", "--server", postgres_url]) == 0, capsys.readouterr().out
    said = capsys.readouterr().out
    for words in ("restore on PostgreSQL", "upgrade on PostgreSQL", *LOOKS):
        assert words in said


@pytest.fixture
def left(tmp_path: Path) -> Left:
    """What a host would leave whose backup was cut off."""
    backup = tmp_path / "cut-off.backup"
    backup.write_bytes(b"PK\x03\x04")
    contents = Contents(
        release=1,
        second_factor=SecondFactor(secret="", passkey=Authenticator(), recovery_codes=()),
        kiosk="",
        receipts=(),
        paths=(),
        audited=0,
    )
    return Left(backup=backup, secret_key="k" * 40, contents=contents, seen=Seen({}, {}))


def test_a_backup_that_cannot_be_restored_ends_the_drill_with_what_to_do(
    left: Left, tmp_path: Path
) -> None:
    steps = Steps("restore")
    with pytest.raises(Failed) as fault:
        restore.run(steps, left, SQLITE, tmp_path)
    assert (fault.value.step, steps.done) == ("refuse another key", [])
    assert "PORTAL_SECRET_KEY" in fault.value.mend


def test_a_schema_that_never_was_ends_the_drill(left: Left, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="0000 is no revision"):
        upgrade.run(Steps("upgrade"), left, SQLITE, tmp_path, "0000")


def test_a_step_tells_what_it_verified_and_a_failed_one_is_not_done() -> None:
    steps = Steps("trial")
    with steps.step("first", "mend it") as verified:
        verified.extend(("one", "two"))
    with pytest.raises(Failed, match="second: gone") as fault, steps.step("second", "mend it"):
        raise Wrong("gone")
    assert fault.value.mend == "mend it"
    assert [step.name for step in steps.done] == ["first"]
    assert "| first | 0.0 | one; two |" in steps.table()


def test_a_host_is_told_nothing_of_the_portal_it_is_started_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://the-real-one")
    monkeypatch.setenv("PORTAL_SMTP", "smtp://the-real-one")
    monkeypatch.setenv("WEB_CONCURRENCY", "7")
    environment = Host(folder=tmp_path / "host").environment
    assert not any("the-real-one" in value for value in environment.values())
    assert environment["WEB_CONCURRENCY"] == "1"
    assert environment["PORTAL_INSTANCE"] == str(tmp_path / "host")


def test_a_row_that_a_migration_changed_is_found(empty: Flask) -> None:  # noqa: F811
    for words in ("one", "two"):
        reports.add_report("flat", "old", 1, words)
    before = earlier_store.digests()
    assert before["reports"].rows == 2
    assert earlier_store.changed(before) == ()
    with database.writing() as session:
        session.execute(text("UPDATE reports SET words = 'three' WHERE words = 'two'"))
    assert earlier_store.changed(before) == ("reports",)


def test_an_unknown_drill_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["flood"])
    assert "no such drill: flood" in capsys.readouterr().err
