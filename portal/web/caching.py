"""Public pages are made once per release and variant, and kept compressed, by each process.

A variant is what the answer depends on besides the release: the day, host, address with its query
(language, size and day asked for are in it), encoding, and whether htmx asks. Pages for one person
never come here: kept are only the views that say so, on the phone, and only whole answers (200).
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import cast

import brotli
from flask import Flask, Response, current_app, g, request

from ..store.counting import count
from . import surroundings

_MOST_BYTES = 16 * 1024 * 1024
_LONGEST_ADDRESS = 200
#: Query values that pages are made from; an address with any other is answered, but not kept.
_QUERY = frozenset(("on", "size", "topic"))
_KEEP = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=9),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
    "identity": lambda body: body,
}

Key = tuple[object, ...]
View = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page ready to be sent; ``counts`` is what is counted whenever it is shown."""

    body: bytes
    encoding: str
    mimetype: str
    etag: str
    vary: str
    counts: tuple[tuple[str, str], ...]

    @property
    def weight(self) -> int:
        """Bytes it takes, roughly."""
        return len(self.body) + 500


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


def install(app: Flask) -> None:
    """Give the application its cache."""
    app.extensions["portal_pages"] = PageCache()


def _cache() -> PageCache:
    return cast(PageCache, current_app.extensions["portal_pages"])


def kept(view: View) -> View:
    """The view, whose pages are made once and kept while the release and the day are the same."""

    @wraps(view)
    def shown(**values: str) -> Response:
        if not _may_be_kept():
            return view(**values)
        cache, encoding = _cache(), request.accept_encodings.best_match(_ENCODERS, "identity")
        key = _key(encoding)
        page = cache.get(key)
        if page is None:
            with cache.alone(key):
                page = cache.get(key)
                if page is None:
                    response = view(**values)
                    if response.status_code == 200:
                        page = _page(response, encoding)
                        cache.keep(key, page)
                        response = _answer(page)
                    return response
        for name, subject in page.counts:
            count(name, subject, surroundings.today())
        return _answer(page)

    return shown


def count_page(name: str, subject: str) -> None:
    """Count the page being made, and whenever it is shown again."""
    g.setdefault("page_counts", []).append((name, subject))
    count(name, subject, surroundings.today())


def _may_be_kept() -> bool:
    return (
        surroundings.channel() == "phone"
        and request.method in ("GET", "HEAD")
        and _QUERY.issuperset(request.args)
        and len(request.full_path) <= _LONGEST_ADDRESS
    )


def _key(encoding: str) -> Key:
    return (
        surroundings.release().number,
        surroundings.today(),
        request.host_url,
        request.full_path,
        encoding,
        request.headers.get("HX-Request") == "true",
    )


def _page(response: Response, encoding: str) -> KeptPage:
    plain = response.get_data()
    digest = hashlib.sha256(plain).hexdigest()[:20]
    response.vary.add("Accept-Encoding")
    return KeptPage(
        _ENCODERS[encoding](plain),
        encoding,
        response.headers["Content-Type"],
        f"{digest}-{encoding}",
        response.vary.to_header(),
        tuple(g.get("page_counts", ())),
    )


def _answer(page: KeptPage) -> Response:
    """The page, or that it has not changed since it was fetched."""
    unchanged = request.if_none_match.contains(page.etag)
    response = Response(b"" if unchanged else page.body, 304 if unchanged else 200)
    headers = response.headers
    headers["Cache-Control"], headers["Vary"] = _KEEP, page.vary
    headers["ETag"] = f'"{page.etag}"'
    if not unchanged:
        headers["Content-Type"] = page.mimetype
        if page.encoding != "identity":
            headers["Content-Encoding"] = page.encoding
    return response
