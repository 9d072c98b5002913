"""Kept pages: what is kept of one, under which key, and which leave first when there are many."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_etags

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_MOST_BYTES = 16 * 1024 * 1024
_OF_A_BODY = ("Content-Type", "Content-Encoding", "Content-Length")
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=9),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
    "identity": lambda body: body,
}

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page ready to be sent; ``counts`` is what is counted whenever it is shown."""

    body: bytes
    etag: str
    headers: tuple[tuple[str, str], ...]
    route: str
    counts: tuple[tuple[str, str], ...] = ()

    @property
    def weight(self) -> int:
        """Bytes it takes, roughly."""
        return len(self.body) + 2000

    def response(self, etags: str) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and body for one who holds what ``If-None-Match`` says."""
        if etags and parse_etags(etags).contains_weak(self.etag):
            kept = [(name, value) for name, value in self.headers if name not in _OF_A_BODY]
            return "304 NOT MODIFIED", kept, b""
        return "200 OK", list(self.headers), self.body


class PageCache:
    """Pages by key: the least recently shown leave first; each is made by one thread at a time."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[Key, tuple[threading.Lock, int]] = {}

    def get(self, key: Key) -> KeptPage | None:
        """The page kept under a key."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: KeptPage) -> None:
        """Keep a page, letting go of the ones shown longest ago."""
        with self._lock:
            if page.weight > self._most or key in self._pages:
                return
            self._pages[key] = page
            self._bytes += page.weight
            while self._bytes > self._most:
                self._bytes -= self._pages.popitem(last=False)[1].weight

    @contextmanager
    def alone(self, key: Key) -> Iterator[None]:
        """While one thread makes the page of a key, others that want it wait for their turn."""
        with self._lock:
            turn, waiting = self._making.get(key, (threading.Lock(), 0))
            self._making[key] = turn, waiting + 1
        try:
            with turn:
                yield
        finally:
            with self._lock:
                turn, waiting = self._making.pop(key)
                if waiting > 1:
                    self._making[key] = turn, waiting - 1


def key_of(environ: WSGIEnvironment, release: int, today: date) -> Key:
    """The variant that a request asks for of a release on a day."""
    return (
        release,
        today,
        environ["wsgi.url_scheme"],
        environ.get("HTTP_HOST", ""),
        environ.get("SCRIPT_NAME", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")),
        environ.get("HTTP_HX_REQUEST") == "true",
    )


@lru_cache(maxsize=256)
def encoding_of(accepted: str) -> str:
    """The best encoding that we make and a client accepts."""
    return parse_accept_header(accepted, Accept).best_match(ENCODERS, "identity")
