"""The portal under gunicorn: its log in one shape, metrics of all processes, nothing too large."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.metrics import FOLDER

WORKERS = 2

pytestmark = pytest.mark.slow


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def told_nothing() -> dict[str, str]:
    """The environment without what the portal is told, except that it makes no pages ahead."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return {**kept, "PORTAL_PAGES_AHEAD": "no"}


def until(holds: Callable[[], Any], seconds: float = 60) -> Any:
    """What holds, as soon as it does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := holds():
                return found
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


@dataclass(kw_only=True)
class Served:
    """A portal that is served by gunicorn."""

    process: subprocess.Popen[bytes]
    port: int
    metrics_port: int
    log: Path

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """An answer, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Connection": "close", **headers})
        response = connection.getresponse()
        response.body = response.read()  # type: ignore[attr-defined]
        return response

    def sent(self, data: bytes) -> bytes:
        """What comes back for some bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as raw:
            raw.sendall(data)
            received = b""
            while more := raw.recv(65536):
                received += more
        return received

    def metrics(self) -> dict[str, float]:
        """Every series with its value."""
        address = f"http://127.0.0.1:{self.metrics_port}/metrics"
        with urllib.request.urlopen(address, timeout=30) as response:
            lines = response.read().decode().splitlines()
        pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
        return {name: float(value) for name, _, value in pairs}

    def lines(self) -> list[dict[str, Any]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def workers(self) -> set[int]:
        """The processes that answer."""
        pid = self.process.pid
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    def folder(self) -> Path:
        """Where the processes keep what they measure."""
        pairs = Path(f"/proc/{self.process.pid}/environ").read_text().split("\0")
        return Path(dict(pair.split("=", 1) for pair in pairs if "=" in pair)[FOLDER])


@pytest.fixture(scope="module")
def served(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal with the shipped rules, served as ``make run`` does."""
    folder = tmp_path_factory.mktemp("served")
    source = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with (
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(folder / "portal.sqlite")) as new,
    ):
        old.backup(new)
    port = free_port()
    metrics_port = free_port()
    log = folder / "log"
    kept = told_nothing()
    environment = {
        **kept,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": str(WORKERS),
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_METRICS": f"127.0.0.1:{metrics_port}",
    }
    command = [sys.executable, "-c", "from portal.cli import main; main()", "serve"]
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=file)
    found = Served(process=process, port=port, metrics_port=metrics_port, log=log)
    try:
        until(lambda: found.get("/readyz").status == 200, 240)
        yield found
    finally:
        process.terminate()
        process.wait(60)


def test_every_line_is_json_and_requests_are_told_once(served: Served) -> None:
    response = served.get("/en/districts/shapingba?on=2026-03-09", Cookie="answers=typed")
    name = response.headers["X-Request-ID"]
    lines = until(lambda: [line for line in served.lines() if line.get("request") == name])
    assert len(lines) == 1
    assert lines[0]["route"] == "/en/districts/<district>"
    assert lines[0]["address"] == "127.0.0.0"
    text = served.log.read_text()
    assert "2026-03-09" not in text
    assert "typed" not in text
    assert any(line["event"].startswith("Listening at") for line in served.lines())


def test_metrics_of_all_processes_are_at_their_own_address_alone(served: Served) -> None:
    assert served.get("/metrics").status == 404
    assert served.metrics()["portal_release_number"] == 1.0


