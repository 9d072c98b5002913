"""A portal in processes of its own, as ``make run`` starts it, and what faults are done to it."""

from __future__ import annotations

import http.client
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.conftest import SECRET

ROOT = Path(__file__).resolve().parents[2]
#: Minutes of the long form; 0 is the short form.
SOAK = float(os.environ.get("PORTAL_TEST_SOAK") or 0)
GUIDE = "/districts/shapingba/public-rental"
_PATIENCE = 60.0


def seconds(short: float, share: float = 0.1) -> float:
    """How long a fault is kept up: in the long form a share of its minutes."""
    return max(short, SOAK * 60 * share)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back; ``status`` is 0 where the connection failed."""

    status: int
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    took: float = 0.0


def wait_until(what: Callable[[], bool], patience: float = _PATIENCE) -> float:
    """Wait until something is so; returns the seconds it took, fails when it never is."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < patience, "waited in vain"
        time.sleep(0.05)
    return time.monotonic() - began


@dataclass(kw_only=True)
class Portal:
    """A running portal: the process that watches over its workers, and its address."""

    process: subprocess.Popen[bytes]
    port: int
    metrics_port: int
    log: Path

    def ask(
        self,
        path: str,
        form: dict[str, str] | None = None,
        patience: float = _PATIENCE,
        **headers: str,
    ) -> Reply:
        """One request on a connection of its own, from one of many addresses."""
        here = f"127.{random.randint(1, 250)}.{random.randint(1, 250)}.{random.randint(2, 250)}"
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=patience, source_address=(here, 0)
        )
        began = time.monotonic()
        try:
            body = urlencode(form) if form is not None else None
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            method = "GET" if form is None else "POST"
            connection.request(method, path, body, {**kind, "Connection": "close", **headers})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            took = time.monotonic() - began
            return Reply(
                status=answer.status, text=text, headers=dict(answer.getheaders()), took=took
            )
        except (OSError, http.client.HTTPException):
            return Reply(status=0, took=time.monotonic() - began)
        finally:
            connection.close()

    def ready(self) -> bool:
        """Whether it says that it is ready."""
        return self.ask("/readyz", patience=5).status == 200

    def measured(self, series: str) -> float:
        """What all its processes together have counted in a series."""
        address = f"http://127.0.0.1:{self.metrics_port}/metrics"
        with urllib.request.urlopen(address, timeout=_PATIENCE) as response:
            lines = response.read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(series))

    def workers(self) -> list[int]:
        """The processes that answer."""
        pid = self.process.pid
        return [int(its) for its in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill_a_worker(self) -> int:
        """End a worker as a crash would; returns which."""
        victim = random.choice(self.workers())
        os.kill(victim, signal.SIGKILL)
        return victim

    def reload(self) -> None:
        """Have the workers replaced by new ones."""
        self.process.send_signal(signal.SIGHUP)

    def said(self, words: str) -> int:
        """How often something stands in the log."""
        return self.log.read_text(encoding="utf-8", errors="replace").count(words)


@contextmanager
def clients(portal: Portal, many: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Connections of many addresses that send something and read nothing."""
    opened: list[socket.socket] = []
    try:
        for number in range(many):
            client = socket.socket()
            opened.append(client)
            client.settimeout(_PATIENCE)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.bind((f"127.9.{number % 250 + 1}.7", 0))
            client.connect(("127.0.0.1", portal.port))
            client.sendall(sent)
        yield opened
    finally:
        for client in opened:
            client.close()


@contextmanager
def slow_senders(portal: Portal, many: int) -> Iterator[None]:
    """Clients that send the head of a request a byte at a time, for as long as they may."""
    done = threading.Event()
    with clients(portal, many, b"GET / HTTP/1.1\r\nHost: 12") as slow:

        def dribble() -> None:
            while not done.wait(0.5):
                for client in slow:
                    with suppress(OSError):  # whoever takes too long is let go
                        client.sendall(b"7")

        dribbling = threading.Thread(target=dribble)
        dribbling.start()
        try:
            yield
        finally:
            done.set()
            dribbling.join()


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    folder: Path, database_url: str = "", started: str = "/readyz", **environment: str
) -> Iterator[Portal]:
    """The portal on a database, started by ``portal serve`` and ended afterwards.

    It has started when it answers 200 at ``started``.
    """
    port = free_port()
    metrics_port = free_port()
    log = folder / "log"
    url = database_url or f"sqlite:///{folder / 'portal.sqlite'}"
    settings = {
        **os.environ,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_PAGES_AHEAD": "no",
        "PORTAL_DATABASE_URL": url,
        "PORTAL_SECRET_KEY": SECRET,
        "PORTAL_METRICS": f"127.0.0.1:{metrics_port}",
        **environment,
    }
    command = [str(Path(sys.executable).with_name("portal")), "serve"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=settings, stdout=out, stderr=out, cwd=ROOT)
    portal = Portal(process=process, port=port, metrics_port=metrics_port, log=log)
    try:
        wait_until(lambda: portal.ask(started, patience=5).status == 200, 120)
        yield portal
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            for worker in portal.workers():
                os.kill(worker, signal.SIGKILL)
            process.kill()
            process.wait()


class Crowd:
    """Threads that ask again and again, and what they were answered."""

    def __init__(self, ask: Callable[[], Reply], many: int) -> None:
        self.replies: list[Reply] = []
        self._ask = ask
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work) for _ in range(many)]

    def _work(self) -> None:
        while not self._stop.is_set():
            self.replies.append(self._ask())

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def statuses(self) -> dict[int, int]:
        """How often each status was answered."""
        found: dict[int, int] = {}
        for reply in list(self.replies):
            found[reply.status] = found.get(reply.status, 0) + 1
        return found

    def centile(self, percent: int) -> float:
        """The seconds within which so many percent were answered."""
        took = sorted(reply.took for reply in list(self.replies))
        return took[min(len(took) - 1, len(took) * percent // 100)]


def told(what: str) -> None:
    """Say a figure that was measured; ``pytest -s`` shows it."""
    print(f"\n[faults] {what}", flush=True)


@contextmanager
def full_disk(portal: Portal) -> Iterator[None]:
    """No file of the portal can grow, as on a full disk."""
    forever = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    workers = portal.workers()
    for worker in workers:
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for worker in workers:
            resource.prlimit(worker, resource.RLIMIT_FSIZE, forever)
