"""Nothing that a resident asked for is written by nginx, and nobody waits long, whatever fails."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.deploy.running import (
    NGINX_FILES,
    Visitor,
    free_port,
    is_open,
    main_configuration,
    nginx_command,
    wait_until,
)

pytestmark = pytest.mark.slow
WORD = "xylophone"
ASKED = f"/search?q={WORD}"
KEPT = f"/districts?q={WORD}"
A_FEW_SECONDS = 5.0
#: How long nginx waits for an application that says nothing, and how long here.
SHIPPED_WAIT = "\nproxy_read_timeout 20s;"
WAIT = "\nproxy_read_timeout 2s;"
Upstream = Callable[[socket.socket], None]


def answer(text: bytes) -> Upstream:
    """An application that answers everything alike and ends the connection."""

    def do(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(text)

    return do


def stand_still(connection: socket.socket) -> None:
    """Take a request and say nothing until nobody waits any more."""
    while connection.recv(65536):
        pass


GOOD = answer(b"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 2\r\n\r\nok")
CUT_OFF = answer(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nok")
ENDED = answer(b"")
NONSENSE = answer(b"nonsense\r\n\r\n")
LONG_HEAD = answer(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 40_000 + b"\r\n\r\n")


class Application:
    """What nginx takes for the application, behaving as told."""

    def __init__(self, behaves: Upstream) -> None:
        self.behaves = behaves
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with closing(connection), suppress(OSError):
            self.behaves(connection)

    def close(self) -> None:
        # A thread that waits in accept would go on holding the port.
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Server:
    """nginx with the files of one deployment before an application at a port."""

    def __init__(self, folder: Path, hosts: str, port: int) -> None:
        self.folder = folder
        self.port = free_port()
        (folder / "temporary").mkdir(parents=True)
        files = shutil.copytree(NGINX_FILES, folder / "portal")
        (files / "hosts.conf").write_text((files / hosts).read_text())
        places = {
            "listen 80": f"listen 127.0.0.1:{self.port}",
            "127.0.0.1:8000": f"127.0.0.1:{port}",
            "portal:8000": f"127.0.0.1:{port}",
            "/var/cache/portal-nginx": str(folder / "cache"),
            "/var/log/nginx/error.log": str(folder / "requests.log"),
            SHIPPED_WAIT: WAIT,
        }
        for file in files.glob("*.conf"):
            text = file.read_text()
            for shipped, ours in places.items():
                text = text.replace(shipped, ours)
            file.write_text(text)
        main = main_configuration(folder, "include portal/plain.conf;")
        # As talkative as it can be made without a build for debugging.
        main = main.replace("error_log stderr crit", f"error_log {folder}/main.log info")
        (folder / "nginx.conf").write_text(main)
        self.process = subprocess.Popen(nginx_command(folder), stderr=subprocess.DEVNULL)
        wait_until(lambda: is_open(self.port), "nginx listens")

    def written(self) -> str:
        """All that nginx wrote."""
        return "".join(its.read_text() for its in self.folder.glob("*.log"))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


@pytest.fixture(params=["hosts.conf", "hosts-compose.conf"])
def before(
    request: pytest.FixtureRequest, tmp_path: Path, nginx_program: str
) -> Iterator[Callable[[int], Server]]:
    """Starts nginx, as on one server and as in containers, before an application at a port."""
    started: list[Server] = []

    def start(port: int) -> Server:
        started.append(Server(tmp_path / str(len(started)), request.param, port))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def application() -> Iterator[Application]:
    """An application that answers well until it is told otherwise."""
    made = Application(GOOD)
    yield made
    made.close()


def asked(server: Server, path: str, status: int, within: float = A_FEW_SECONDS) -> None:
    """A visitor is answered so, and nothing that they asked for is written."""
    begun = time.monotonic()
    got = Visitor(server.port).get(path, Referer=f"http://portal.example.org{ASKED}")
    assert time.monotonic() - begun < within
    assert got.status == status
    assert WORD not in server.written()


def test_nothing_is_written_and_nobody_waits_when_nobody_listens(
    before: Callable[[int], Server],
) -> None:
    server = before(free_port())
    for path in (ASKED, KEPT, f"/api/v1/x?q={WORD}", f"/static/{WORD}.css", f"/{WORD}"):
        asked(server, path, 503)
    form = Visitor(server.port).post(f"/check?q={WORD}", {"words": WORD})
    assert form.status == 503
    assert WORD not in server.written()


def test_nothing_is_written_and_nobody_waits_when_the_machine_is_gone(
    before: Callable[[int], Server],
) -> None:
    with socket.socket() as silent, socket.socket() as first, socket.socket() as second:
        # The queue is full: whoever comes now hears nothing, as from a machine without power.
        silent.bind(("127.0.0.1", 0))
        silent.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(silent.getsockname())
        server = before(silent.getsockname()[1])
        asked(server, ASKED, 503)
        asked(server, KEPT, 503)


# What has no head at all passes as it came, as an answer of the oldest kind.
@pytest.mark.parametrize(("behaves", "status"), [(ENDED, 503), (NONSENSE, 0), (LONG_HEAD, 503)])
def test_nothing_is_written_when_the_answer_is_none(
    before: Callable[[int], Server], application: Application, behaves: Upstream, status: int
) -> None:
    server = before(application.port)
    asked(server, ASKED, 200)
    application.behaves = behaves
    asked(server, ASKED, status)
    asked(server, KEPT, status)


def test_nothing_is_written_when_the_answer_is_cut_off(
    before: Callable[[int], Server], application: Application
) -> None:
    server = before(application.port)
    application.behaves = CUT_OFF
    # Nothing whole came, which the visitor's own end tells them.
    asked(server, ASKED, 0)


def test_nothing_is_written_when_the_cache_cannot_be(
    before: Callable[[int], Server], application: Application
) -> None:
    server = before(application.port)
    asked(server, KEPT, 200)
    shutil.rmtree(server.folder / "cache")
    (server.folder / "cache").touch()
    # nginx ends the connection; under the folder's own permissions this cannot come about.
    asked(server, f"{KEPT}s", 0)


def test_nothing_is_written_of_what_nginx_itself_refuses(
    before: Callable[[int], Server], application: Application
) -> None:
    server = before(application.port)
    visitor = Visitor(server.port)
    assert visitor.post(ASKED, {"words": WORD * 40_000}).status == 413
    assert visitor.get(f"{ASKED}{'x' * 10_000}").status == 414
    assert visitor.get(ASKED, X_Long=WORD * 2_000).status == 400
    assert visitor.get(ASKED, Host=f"{WORD}..example/{WORD}").status == 400
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"{WORD} {ASKED}\r\n\r\n".encode())
        assert b" 400 " in connection.recv(65536)
    assert WORD not in server.written()


def test_an_application_that_stands_still_is_given_up(
    before: Callable[[int], Server], application: Application
) -> None:
    assert SHIPPED_WAIT in (NGINX_FILES / "pages.conf").read_text()
    server = before(application.port)
    asked(server, KEPT, 200)
    application.behaves = stand_still
    asked(server, KEPT, 200)
    begun = time.monotonic()
    asked(server, ASKED, 503, 2.0 + A_FEW_SECONDS)
    assert time.monotonic() - begun > 1.9, "it was not waited for at all"
