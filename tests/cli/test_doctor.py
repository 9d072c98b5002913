"""The doctor's single looks, on both sides of each threshold; the whole of it: test_operations."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from portal.cli import main
from portal.cli.doctor import lost_file, machine, monitoring, network, store, upkeep
from portal.cli.doctor.findings import Line, advice, fault, ok
from portal.config import Settings
from portal.publishing import derive
from portal.rules.building import load
from portal.store import database, mails
from portal.store.mails import MailCopy
from portal.store.people import accounts
from portal.store.people.accounts import Account, Person
from portal.store.releases.stored import add_release, release_digest, store_release
from portal.store.tables import Release
from portal.web.http.pages_file import PagesWriter
from tests.rules.worlds import COMMON, requirement, service
from tests.store.conftest import (  # noqa: F401
    blank,
    empty,
    postgres_blank,
    postgres_copy,
    postgres_url,
)
from tests.test_mail_sender import listening

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
TODAY = date(2026, 11, 24)
FILES = {**COMMON, "services/housing/flat.toml": service(requirement("a", "owns_home == no"))}
HERE = Settings(instance=Path("/none"), database_url="sqlite://", secret_key=secrets.token_hex(32))


@pytest.mark.parametrize(
    ("secret", "state"),
    [
        (hashlib.sha256(b"drawn once").hexdigest(), "ok"),
        ("pR3-xWq8_Zt1LmY5cVhK0bNsEoJ7dGuA", "ok"),
        ("a sentence that somebody wrote, long enough", "ok"),
        ("k" * 40, "fault"),
        ("abcdefghi" + "a" * 31, "fault"),
        ("abcdefghij" + "a" * 30, "ok"),
        ("0123456789abcdef" * 2, "fault"),
    ],
)
def test_a_secret_that_can_be_guessed_is_a_fault_and_is_not_repeated(
    secret: str, state: str
) -> None:
    for settings in (
        replace(HERE, secret_key=secret),
        replace(HERE, former_secret_keys=(secret,)),
    ):
        line = network.secret_line(settings)
        assert line.state == state
        assert secret not in str(line)


def test_a_proxy_that_is_believed_should_be_the_only_way_in() -> None:
    assert network.proxies_line(HERE).state == "ok"
    behind = replace(HERE, trusted_proxies=1)
    assert network.proxies_line(behind).state == "ok"
    assert network.proxies_line(replace(behind, host="0.0.0.0")).state == "advice"


def test_off_this_machine_the_names_should_be_set() -> None:
    assert network.names_line(HERE).state == "ok"
    assert network.names_line(replace(HERE, secure_cookies=True)).state == "advice"
    named = replace(HERE, secure_cookies=True, hosts=("portal.example.org",))
    assert network.names_line(named).state == "ok"


@pytest.mark.parametrize(
    ("office", "state"),
    [
        ("192.0.2.0/24", "ok"),
        ("10.1.0.0/16", "ok"),
        ("10.0.0.0/15", "advice"),
        ("0.0.0.0/0", "advice"),
        ("2001:db8::/32", "ok"),
        ("2001:db8::/31", "advice"),
    ],
)
def test_an_office_as_wide_as_a_provider_is_told(office: str, state: str) -> None:
    assert network.offices_line(replace(HERE, offices=("192.0.2.0/24", office))).state == state


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("", "ok"),
        ("127.0.0.1:9100", "ok"),
        ("10.0.0.5:9100", "ok"),
        ("0.0.0.0:9100", "advice"),
        ("[::]:9100", "advice"),
        ("8.8.8.8:9100", "advice"),
    ],
)
def test_metrics_that_strangers_may_read_are_told(address: str, state: str) -> None:
    assert network.metrics_line(replace(HERE, metrics_address=address)).state == state


@contextmanager
def answering(status: int, body: bytes) -> Iterator[int]:
    """A server that answers everything alike; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, b"ready\n", "ok"),
        (503, b"not ready\n", "fault"),
        (200, b"<html>", "advice"),
        (404, b"nothing", "advice"),
    ],
)
def test_a_portal_that_runs_is_asked_whether_it_is_ready(
    status: int, body: bytes, state: str
) -> None:
    with answering(status, body) as port:
        assert network.running_line(replace(HERE, port=port)).state == state


