"""The operator's commands: db, backup, restore, and a doctor that finds each fault it speaks of."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask_migrate import downgrade

from portal import create_app
from portal.cli.doctor import keeping, machine
from portal.config import read_settings
from portal.i18n import CHONGQING
from portal.store import database
from tests.conftest import required
from tests.test_cli import run

SETTINGS = ("PORTAL_DATABASE_URL", "PORTAL_SECRET_KEY", "PORTAL_VALKEY_URL", "HOST", "PORT")
PERSON = ("editor", "add", "李敏", "--role", "manager")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the shipped rules and one entry in the audit log."""
    folder = tmp_path_factory.mktemp("seeded")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PORTAL_INSTANCE", str(folder))
        for name in SETTINGS:
            environment.delenv(name, raising=False)
        run("seed")
        run(*PERSON)
    (folder / "portal.sqlite").chmod(0o600)
    return folder


@pytest.fixture
def folder(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, and no other setting."""
    copy = tmp_path / "instance"
    shutil.copytree(seeded, copy)
    copy.chmod(0o755)
    monkeypatch.setenv("PORTAL_INSTANCE", str(copy))
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    return copy


def execute(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "portal.sqlite")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def lines(code: int) -> dict[str, tuple[str, str]]:
    """What the doctor says: subject → (state, words)."""
    output = run("doctor", "--json", code=code)
    document = json.loads(output[: output.rindex("}") + 1])
    assert document["faults"] == sum(line["state"] == "fault" for line in document["lines"])
    assert all(line["do"] or line["state"] == "ok" for line in document["lines"])
    return {
        line["subject"]: (line["state"], f"{line['says']} {line['do']}")
        for line in document["lines"]
    }


def finds(subject: str, words: str) -> None:
    """The doctor finds this fault and ends with 1."""
    state, said = lines(1)[subject]
    assert (state, words in said) == ("fault", True), said


def test_a_sound_installation_has_no_fault(folder: Path) -> None:
    found = lines(0)
    subjects = ("settings", "secret key", "database", "database file", "time", "schema", "release")
    for subject in (*subjects, "clock", "Valkey", "audit log", "drafts"):
        assert found[subject][0] == "ok", found[subject]
    assert found["folder"][0] == ("advice" if os.geteuid() == 0 else "ok")
    assert "to verify" in found["sources"][1]
    output = run("doctor")
    assert "ok      audit log: as it was written" in output


def test_settings_that_do_not_fit_are_faults(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "mysql://x")
    monkeypatch.setenv("PORTAL_SECRET_KEY", "short")
    output = run("doctor", code=1)
    assert output.count("fault ") == 2
    assert "32 characters" in output
    assert "short" not in output


@pytest.mark.parametrize(
    ("name", "mode", "subject", "words"),
    [
        ("secret-key", 0o644, "secret key", "chmod 600"),
        ("secret-key", 0o640, "secret key", "chmod 600"),
        ("portal.sqlite", 0o666, "database file", "everybody may write"),
        (".", 0o777, "folder", "chmod o-w"),
    ],
)
def test_loose_permissions_are_faults(
    folder: Path, name: str, mode: int, subject: str, words: str
) -> None:
    (folder / name).chmod(mode)
    found = [
        line
        for line in machine.permission_lines(read_settings())
        if (line.subject, line.state) == (subject, "fault")
    ]
    assert [words in str(line) for line in found] == [True]


def test_a_readable_database_is_worth_advice(folder: Path) -> None:
    def said() -> str:
        return "\n".join(map(str, machine.permission_lines(read_settings())))

    (folder / "portal.sqlite").chmod(0o644)
    assert "advice  database file: everybody may read" in said()
    folder.chmod(0o750)
    assert "everybody may read" not in said()


def test_what_another_user_owns_is_a_fault(folder: Path) -> None:
    """As root nothing is forbidden, so another user looks; otherwise our own bits are taken."""
    settings = read_settings()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        found = list(machine.permission_lines(settings))
        folder.chmod(0o700)
    else:
        for parent in list(folder.parents)[:-2]:
            parent.chmod(parent.stat().st_mode | 0o011)
        os.seteuid(65534)
        try:
            found = list(machine.permission_lines(settings))
        finally:
            os.seteuid(0)
        assert any("secret-key cannot be read" in str(line) for line in found)
    assert any(line.state == "fault" and "cannot be written" in str(line) for line in found)


def test_a_full_disk_is_told_before_it_is_full(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, state in ((50, "fault"), (500, "advice"), (5000, "ok")):
        usage = (10**12, 0, free * 1024 * 1024)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, usage=usage: _Usage(*usage))
        assert machine.disk_line(folder / "not" / "there").state == state


class _Usage(tuple[int, int, int]):
    """What `shutil.disk_usage` answers."""

    def __new__(cls, *values: int) -> _Usage:
        return super().__new__(cls, values)

    @property
    def free(self) -> int:
        return self[2]


def test_a_clock_that_went_back_is_a_fault(folder: Path) -> None:
    execute(folder, "UPDATE releases SET published_at = '2099-01-01 00:00:00.000000'")
    finds("clock", "2099-01-01 has been")


def test_a_database_whose_clock_is_off_is_told() -> None:
    assert [keeping.time_line(s).state for s in (-0.2, 12.0, -300.0)] == ["ok", "advice", "fault"]
    assert "300.0 s behind" in keeping.time_line(-300.0).says


def test_a_database_without_its_journal_is_a_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "sqlite:///:memory:")
    finds("database", "journal memory")


def test_a_database_that_is_not_there_is_a_fault_and_stays_away(folder: Path) -> None:
    (folder / "portal.sqlite").unlink()
    finds("database file", "is not there")
    assert not (folder / "portal.sqlite").exists()


def test_a_damaged_database_file_is_a_fault(folder: Path) -> None:
    execute(folder, "PRAGMA wal_checkpoint(TRUNCATE)")
    file = folder / "portal.sqlite"
    body = bytearray(file.read_bytes())
    body[8192:60_000] = os.urandom(60_000 - 8192)
    file.write_bytes(body)
    found = lines(1)
    assert any(s == "fault" and "database" in name for name, (s, _) in found.items()), found


def test_a_database_that_does_not_answer_is_a_fault_and_its_password_is_not_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://portal:sesame@127.0.0.1:1/none")
    monkeypatch.setenv("PORTAL_SECRET_KEY", "k" * 40)
    output = run("doctor", code=1)
    assert "fault   database: it cannot be used" in output
    assert "sesame" not in output
    assert "kkk" not in output


def test_an_old_schema_is_a_fault_that_upgrading_cures(folder: Path) -> None:
    with create_app(read_settings()).app_context():
        downgrade(directory=str(database.MIGRATIONS), revision="-1")
        database.db.engine.dispose()
    newest = database.revisions()[-1]
    assert f"brings it to {newest}" in run("db", "current")
    finds("schema", "portal db upgrade")
    assert f"is now up to date ({newest})" in run("db", "upgrade")
    assert f"was already up to date ({newest})" in run("db", "upgrade")
    assert f"is up to date ({newest})" in run("db", "current")
    assert lines(0)["schema"][0] == "ok"


def test_a_newer_schema_is_a_fault_and_is_left_alone(folder: Path) -> None:
    execute(folder, "UPDATE alembic_version SET version_num = '9999'")
    finds("schema", "install the newer portal")
    assert "newer than this portal knows" in run("db", "current")
    assert "install the newer portal" in run("db", "upgrade", code=1)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE revisions SET text = text || ' ' WHERE id = 3", "not those that were published"),
        ("DELETE FROM release_revisions WHERE revision_id = 3", "not those that were published"),
        ("UPDATE releases SET derived = x'00'", "cannot be read"),
    ],
)
def test_a_damaged_release_is_a_fault(folder: Path, damage: str, words: str) -> None:
    execute(folder, damage)
    finds("release", words)


def test_a_release_that_does_not_load_is_a_fault(folder: Path) -> None:
    with create_app(read_settings()).app_context():
        files = {"a.toml": "[broken"}
        execute(
            folder,
            "DELETE FROM release_revisions WHERE revision_id > 1",
            f"UPDATE revisions SET path = 'a.toml', text = '{files['a.toml']}' WHERE id = 1",
            f"UPDATE releases SET digest = '{keeping.checkup.digest_of(files)}'",
        )
        database.db.engine.dispose()
    finds("release", "do not load")


def test_no_release_is_a_fault(folder: Path) -> None:
    execute(folder, "UPDATE releases SET cancelled_at = '2026-01-01 00:00:00.000000'")
    finds("release", "none is in force")


def test_a_tampered_audit_row_is_a_fault(folder: Path) -> None:
    execute(folder, "DROP TRIGGER audit_no_update", "UPDATE audit SET who = 'x' WHERE number = 1")
    finds("audit log", "entry 1 is not as it was written")


def test_sources_past_their_review_are_counted(folder: Path) -> None:
    with create_app(read_settings()).app_context():
        says = keeping.sources_line(1, date(2060, 1, 1)).says
        database.db.engine.dispose()
    number = says.split()[0]
    assert f"{number} sources, {number} due for review" in says


def test_a_draft_past_its_day_is_worth_advice(folder: Path) -> None:
    today = datetime.now(CHONGQING).date()
    for title, day in (("昨天", today - timedelta(days=1)), ("明天", today + timedelta(days=1))):
        execute(
            folder,
            "INSERT INTO drafts (title, why, state, base, impact, from_day, created_at, updated_at)"
            f" VALUES ('{title}', '', 'approved', 1, '', '{day}', '{today} 00:00:00.000000', "
            f"'{today} 00:00:00.000000')",
        )
    state, said = lines(0)["drafts"]
    assert state == "advice"
    assert "昨天" in said
    assert "明天" not in said


def test_a_dead_valkey_is_a_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        monkeypatch.setenv("PORTAL_VALKEY_URL", f"redis://:sesame@127.0.0.1:{port}/0")
        output = run("doctor", code=1)
    assert f"fault   Valkey: 127.0.0.1:{port} does not answer" in output
    assert "sesame" not in output
    assert machine.valkey_line("no address").state == "fault"


@pytest.fixture
def valkey_port() -> Iterator[int]:
    """A Valkey or Redis of our own."""
    server = shutil.which("valkey-server") or shutil.which("redis-server")
    if server is None:
        if required("valkey"):
            pytest.fail("Valkey is not installed and its tests may not be skipped")
        pytest.skip("neither Valkey nor Redis is installed: apt install redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        for _ in range(100):
            time.sleep(0.05)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port
        process.terminate()


def test_a_valkey_that_answers_is_well(valkey_port: int) -> None:
    assert machine.valkey_line(f"redis://127.0.0.1:{valkey_port}/0").state == "ok"


def test_a_backup_is_restored_into_a_new_instance(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept.zip"
    output = run("backup", str(file))
    assert "up to release 1 and entry 1 of the audit log" in output
    assert "The secret key is not in it" in output
    assert file.stat().st_mode & 0o777 == 0o600
    assert "is there already" in run("backup", str(file), code=1)
    run("backup", "--force", str(file))
    assert "not empty (" in run("restore", str(file), code=1)
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path / "new"))
    refusal = run("restore", str(file), code=1)
    assert "PORTAL_SECRET_KEY" in refusal
    assert "--other-secret" in refusal
    monkeypatch.setenv("PORTAL_SECRET_KEY", (folder / "secret-key").read_text())
    output = run("restore", str(file))
    assert "up to release 1" in output
    assert (folder / "secret-key").read_text() not in output
    assert "Entries: 2," in run("audit", "verify")
    assert lines(0)["release"][0] == "ok"


def test_what_cannot_be_kept_or_brought_back_is_told_in_a_sentence(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "cannot be written" in run("backup", str(tmp_path / "none" / "kept.zip"), code=1)
    other = tmp_path / "other.zip"
    other.write_text("something else")
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path / "new"))
    assert "Nothing was written" in run("restore", str(other), code=1)
    assert "cannot be read" in run("restore", str(tmp_path / "none.zip"), code=1)
    assert "nothing to keep yet" in run("backup", str(tmp_path / "kept.zip"), code=1)
    assert not (tmp_path / "kept.zip").exists()
