"""Requests that two servers read differently, sent as bytes to a real gunicorn: refused, closed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

LIMIT = 5.0
PATIENCE = 60.0
#: What a second, smuggled request would be answered with.
SMUGGLED = b"GET /no-such-page-smuggled HTTP/1.1\r\nHost: portal.example\r\n\r\n"

pytestmark = pytest.mark.slow


def head(*lines: str, path: str = "/check", method: str = "POST") -> bytes:
    first = f"{method} {path} HTTP/1.1"
    return "\r\n".join((first, "Host: 127.0.0.1", *lines, "", "")).encode("latin-1")


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


BODY = "Content-Type: application/x-www-form-urlencoded"
EVIL = {
    "both lengths": head(BODY, "Content-Length: 4", "Transfer-Encoding: chunked")
    + chunked(b"a=b")
    + SMUGGLED,
    "chunks that end before the length": head(
        BODY, f"Content-Length: {5 + len(SMUGGLED)}", "Transfer-Encoding: chunked"
    )
    + b"0\r\n\r\n"
    + SMUGGLED,
    "a length twice": head(BODY, "Content-Length: 0", f"Content-Length: {len(SMUGGLED)}")
    + SMUGGLED,
    "two lengths in one line": head(BODY, f"Content-Length: 0, {len(SMUGGLED)}") + SMUGGLED,
    "a length with a sign": head(BODY, "Content-Length: +3") + b"a=b" + SMUGGLED,
    "a length below nothing": head(BODY, "Content-Length: -1") + SMUGGLED,
    "a length that is no number": head(BODY, "Content-Length: 3x") + b"a=b" + SMUGGLED,
    "an encoding in disguise": head(BODY, "Transfer-Encoding: xchunked") + chunked(b"a=b"),
    "an encoding with a blank": head(BODY, "Transfer-Encoding : chunked") + chunked(b"a=b"),
    "chunked twice": head(BODY, "Transfer-Encoding: chunked, chunked") + chunked(b"a=b"),
    "chunked and then identity": head(BODY, "Transfer-Encoding: chunked, identity")
    + chunked(b"a=b"),
    "a folded line": head(BODY, "X-Folded: a\r\n b", "Content-Length: 3") + b"a=b" + SMUGGLED,
    "a line without a colon": head("Nothing", method="GET") + SMUGGLED,
    "a name with a blank": head("X Y: z", method="GET") + SMUGGLED,
    "a bare line feed in a value": head("X-A: b\nTransfer-Encoding: chunked", method="GET"),
    "a zero byte in a value": head("X-A: b\x00c", method="GET"),
    "a chunk that is no number": head(BODY, "Transfer-Encoding: chunked")
    + b"zz\r\na=b\r\n0\r\n\r\n",
    "two hosts": head("Host: evil.example", method="GET"),
    "a line of 20 KB": head(path="/" + "a" * 20_000, method="GET"),
    "a header of 20 KB": head("X-Long: " + "a" * 20_000, method="GET"),
    "a thousand headers": head(*(f"X-{n}: a" for n in range(1000)), method="GET"),
    "an unknown version": b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    "no request at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The portal as ``portal serve`` starts it; its port."""
    folder = tmp_path_factory.mktemp("smuggling")
    port = _free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / "portal"), "serve"],
            env={**kept, "PORTAL_INSTANCE": str(folder), "PORT": str(port), "WEB_CONCURRENCY": "1"},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    began = time.monotonic()
    while not _is_up(port):
        assert process.poll() is None, (folder / "errors").read_text()
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.2)
    yield port
    process.terminate()
    process.wait(20)
    assert "Traceback" not in (folder / "errors").read_text()


def _is_up(port: int) -> bool:
    try:
        received, _ = answered(port, head("Connection: close", path="/livez", method="GET"))
    except OSError:
        return False
    return statuses(received) == [200]


def answered(port: int, sent: bytes, *, all_sent: bool = False) -> tuple[bytes, bool]:
    """All that comes back within the limit, and whether the server closed the connection."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), LIMIT) as connection:
        connection.settimeout(LIMIT)
        try:
            connection.sendall(sent)
            if all_sent:
                connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
        except TimeoutError:
            return received, False
        except ConnectionError:
            return received, True
    return received, True


def statuses(received: bytes) -> list[int]:
    """The status of each answer."""
    lines = received.split(b"\r\n")
    return [int(line.split()[1]) for line in lines if line.startswith(b"HTTP/1.")]


def test_an_honest_request_is_answered(server: int) -> None:
    received, _ = answered(server, head("Connection: close", path="/districts", method="GET"))
    assert statuses(received) == [200]
    form = head(BODY, "Transfer-Encoding: chunked", "Connection: close")
    received, _ = answered(server, form + chunked(b"district=yongchuan"))
    assert statuses(received) == [303]


@pytest.mark.parametrize("name", EVIL)
def test_what_can_be_read_in_two_ways_is_refused_once_and_the_connection_closed(
    server: int, name: str
) -> None:
    received, closed = answered(server, EVIL[name])
    assert closed, received[:300]
    found = statuses(received)
    assert len(found) <= 1, "a second request was read out of the first"
    assert not found or 400 <= found[0] < 500 or found in ([501], [505]), received[:300]
    assert b"smuggled" not in received


@pytest.mark.parametrize("path", ["/check", "/api/v1/evaluations", "/admin/"])
def test_more_than_may_be_sent_is_refused_without_a_500(server: int, path: str) -> None:
    body = b"a=" + b"x" * (300 * 1024)
    lines = (BODY, f"Content-Length: {len(body)}", "Connection: close")
    received, _ = answered(server, head(*lines, path=path) + body)
    assert statuses(received) in ([413], [422], [403]), received[:200]


@pytest.mark.parametrize("path", ["/check", "/api/v1/evaluations"])
@pytest.mark.parametrize("lines", [("Content-Length: 90",), ("Transfer-Encoding: chunked",)])
def test_what_breaks_off_is_the_senders_fault(
    server: int, path: str, lines: tuple[str, ...]
) -> None:
    sent = head(BODY, *lines, path=path) + b"40\r\ndistrict=yongchuan"
    received, closed = answered(server, sent, all_sent=True)
    assert closed
    assert statuses(received) in ([400], [415], [422], []), received[:200]
