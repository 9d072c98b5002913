"""Pages made ahead: the same bytes as when asked for, of one release and day, counted as usual."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import brotli
import pytest
from flask import Flask, request_started

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing.derived_texts import derive
from portal.rules.building import load
from portal.store import usage_counts
from portal.store.releases import current_release
from portal.store.releases.stored import add_release
from portal.web import page_maker, pages_watch
from portal.web.page_maker import Made, addresses, make_pages
from tests.conftest import SECRET, TODAY

GUIDE = "/districts/shapingba/public-rental"
FEW = (GUIDE, "/", "/en/districts/yongchuan", "/zh-hant/districts/kaizhou/housing")


def portal(folder: Path, day: date = TODAY) -> Flask:
    settings = Settings(
        instance=folder, database_url=f"sqlite:///{folder / 'portal.sqlite'}", secret_key=SECRET
    )
    return create_app(settings, today=lambda: day)


@pytest.fixture
def folder(tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance with the shipped rules; only a few of its pages are made."""
    shutil.copy(seeded, tmp_path / "portal.sqlite")
    monkeypatch.setattr(page_maker, "addresses", lambda *_: iter(FEW))
    monkeypatch.setattr(current_release, "POLL_SECONDS", 0.0)
    return tmp_path


def test_every_public_page_is_made_ahead_in_every_language(app: Flask) -> None:
    ruleset = load(read_folder(SHIPPED))
    found = list(addresses(app, ruleset, TODAY))
    assert len(found) == len(set(found))
    names = {*ruleset.topics, *ruleset.services}
    for prefix in ("", "/en", "/zh-hant"):
        assert f"{prefix}/" in found
        assert f"{prefix}/about" in found
        for district in ruleset.gazetteer.on(TODAY):
            assert f"{prefix}/districts/{district.id}" in found
        for name in names:
            assert f"{prefix}/districts/yongchuan/{name}" in found
        for service in ruleset.services:
            assert f"{prefix}/services/{service}" in found
    assert not [its for its in found if "<" in its or "/check" in its or "/embed/" in its]


def test_a_page_made_ahead_is_the_page_that_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_release, "POLL_SECONDS", 3600.0)
    plain = {path: portal(folder).test_client().get(path) for path in FEW}
    assert make_pages(portal(folder), TODAY) == Made(len(FEW), True)
    app = portal(folder)
    client = app.test_client()
    client.get("/districts/yongchuan")  # loads the release
    asked: list[object] = []
    with request_started.connected_to(lambda *_, **__: asked.append(1), app):
        for path in FEW:
            got = client.get(path, headers={"Accept-Encoding": "br"})
            assert brotli.decompress(got.data) == plain[path].data, path
            assert got.headers["Content-Security-Policy"]
            again = client.get(
                path, headers={"Accept-Encoding": "br", "If-None-Match": got.headers["ETag"]}
            )
            assert again.status_code == 304
    assert asked == []


def test_making_counts_nothing_and_showing_counts_as_ever(folder: Path) -> None:
    make_pages(portal(folder), TODAY)
    app = portal(folder)

    def shown() -> int:
        with app.app_context():
            usage_counts.flush()
            return sum(c.number for c in usage_counts.counts(TODAY, TODAY, ("guide",)))

    assert shown() == 0
    for _ in range(3):
        app.test_client().get(GUIDE, headers={"Accept-Encoding": "br"})
    assert shown() == 3


def test_pages_of_a_release_are_not_shown_for_the_next_nor_on_the_next_day(folder: Path) -> None:
    make_pages(portal(folder), TODAY)
    files = read_folder(SHIPPED)
    path = "services/housing/public-rental.toml"
    changed = {**files, path: files[path].replace('name.zh = "公租房', 'name.zh = "廉租房')}
    assert changed != files
    app = portal(folder)
    client = app.test_client()
    assert "公租房" in client.get(GUIDE).text
    with app.app_context():
        add_release(changed, derive(load(changed)), "renamed")
    assert "廉租房" in client.get(GUIDE).text
    tomorrow = portal(folder, TODAY + timedelta(days=1)).test_client()
    assert "廉租房" in tomorrow.get(GUIDE).text