def test_a_portal_that_does_not_run_or_stands_still_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(network, "_PATIENCE_SECONDS", 0.2)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        silent = replace(HERE, port=server.getsockname()[1])
        assert network.running_line(silent).state == "advice"
        server.listen()
        assert network.running_line(silent).state == "fault"


def test_a_spare_copy_of_a_later_release_shows_that_the_database_is_an_older_one() -> None:
    assert lost_file.spare_line(2, 3).state == "fault"
    for newest, spare in ((3, 3), (4, 3), (1, 0)):
        assert lost_file.spare_line(newest, spare).state == "ok"


def test_a_database_file_that_somebody_still_has_open_is_found(tmp_path: Path) -> None:
    file = tmp_path / "portal.sqlite"
    settings = replace(HERE, database_url=f"sqlite:///{file}")
    with file.open("wb"):
        line = lost_file.held_line(settings)
        assert line is not None
        assert line.state == "ok"
        file.unlink()
        line = lost_file.held_line(settings)
        assert line is not None
        assert (line.state, f"process {os.getpid()} " in line.says) == ("fault", True)
    assert lost_file.held_line(replace(HERE, database_url="postgresql://x")) is None


def test_disks_are_told_once_each(tmp_path: Path) -> None:
    settings = replace(HERE, instance=tmp_path, database_url=f"sqlite:///{tmp_path / 'p'}")
    assert [line.subject for line in machine.disk_lines(settings)] == ["disk"]
    shared = Path("/dev/shm")
    if shared.is_dir() and shared.stat().st_dev != tmp_path.stat().st_dev:
        apart = replace(settings, backups=shared / "kept")
        subjects = [line.subject for line in machine.disk_lines(apart)]
        assert subjects == ["disk", "disk of the backups"]


def mail(state: str = "sent", **changes: object) -> MailCopy:
    kept = MailCopy(
        id=1,
        created_at=NOW - timedelta(hours=1),
        to="王",
        address="wang@example.org",
        kind="trial",
        subject="s",
        body="b",
        state=state,
        tries=1,
        tried_at=NOW,
        fault="",
    )
    return replace(kept, **changes)  # type: ignore[arg-type]


def test_mails_that_fail_or_wait_too_long_are_told() -> None:
    given_up = mail("given_up", fault="no_connection")
    old = mail("waiting", created_at=NOW - timedelta(hours=13))
    young = mail("waiting", created_at=NOW - timedelta(hours=11))
    assert upkeep.outbox_line([], NOW).state == "ok"
    assert upkeep.outbox_line([mail(), young], NOW).state == "ok"
    line = upkeep.outbox_line([mail(), given_up, given_up], NOW)
    assert (line.state, "2 × nobody answers there" in line.says) == ("advice", True)
    assert upkeep.outbox_line([given_up, old], NOW).state == "fault"


def test_the_mail_server_is_asked_and_nothing_is_sent(empty: Flask) -> None:  # noqa: F811
    assert [line.state for line in upkeep.mail_lines(HERE, NOW)] == ["ok"]
    person, _ = accounts.add_person("王", "manager", None, None, "test", NOW)
    mails.set_address(person.id, "wang@example.org", True, "test")
    assert [line.state for line in upkeep.mail_lines(HERE, NOW)] == ["advice"]
    with listening() as (post, smtp):
        on = replace(HERE, smtp=smtp, mail_from="portal@example.org")
        assert [line.state for line in upkeep.mail_lines(on, NOW)] == ["ok", "ok"]
        assert post.mails == []
        guarded = replace(on, smtp=smtp.replace("//", "//user:sesame@"))
        line = next(upkeep.mail_lines(guarded, NOW))
        assert (line.state, "sesame" in str(line)) == ("fault", False)
    assert next(upkeep.mail_lines(on, NOW)).state == "fault"


def test_somebody_has_to_be_able_to_let_others_in() -> None:
    person = Person(id=1, name="王", role="manager")
    able = Account(
        person=person, active=True, has_password=True, has_second_factor=True, setup_until=None
    )
    assert upkeep.managers_line([able]).state == "ok"
    for unable in (
        replace(able, active=False),
        replace(able, has_password=False),
        replace(able, person=replace(person, role="editor")),
    ):
        assert upkeep.managers_line([unable]).state == "advice"


