"""Limits by bucket: told with when to come back, generous where many share, never a failure."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.store import database, schema
from portal.web.http import rate_limits
from tests.conftest import SECRET, TODAY, required
from tests.web.fetching import Fetcher

DISTRICTS = "/api/v1/districts"
NAMED = {"service": "public-rental", "district": "shapingba", "words": "要三年"}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test can reach."""
    few = {name: (3, span) for name, (_, span) in rate_limits.LIMITS.items()}
    monkeypatch.setattr(rate_limits, "LIMITS", few)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that holds release 1."""
    folder = tmp_path_factory.mktemp("limited")
    app = limited(folder)
    with app.app_context():
        schema.upgrade_schema()
        seed(read_folder(SHIPPED))
        database.db.engine.dispose()
    return folder


def limited(folder: Path, valkey_url: str = "", offices: tuple[str, ...] = ()) -> Flask:
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    settings = Settings(
        instance=folder, database_url=url, secret_key=SECRET, valkey_url=valkey_url, offices=offices
    )
    return create_app(settings, today=lambda: TODAY)


@pytest.fixture
def portal(seeded: Path) -> Iterator[Flask]:
    """A portal that has counted nothing yet; 192.0.2.0/24 is an office."""
    app = limited(seeded, offices=("192.0.2.0/24",))
    yield app
    with app.app_context():
        database.db.engine.dispose()


def statuses(app: Flask, path: str, times: int, address: str = "198.51.100.7") -> list[int]:
    client = app.test_client()
    asked = [client.get(path, environ_base={"REMOTE_ADDR": address}) for _ in range(times)]
    return [response.status_code for response in asked]


@pytest.mark.usefixtures("small")
def test_too_much_for_the_api_is_a_problem_that_says_when_to_come_back(portal: Flask) -> None:
    client = portal.test_client()
    assert [client.get(DISTRICTS).status_code for _ in range(3)] == [200] * 3
    response = client.get(DISTRICTS, headers={"If-None-Match": '"x"'})
    assert response.status_code == 429
    assert response.mimetype == "application/problem+json"
    assert response.get_json(force=True)["status"] == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("prefix", "words"), [("", "稍"), ("/en", "Wait a minute"), ("/zh-hant", "稍")]
)
def test_too_much_elsewhere_is_a_page_in_the_language(
    portal: Flask, prefix: str, words: str
) -> None:
    fetch = Fetcher(portal.test_client())
    for _ in range(3):
        fetch.get(f"{prefix}/search?q=x")
    response = fetch.get(f"{prefix}/search?q=x", 429)
    assert words in response.text
    assert 0 < int(response.headers["Retry-After"]) <= 60


@pytest.mark.usefixtures("small")
def test_one_address_cannot_use_up_the_reports_of_all(portal: Flask) -> None:
    fetch = Fetcher(portal.test_client())
    for _ in range(3):
        fetch.post("/report", NAMED)
    assert int(fetch.post("/en/report", NAMED, 429).headers["Retry-After"]) == 3600
    fetch.get("/report?service=public-rental&district=shapingba")
    fetch.post("/report", NAMED, environ_base={"REMOTE_ADDR": "198.51.100.8"})


@pytest.mark.usefixtures("small")
def test_buckets_and_addresses_are_counted_apart(portal: Flask) -> None:
    assert statuses(portal, DISTRICTS, 4) == [200, 200, 200, 429]
    assert statuses(portal, "/api/v1/topics", 1) == [429]
    assert statuses(portal, "/search?q=x", 1) == [200]
    assert statuses(portal, DISTRICTS, 1, "198.51.100.8") == [200]
    body = {"district": "shapingba"}
    client = portal.test_client()
    sent = [client.post("/api/v1/evaluations", json=body).status_code for _ in range(4)]
    assert sent == [200, 200, 200, 429]
    assert client.options("/api/v1/evaluations").status_code == 200


@pytest.mark.usefixtures("small")
def test_the_addresses_of_one_subscriber_count_as_one(portal: Flask) -> None:
    ours = [f"2001:db8:1:1::{number:x}" for number in range(4)]
    assert [statuses(portal, DISTRICTS, 1, its) for its in ours] == [[200]] * 3 + [[429]]
    assert statuses(portal, DISTRICTS, 1, "2001:db8:1:2::1") == [200]


@pytest.mark.usefixtures("small")
def test_an_office_where_many_share_an_address_may_ask_more(portal: Flask) -> None:
    assert statuses(portal, DISTRICTS, 61, "192.0.2.9") == [200] * 60 + [429]


@pytest.mark.usefixtures("small")
def test_guides_are_not_counted(portal: Flask) -> None:
    assert statuses(portal, "/districts/shapingba/public-rental", 6) == [200] * 6


def test_what_no_test_reaches_is_generous() -> None:
    assert rate_limits.LIMITS["read"] >= (600, "minute")
    assert rate_limits.LIMITS["search"] >= (120, "minute")


def redis_server(port: int) -> subprocess.Popen[bytes]:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        if required("redis"):
            pytest.fail("redis-server is not installed and its tests may not be skipped")
        pytest.skip("redis-server is not installed: apt install redis-server")
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.05)
    server.kill()
    return pytest.fail("redis-server did not answer within ten seconds")


@pytest.fixture
def port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("scheme", ["redis", "valkey"])
def test_processes_count_together_and_a_valkey_killed_midway_stops_nobody(
    seeded: Path, port: int, scheme: str
) -> None:
    server = redis_server(port)
    try:
        one, other = (limited(seeded, f"{scheme}://127.0.0.1:{port}/0") for _ in range(2))
        assert statuses(one, DISTRICTS, 2) == [200, 200]
        assert statuses(other, DISTRICTS, 2) == [200, 429]
    finally:
        server.kill()
        server.wait()
    before = time.monotonic()
    assert statuses(one, DISTRICTS, 4) == [200, 200, 200, 429]
    assert statuses(other, "/search?q=x", 4) == [200, 200, 200, 429]
    assert time.monotonic() - before < 20
    server = redis_server(port)
    try:
        until = time.monotonic() + 15
        address = "198.51.100.9"
        while time.monotonic() < until and not _counted(server, port):
            assert set(statuses(one, DISTRICTS, 1, address)) <= {200, 429}
            time.sleep(0.2)
        assert _counted(server, port)
    finally:
        server.kill()
        server.wait()


def _counted(server: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the server, started empty, holds a count again."""
    assert server.poll() is None
    with socket.create_connection(("127.0.0.1", port), 1) as connection:
        connection.sendall(b"DBSIZE\r\n")
        return connection.recv(64) not in (b":0\r\n", b"")


@pytest.mark.usefixtures("small")
def test_a_valkey_that_never_answers_holds_up_nobody(seeded: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(1)
        app = limited(seeded, f"valkey://127.0.0.1:{silent.getsockname()[1]}/0")
        before = time.monotonic()
        assert statuses(app, DISTRICTS, 4) == [200, 200, 200, 429]
        assert time.monotonic() - before < 20