def test_a_publication_stops_the_making(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = portal(folder)
    files = read_folder(SHIPPED)

    def interrupted(*_: object) -> Iterator[str]:
        yield GUIDE
        with app.app_context():
            add_release({**files, "topics.toml": files["topics.toml"] + "\n# x\n"},
                        derive(load(files)), "x")  # fmt: skip
        yield from (f"/districts/{name}" for name in ("yongchuan",) * page_maker._LOOK_EVERY)

    monkeypatch.setattr(page_maker, "addresses", interrupted)
    monkeypatch.setattr(page_maker, "_LOOK_EVERY", 2)
    made = make_pages(app, TODAY)
    assert not made.finished
    assert [its.name for its in (folder / "pages").iterdir()] == ["lock"]


def test_pages_that_are_there_are_left_alone(folder: Path) -> None:
    make_pages(portal(folder), TODAY)
    assert make_pages(portal(folder), TODAY) == Made(0, True)


@pytest.mark.parametrize(
    ("hour", "days"), [(9, 1), (20, 1), (21, 2), (23, 2)], ids=lambda its: str(its)
)
def test_in_the_evening_the_pages_of_tomorrow_are_wanted_too(hour: int, days: int) -> None:
    at = datetime(2026, 11, 24, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    found = pages_watch.wanted_days(at)
    assert found == tuple(date(2026, 11, 24) + timedelta(days=its) for its in range(days))


def test_one_worker_of_a_host_watches_and_another_takes_over(folder: Path) -> None:
    first, second = (pages_watch.Watch(portal(folder)) for _ in range(2))
    assert first.is_my_turn()
    assert first.is_my_turn(), "and keeps it"
    assert not second.is_my_turn()
    first.end()
    assert second.is_my_turn()
    second.end()


#: One look of a worker that starts a maker and waits for it.
LOOK = (
    "from portal import create_app\n"
    "from portal.config import read_settings\n"
    "from portal.web.pages_watch import Watch\n"
    "Watch(create_app(read_settings())).look()\n"
)


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for what comes soon, except on a machine that is very busy."""
    ends = time.monotonic() + 240
    while not holds():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.02)


def is_alive(process: int) -> bool:
    """Whether a process runs; one that has ended may wait to be asked about by its parent."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def started_by(process: int) -> list[int]:
    """The processes that a process has started and that run."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(its) for its in children.split()]


def test_a_maker_ends_when_the_worker_that_started_it_is_gone(tmp_path: Path, seeded: Path) -> None:
    shutil.copy(seeded, tmp_path / "portal.sqlite")
    environment = {
        **os.environ,
        "PORTAL_INSTANCE": str(tmp_path),
        "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite'}",
        "PORTAL_SECRET_KEY": SECRET,
    }
    with subprocess.Popen([sys.executable, "-c", LOOK], env=environment) as worker:
        try:
            wait_until(lambda: bool(started_by(worker.pid)))
            (maker,) = started_by(worker.pid)
            told = f"\0--starter\0{worker.pid}\0"
            wait_until(lambda: told in Path(f"/proc/{maker}/cmdline").read_text())
        finally:
            worker.kill()
    wait_until(lambda: not is_alive(maker))
    assert not list((tmp_path / "pages").glob("*"))


def test_a_maker_whose_starter_is_not_its_parent_makes_nothing(folder: Path) -> None:
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    assert make_pages(portal(folder), TODAY, gone.pid) == Made(0, False)
    assert [its.name for its in (folder / "pages").iterdir()] == ["lock"]
    assert make_pages(portal(folder), TODAY, os.getppid()) == Made(len(FEW), True)