def test_a_scheduled_release_that_cannot_come_into_force_is_a_fault(
    empty: Flask,  # noqa: F811
) -> None:
    derived = derive(load(FILES))
    add_release(FILES, derived, "first")
    assert upkeep.schedule_line(TODAY).says == "no release waits for its day"
    later = {**FILES, "services/housing/flat.toml": FILES["services/housing/flat.toml"] + "#\n"}
    with database.writing() as session:
        release = Release(note="later", from_day=TODAY + timedelta(days=1))
        assert store_release(session, later, derived, release) == 2
    line = upkeep.schedule_line(TODAY)
    assert (line.state, line.says) == ("ok", "release 2 from 2026-11-25")
    database.db.session.remove()
    with database.db.engine.begin() as connection:
        connection.execute(text("UPDATE revisions SET text = text || '#' WHERE text LIKE '%#\n'"))
    line = upkeep.schedule_line(TODAY)
    assert (line.state, "release 2" in line.says) == ("fault", True)
    assert upkeep.schedule_line(TODAY + timedelta(days=1)).state == "ok", "in force: another line"


def test_pages_that_are_not_made_ahead_are_told(empty: Flask) -> None:  # noqa: F811
    add_release(FILES, derive(load(FILES)), "first")
    line = upkeep.pages_line(empty, HERE, NOW)
    assert (line.state, "release 1 on 2026-11-24" in line.says) == ("advice", True)
    assert upkeep.pages_line(empty, replace(HERE, pages_ahead=False), NOW).state == "ok"
    made = empty.extensions["portal_made_pages"]
    made.folder.mkdir()
    PagesWriter(made.path(release_digest(1), 1, TODAY)).finish()
    assert upkeep.pages_line(empty, HERE, NOW).state == "ok"
    evening = upkeep.pages_line(empty, HERE, NOW + timedelta(hours=9))
    assert "2026-11-25" in evening.says, "from nine in the evening of the city on"


@pytest.mark.parametrize(
    ("change", "state", "words"),
    [
        ({}, "ok", "waits for the disk"),
        ({"fsync": "off"}, "advice", "a power cut"),
        ({"transaction_read_only": "on"}, "fault", "a standby"),
        ({"server_encoding": "SQL_ASCII"}, "fault", "SQL_ASCII"),
    ],
)
def test_a_postgres_that_takes_no_writes_or_no_chinese_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], state: str, words: str
) -> None:
    monkeypatch.setattr(store.diagnostics, "is_sqlite", lambda: False)
    sound = {"fsync": "on", "full_page_writes": "on", "server_encoding": "UTF8"}
    (line,) = store.settings_lines({**sound, "transaction_read_only": "off", **change})
    assert (line.state, words in line.says) == (state, True)


WELL = ok("a", "well")
ODD = advice("b", "odd | strange", "see")
BROKEN = fault("c", "broken", "mend")


@pytest.mark.parametrize(
    ("lines", "code", "said"),
    [
        ([WELL], 0, "PORTAL OK - all is well | faults=0 advice=0"),
        ([WELL, ODD], 1, "PORTAL WARNING - b: odd / strange | faults=0 advice=1"),
        (
            [ODD, WELL, BROKEN],
            2,
            "PORTAL CRITICAL - c: broken; b: odd / strange | faults=1 advice=1",
        ),
    ],
)
def test_whoever_watches_gets_a_line_and_a_code(lines: list[Line], code: int, said: str) -> None:
    assert monitoring.summary(lines) == said
    assert monitoring.EXIT_CODES[monitoring.state_of(lines)] == code


def test_a_subject_that_is_known_can_be_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORTAL_SECRET_KEY", "short")
    done = CliRunner().invoke(main, ["doctor", "--monitor"])
    assert (done.exit_code, done.output.splitlines()[0][:28]) == (2, "PORTAL CRITICAL - settings: ")
    done = CliRunner().invoke(main, ["doctor", "--monitor", "--ignore", "settings"])
    assert (done.exit_code, done.output.startswith("PORTAL OK - ")) == (0, True)
