"""The portal as `portal serve` runs it, and a bare Flask under the very same gunicorn."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

HELLO = "bench.serving.hello:app"
_HELLO_SERVER = "--config=python:bench.serving.hello_server"
_SERVE = "import portal.cli; portal.cli.main(['serve'])"
_PORTAL = "portal:create_app()"
_SERVER = "--config=python:portal.gunicorn_server"
_PATIENCE = 60


class NotServed(RuntimeError):
    """A server that did not come up."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: where, with what environment, and the line that started gunicorn."""

    address: str
    process: subprocess.Popen[bytes]
    environment: Mapping[str, str]

    @property
    def line(self) -> list[str]:
        """The command as the process runs it now, after `portal serve` became gunicorn."""
        written = Path(f"/proc/{self.process.pid}/cmdline").read_bytes()
        return written.decode().rstrip("\0").split("\0")


@contextmanager
def portal_served(workers: int = 2) -> Iterator[Served]:
    """The portal on a fresh SQLite instance with the shipped content."""
    with TemporaryDirectory() as folder:
        port = _free_port()
        environment = {
            **{name: its for name, its in os.environ.items() if not name.startswith("PORTAL_")},
            "PORTAL_INSTANCE": folder,
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "PORTAL_TRUSTED_PROXIES": "1",
            "WEB_CONCURRENCY": str(workers),
        }
        with _running([sys.executable, "-c", _SERVE], port, environment) as served:
            yield served


@contextmanager
def hello_served(beside: Served) -> Iterator[Served]:
    """A bare Flask, started by the line that started the portal with another application.

    Its settings are the portal's too, but for hooks that want the portal.
    """
    port = _free_port()
    line = [f"--bind=127.0.0.1:{port}" if its.startswith("--bind") else its for its in beside.line]
    line[line.index(_PORTAL)] = HELLO
    line[line.index(_SERVER)] = _HELLO_SERVER
    line.remove("--preload")  # it has nothing that workers could share
    with _running(line, port, {**beside.environment, "PORT": str(port)}) as served:
        yield served


@contextmanager
def _running(line: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Served]:
    process = subprocess.Popen(
        line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    served = Served(f"http://127.0.0.1:{port}", process, environment)
    try:
        _wait(served)
        yield served
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def _wait(served: Served) -> None:
    for _ in range(_PATIENCE * 10):
        if served.process.poll() is not None:
            break
        try:
            with urlopen(served.address + "/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise NotServed(f"{served.address} did not come up")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
