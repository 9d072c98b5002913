"""The operator's commands: db, backup, restore, and a doctor that finds each fault it speaks of."""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from portal import create_app
from portal.cli.doctor import machine, store
from portal.cli.doctor.backups import backup_line
from portal.config import read_settings
from portal.publishing import derive
from portal.rules.building import load
from portal.store import database, schema
from portal.store.releases.stored import add_release, files_of, newest_number
from portal.web.http import request_context
from tests.cli.test_cli import run
from tests.conftest import required
from tests.folders import open_folder

SETTINGS = (
    "PORTAL_BACKUPS",
    "PORTAL_DATABASE_URL",
    "PORTAL_SECRET_KEY",
    "PORTAL_VALKEY_URL",
    "HOST",
    "PORT",
)
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
    copy.chmod(0o700)
    monkeypatch.setenv("PORTAL_INSTANCE", str(copy))
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORT", "1")  # where nobody answers
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


def test_off_this_machine_without_https_it_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lines(0)["https"][0] == lines(0)["address"][0] == "ok"
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORTAL_SECRET_KEY", read_settings({**os.environ, "HOST": ""}).secret_key)
    found = lines(0)
    assert found["https"][0] == "advice"
    assert "PORTAL_TRUSTED_PROXIES=1" in found["https"][1]
    assert found["address"][0] == "advice"
    assert "PORTAL_PUBLIC_URL" in found["address"][1]
    monkeypatch.setenv("PORTAL_TRUSTED_PROXIES", "1")
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "https://portal.example.org")
    found = lines(0)
    assert found["https"][0] == found["address"][0] == "ok"
    assert "https://portal.example.org" in found["address"][1]


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
        ("portal.sqlite", 0o644, "database file", "chmod 600"),
        ("portal.sqlite", 0o660, "database file", "chmod 600"),
        ("portal.sqlite-wal", 0o640, "portal.sqlite-wal", "chmod 600"),
        ("portal.sqlite.old", 0o604, "portal.sqlite.old", "chmod 600"),
        ("spare-release-0123", 0o644, "spare-release-0123", "chmod 600"),
        ("last-night.zip", 0o644, "last-night.zip", "chmod 600"),
        (".", 0o755, "folder", "chmod 700"),
        (".", 0o770, "folder", "chmod 700"),
    ],
)
def test_loose_permissions_are_faults(
    folder: Path, name: str, mode: int, subject: str, words: str
) -> None:
    (folder / name).touch()
    (folder / name).chmod(mode)
    found = [
        line
        for line in machine.permission_lines(read_settings())
        if (line.subject, line.state) == (subject, "fault")
    ]
    assert [words in str(line) for line in found] == [True]


def test_a_start_takes_from_others_what_they_may_not_read(folder: Path) -> None:
    loose = ("secret-key", "portal.sqlite", "portal.sqlite.bak", "spare-release-0", "kept.zip")
    for name in loose:
        (folder / name).touch()
        (folder / name).chmod(0o664)
    (folder / "notes").write_text("of somebody")
    (folder / "notes").chmod(0o644)
    folder.chmod(0o755)
    run("seed")
    assert {(folder / name).stat().st_mode & 0o777 for name in loose} == {0o600}
    assert (folder / "notes").stat().st_mode & 0o777 == 0o644
    assert folder.stat().st_mode & 0o777 == 0o700


def test_what_is_made_new_is_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path / "new"))
    before = os.umask(0)
    try:
        run("seed")
        run(*PERSON)
        run("backup", str(tmp_path / "new" / "kept.zip"))
        monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'restored'}")
        run("restore", str(tmp_path / "new" / "kept.zip"))
    finally:
        os.umask(before)
    made = [*(tmp_path / "new").iterdir()]
    assert {path.name for path in made} >= {"secret-key", "portal.sqlite", "kept.zip", "restored"}
    assert {path.name: path.stat().st_mode & 0o077 for path in made} == {
        path.name: 0 for path in made
    }


@pytest.fixture
def second(folder: Path) -> Path:
    """An instance whose second release is in use, so that there is a spare copy of it."""
    with create_app().app_context():
        files = files_of(1)
        assert add_release(files, derive(load(files)), "Second release") == 2
        assert request_context.release().number == 2
        database.db.session.remove()
        database.db.engine.dispose()
    assert [*folder.glob("spare-release-*")]
    return folder


def lose(folder: Path) -> None:
    for path in folder.glob("portal.sqlite*"):
        path.unlink()


@pytest.mark.parametrize("command", [("seed",), PERSON, ("db", "upgrade")])
def test_a_lost_database_is_not_begun_anew_where_the_spare_copy_shows_a_later_release(
    second: Path, command: tuple[str, ...]
) -> None:
    lose(second)
    if command[0] == "db":
        run(*command)  # a schema alone makes no store
        command = ("seed",)
    told = run(*command, code=1)
    assert "release 2" in told
    assert "portal restore FILE" in told
    assert "portal seed --anew" in told
    assert "Published release" in run("seed", "--anew")
    run("seed")


def test_a_lost_database_is_restored_from_a_backup_as_ever(second: Path) -> None:
    backup = second.parent / "kept.zip"
    run("backup", str(backup))
    lose(second)
    run("seed", code=1)
    run("restore", str(backup))
    run("seed")
    with create_app().app_context():
        assert newest_number() == 2


