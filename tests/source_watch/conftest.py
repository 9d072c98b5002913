"""A site on this machine whose pages change, move, lie and hang as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Reply = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """The pages of a site, each a function that answers; ``asked``: path and headers so far."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.address = f"http://127.0.0.1:{server.server_port}"
        self.pages: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def page(self, path: str, words: str, *, etag: str = "", kind: str = "text/html") -> None:
        """A page of these words, answering 304 to who knows its ``etag``."""

        def reply(handler: BaseHTTPRequestHandler) -> None:
            if etag and handler.headers.get("If-None-Match") == etag:
                send(handler, 304)
                return
            headers = {"Content-Type": f"{kind}; charset=utf-8"} | ({"ETag": etag} if etag else {})
            send(handler, 200, words.encode(), **headers)

        self.pages[path] = reply

    def redirect(self, path: str, target: str, status: int = 301) -> None:
        self.pages[path] = lambda handler: send(handler, status, Location=target)

    def paths(self) -> list[str]:
        """What was asked for, beside robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    """Answer with a status, a body and headers."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def site() -> Iterator[Site]:
    """A site; an unknown page is a 404."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, dict(self.headers)))
            found.pages.get(self.path, lambda handler: send(handler, 404))(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Site(server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
