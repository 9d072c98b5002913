"""The database is full, read-only, damaged or gone: guides go on, administrators are told why."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.store.database import db
from portal.store.people.credentials import keyed
from portal.store.releases.stored import Derived, add_release, files_of
from portal.web.admin.auth.session_cookie import COOKIE, FIELD
from tests.conftest import SECRET
from tests.faults.conftest import store_of
from tests.faults.running import GUIDE, Crowd, Portal, full_disk, running, seconds, told, wait_until
from tests.web.admin.signing import added, token_of

pytestmark = pytest.mark.slow
OTHERS = ("/", GUIDE, "/en/districts", "/search?q=落户", "/districts/nanan?on=2026-03-01")
REPORT = {"service": "public-rental", "district": "shapingba", "words": "窗口说"}


def guides_go_on(portal: Portal) -> None:
    """Every page that only needs the rules is answered."""
    assert {path: portal.ask(quoted(path)).status for path in OTHERS} == dict.fromkeys(OTHERS, 200)
    assert portal.ask("/livez").status == 200


def quoted(path: str) -> str:
    """An address as browsers send it."""
    return path.replace("落户", "%E8%90%BD%E6%88%B7")


def board(portal: Portal, token: str) -> str:
    """The administrators' overview in English, as its text."""
    reply = portal.ask("/en/admin/", Cookie=f"{COOKIE}={token}")
    assert reply.status == 200
    return reply.text


def test_on_a_full_disk_guides_go_on_and_administrators_are_told(
    portal: Portal, store: Flask
) -> None:
    token = token_of(store, added(store, "editor"))
    with full_disk(portal):
        assert portal.ask("/report", REPORT).status == 503
        guides_go_on(portal)
        begin = {"path": "topics.toml", "under": "topics", FIELD: keyed("form", token)}
        refused = portal.ask("/en/admin/change", begin, Cookie=f"{COOKIE}={token}")
        assert refused.status == 503
        assert "The disk of the database is full or broken" in refused.text
        wait_until(lambda: "Nothing can be saved now" in board(portal, token))
    wait_until(lambda: portal.ask("/report", REPORT).status == 303)


def test_on_a_damaged_release_the_last_good_one_is_kept_and_administrators_are_told(
    portal: Portal, store: Flask
) -> None:
    token = token_of(store, added(store, "editor"))
    before = portal.ask(GUIDE).text
    files = {**files_of(1), "topics.toml": "[topics\nbroken"}
    number = add_release(files, Derived(), "damaged")
    wait_until(lambda: f"Release {number} is damaged" in board(portal, token))
    ends = time.monotonic() + 3
    with Crowd(lambda: portal.ask(GUIDE), 2) as crowd:
        wait_until(lambda: time.monotonic() > ends)
    assert {reply.text for reply in crowd.replies} == {before}
    assert portal.said(f"release {number} is damaged") <= len(portal.workers())
    portal.reload()
    former = set(portal.workers())
    wait_until(lambda: not former & set(portal.workers()))
    guides_go_on(portal)


def test_a_database_that_may_only_be_read_is_read(folder: Path) -> None:
    store = store_of(folder)
    with store.app_context():
        token = token_of(store, added(store, "editor"))
        db.session.remove()
        db.engine.dispose()
    before = (folder / "portal.sqlite").read_bytes()
    url = f"sqlite:///file:{folder / 'portal.sqlite'}?mode=ro&uri=true"
    store = create_app(Settings(instance=folder, database_url=url, secret_key=SECRET))
    pages = store.test_client()
    assert pages.get(GUIDE).status_code == 200
    assert pages.post("/report", data=REPORT).status_code == 503
    pages.set_cookie(COOKIE, token)
    seen = pages.get("/en/admin/")
    assert seen.status_code == 200
    assert "The database may only be read" in seen.text
    assert (folder / "portal.sqlite").read_bytes() == before
    with store.app_context():
        db.engine.dispose()


def test_guides_outlive_a_database_file_that_is_overwritten(folder: Path) -> None:
    with running(folder) as portal:
        wait_until(lambda: all(portal.ask(GUIDE).status == 200 for _ in range(20)))
        with (folder / "portal.sqlite").open("r+b") as file:
            file.write(os.urandom(1_000_000))
        wait_until(lambda: portal.ask("/report", REPORT).status == 503)
        guides_go_on(portal)
        refused = portal.ask("/en/admin/")
        assert refused.status == 503
        assert "The database is damaged" in refused.text


class Postgres:
    """A PostgreSQL of its own whose processes are stopped, halted and started."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.folder = Path(url.partition("host=")[2])

    def pid(self) -> int:
        """The process that watches over the others."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def all(self) -> list[int]:
        """Every process of the server."""
        children = Path(f"/proc/{self.pid()}/task/{self.pid()}/children").read_text()
        return [self.pid(), *(int(child) for child in children.split())]

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """The server stands still: it takes connections and says nothing."""
        stopped = self.all()
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in stopped:
                os.kill(process, signal.SIGCONT)

    def control(self, *command: str) -> None:
        """Run pg_ctl as the server's user."""
        program = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))[-1]
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        whole = [*as_user, str(program), "-D", str(self.folder / "data"), "-w", *command]
        done = subprocess.run(whole, check=False, capture_output=True, cwd=self.folder)
        assert done.returncode == 0, done

    @contextmanager
    def down(self) -> Iterator[None]:
        """The server is shut down, and started again."""
        self.control("-m", "immediate", "stop")
        try:
            yield
        finally:
            options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
            self.control("-o", options, "-l", str(self.folder / "log"), "start")


@pytest.mark.postgres
def test_guides_outlive_postgresql_that_is_down_or_hangs(postgres_url: str, tmp_path: Path) -> None:
    server = Postgres(postgres_url)
    with running(tmp_path, postgres_url) as portal:
        wait_until(lambda: all(portal.ask(GUIDE).status == 200 for _ in range(20)))
        with server.down(), Crowd(lambda: portal.ask(GUIDE), 2) as crowd:
            wait_until(lambda: not portal.ready())
            guides_go_on(portal)
            assert portal.ask("/report", REPORT).status == 503
            former = set(portal.workers())
            portal.reload()
            wait_until(lambda: not former & set(portal.workers()))
            guides_go_on(portal)
        recovered = wait_until(lambda: portal.ready())
        assert portal.ask("/report", REPORT).status == 303
        told(f"PostgreSQL down: guides {crowd.statuses()}, ready again in {recovered:.1f} s")
        assert set(crowd.statuses()) == {200}
        with server.hanging(), Crowd(lambda: portal.ask(GUIDE), 2) as crowd:
            wait_until(lambda: portal.ask("/readyz", patience=30).status == 503)
            guides_go_on(portal)
            asked = portal.ask("/report", REPORT)
            assert asked.status == 503
            ends = time.monotonic() + seconds(6)
            wait_until(lambda: time.monotonic() > ends, 3600)
        recovered = wait_until(lambda: portal.ready())
        wait_until(lambda: portal.ask("/report", REPORT).status == 303)
        slow = sum(reply.took > 0.9 for reply in crowd.replies)
        told(
            f"PostgreSQL hanging: guides {crowd.statuses()}, {slow} of them waited, the longest "
            f"{crowd.centile(100):.2f} s, others refused in {asked.took:.2f} s, ready again in "
            f"{recovered:.1f} s"
        )
        assert set(crowd.statuses()) == {200}
        assert crowd.centile(50) < 0.5
        assert crowd.centile(100) < 8