def test_off_this_machine_the_start_says_what_does_not_work_over_plain_http(
    seeded: Path, tmp_path: Path
) -> None:
    shutil.copy(seeded, tmp_path)
    kept = told_nothing()
    environment = {
        **kept,
        "HOST": "0.0.0.0",
        "PORT": str(free_port()),
        "PORTAL_SECRET_KEY": "x" * 32,
        "PORTAL_INSTANCE": str(tmp_path),
    }
    command = [sys.executable, "-c", "from portal.cli import main; main()", "serve"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        told = [process.stdout.readline()]
        while told[-1] and "plain http" not in told[-1]:
            told.append(process.stdout.readline())
        process.terminate()
        process.wait(60)
    assert "answers and sign-ins over https alone" in told[-1], told
    assert "PORTAL_TRUSTED_PROXIES=1" in told[-1]


SERIES = 'portal_requests_total{channel="phone",route="/about",status="2xx"}'
TIMED = 'portal_request_seconds_count{channel="phone"}'


def test_what_an_ended_process_counted_is_kept_in_the_files_of_its_slot(
    served: Served,
) -> None:
    before = served.metrics().get(SERIES, 0)
    for _ in range(8):
        assert served.get("/about").status == 200
    timed = served.metrics()[TIMED]
    old = served.workers()
    os.kill(min(old), signal.SIGKILL)
    until(lambda: len(served.workers() - old) == 1)
    os.kill(served.process.pid, signal.SIGHUP)
    until(lambda: len(served.workers()) == WORKERS and not served.workers() & old)
    until(lambda: served.get("/livez").status == 200)
    assert served.metrics()[SERIES] == before + 8
    assert served.metrics()[TIMED] >= timed
    slots = {file.stem.rpartition("_")[2] for file in served.folder().iterdir()}
    # Old and new workers live side by side during a reload; the first process has a file too.
    assert slots <= {"main", *(str(number) for number in range(1, 2 * WORKERS + 1))}


HEAD = b"Host: localhost\r\nConnection: close\r\n"
LONG = b"a" * 9000


@pytest.mark.parametrize(
    ("data", "statuses"),
    [
        (b"GET /search?q=%s HTTP/1.1\r\n%s\r\n" % (b"a" * 3000, HEAD), (414,)),
        (b"GET /search?q=%s HTTP/1.1\r\n%s\r\n" % (LONG, HEAD), (400, 414)),
        (b"GET / HTTP/1.1\r\n%sX-Long: %s\r\n\r\n" % (HEAD, LONG), (400, 431)),
        (b"GET / HTTP/1.1\r\n%s%s\r\n" % (HEAD, b"X-Many: 1\r\n" * 500), (400, 431)),
        (b"POST /check HTTP/1.1\r\n%sContent-Length: 300000\r\n\r\n" % HEAD, (413,)),
        (
            b"POST /check HTTP/1.1\r\n%sContent-Type: application/x-www-form-urlencoded\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n%s0\r\n\r\n"
            % (HEAD, b"4e20\r\n%s\r\n" % (b"a" * 20000) * 14),
            (413,),
        ),
        (b"GET /typed-398765 HTTP/9.9\r\n%s\r\n" % HEAD, (400, 505)),
        (b"typed-398765\r\n\r\n", (400,)),
        (b"GET / HTTP/1.1\r\nHost: evil/398765\r\nConnection: close\r\n\r\n", (400,)),
    ],
)
def test_too_much_or_nonsense_is_refused_and_not_repeated_in_the_log(
    served: Served, data: bytes, statuses: tuple[int, ...]
) -> None:
    answer = served.sent(data)
    assert int(answer.split()[1]) in statuses, answer[:300]
    assert "398765" not in served.log.read_text()
    assert "aaaa" not in served.log.read_text()


def test_a_header_of_a_client_does_not_make_the_connection_secure(served: Served) -> None:
    response = served.get(
        "/feed.atom", **{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "e.cn"}
    )
    body = response.body.decode()  # type: ignore[attr-defined]
    assert f"http://127.0.0.1:{served.port}/feed.atom" in body
    assert "https://127" not in body
    assert "e.cn" not in body


def test_an_address_of_metrics_that_is_taken_is_told_at_the_start(
    seeded: Path, tmp_path: Path
) -> None:
    shutil.copy(seeded, tmp_path)
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {
            **{name: value for name, value in os.environ.items() if name != "HOST"},
            "PORT": str(free_port()),
            "PORTAL_INSTANCE": str(tmp_path),
            "PORTAL_METRICS": f"127.0.0.1:{taken.getsockname()[1]}",
        }
        command = [sys.executable, "-c", "from portal.cli import main; main()", "serve"]
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=90, check=False
        )
    assert done.returncode == 1
    assert b"choose another address with PORTAL_METRICS" in done.stderr
    assert b"Traceback" not in done.stderr


def status_of(address: str) -> int:
    """How a page is answered."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return int(answer.status)


def has_ipv6() -> bool:
    """Whether this machine has the address ::1."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize(
    ("host", "workers"), [("::1", ""), ("[::1]", "1"), ("0:0:0:0:0:0:0:1", "1")]
)
def test_the_portal_is_served_on_ipv6_and_says_where(
    seeded: Path, tmp_path: Path, host: str, workers: str
) -> None:
    shutil.copy(seeded, tmp_path)
    kept = told_nothing()
    more = {"HOST": host, "PORT": str(free_port()), "PORTAL_INSTANCE": str(tmp_path)}
    command = [sys.executable, "-c", "from portal.cli import main; main()", "serve"]
    with subprocess.Popen(
        command,
        env={**kept, **more, "WEB_CONCURRENCY": workers},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        line = next(its for its in process.stdout if its.startswith("The portal is at"))
        address = line.split()[4]
        assert address == f"http://[{host.strip('[]')}]:{more['PORT']}"
        try:
            assert until(lambda: status_of(f"{address}/")) == 200
        finally:
            process.terminate()