def test_an_empty_instance_without_a_spare_copy_is_seeded(folder: Path) -> None:
    lose(folder)
    assert "Published release 1" in run("seed")


def test_what_another_user_owns_is_a_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root nothing is forbidden, so another user looks; otherwise our own bits are taken."""
    if os.geteuid() != 0:
        folder.chmod(0o500)
        found = list(machine.permission_lines(read_settings()))
        folder.chmod(0o700)
    else:
        with open_folder("portal-owned-") as around:
            copy = shutil.copytree(folder, around / "instance")
            copy.chmod(0o755)
            monkeypatch.setenv("PORTAL_INSTANCE", str(copy))
            settings = read_settings()
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
    assert [store.time_line(s).state for s in (-0.2, 12.0, -300.0)] == ["ok", "advice", "fault"]
    assert "300.0 s behind" in store.time_line(-300.0).says


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
        with schema.migrating() as connection:
            schema.migrate_to(connection, schema.revisions()[-2])
        database.db.engine.dispose()
    newest = schema.revisions()[-1]
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
            f"UPDATE releases SET digest = '{store.diagnostics.digest_of(files)}'",
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
        says = store.sources_line(1, date(2060, 1, 1)).says
        database.db.engine.dispose()
    number = says.split()[0]
    assert f"{number} sources, {number} due for review" in says


def test_a_draft_past_its_day_is_worth_advice(folder: Path) -> None:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
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


def test_a_backup_without_a_name_goes_to_the_instance_and_is_told(folder: Path) -> None:
    state, said = lines(0)["last backup"]
    assert (state, f"none in {folder / 'backups'}" in said) == ("advice", True)
    run("backup")
    (made,) = (folder / "backups").iterdir()
    assert (folder / "backups").stat().st_mode & 0o777 == 0o700
    state, said = lines(0)["last backup"]
    assert (state, said.startswith("less than an hour old, up to release 1")) == ("ok", True)
    assert str(made) in said


@pytest.fixture
def place(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the settings say that backups go."""
    monkeypatch.setenv("PORTAL_BACKUPS", str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_no_backup_is_a_fault_where_there_should_be_one(place: Path) -> None:
    finds("last backup", f"none in {place}")
    place.mkdir()
    (place / "notes.backup").touch()
    finds("last backup", f"none in {place}")
    run("backup")
    assert lines(0)["last backup"][0] == "ok"


@pytest.mark.parametrize(
    ("hours", "state", "words"),
    [
        (0, "ok", "less than an hour old"),
        (1, "ok", "1 hour old"),
        (30, "ok", "30 hours old"),
        (47, "ok", "47 hours old"),
        (49, "advice", "2 days old"),
        (7 * 24 - 1, "advice", "6 days old"),
        (8 * 24, "fault", "8 days old"),
    ],
)
def test_an_old_backup_is_told_with_its_age(
    place: Path, hours: int, state: str, words: str
) -> None:
    run("backup")
    then = datetime.now(UTC) + timedelta(hours=hours)
    line = backup_line(read_settings(), then)
    assert (line.state, words in line.says) == (state, True), line


def test_a_backup_that_is_not_whole_is_a_fault(place: Path) -> None:
    run("backup")
    (made,) = place.iterdir()
    whole = made.read_bytes()
    for damaged in (b"", whole[:-40], whole[: len(whole) // 2], b"x" + whole[1:100]):
        made.write_bytes(damaged)
        finds("last backup", str(made))
    # The bytes of a table alone, of which the directory of the archive says nothing.
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        largest = max(archive.infolist(), key=lambda its: its.compress_size)
    at = largest.header_offset + largest.compress_size // 2
    made.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
    finds("last backup", str(made))


def test_the_last_backup_is_told_when_the_database_is_gone(folder: Path, place: Path) -> None:
    run("backup")
    (folder / "portal.sqlite").unlink()
    found = lines(1)
    assert found["database file"][0] == "fault"
    assert found["last backup"][0] == "ok"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_backups_that_may_not_be_read_are_a_fault(place: Path) -> None:
    place.mkdir(mode=0o000)
    finds("last backup", "cannot be read")


def test_old_backups_go_once_a_new_one_is_there_and_nothing_else_does(place: Path) -> None:
    place.mkdir()
    today = datetime.now(ZoneInfo("Asia/Shanghai"))
    old, young = (f"{today - timedelta(days=its):%Y-%m-%dT%H%M%S}.backup" for its in (31, 29))
    others = ("2001-01-01.backup", "by-hand.backup", "2001-01-01T000000.backup.part")
    for name in (old, young, *others):
        (place / name).touch()
    assert "Took away 1 older than 30 days" in run("backup", "--keep-days", "30")
    kept = {its.name for its in place.iterdir()}
    assert old not in kept
    assert {young, *others} < kept
    assert len(kept) == 5


def test_nothing_old_goes_when_the_new_one_cannot_be_written(place: Path, folder: Path) -> None:
    place.mkdir()
    old = place / "2001-01-01T000000.backup"
    old.touch()
    (folder / "portal.sqlite").unlink()
    assert "nothing to keep" in run("backup", "--keep-days", "30", code=1)
    assert old.exists()


def test_a_place_of_backups_that_depends_on_where_one_stands_is_a_mistake(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_BACKUPS", "backups")
    assert "PORTAL_BACKUPS must be the whole path" in run("doctor", code=1)


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
