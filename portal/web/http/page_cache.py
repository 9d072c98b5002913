"""The page cache: public pages rendered once per release and variant, kept compressed.

Most are made ahead by a process of its own (`page_maker`) and shared by all workers of the host
(`pages_file`). What is asked for before they are there, and rarer variants, each process keeps.

A variant is what the answer depends on besides the release: the day, the path (language and channel
are in it), the size, the day asked for, the encoding, and whether htmx asks. Nothing else of a
query counts, so that an invented value makes no new entry. Only views marked with `kept` are
cached, only on the phone and only answers with status 200: no page of one person comes here, and
no preview of a draft.

One thread renders a variant while others wait for it. Once it is cached, `PageCacheMiddleware`
answers before Flask is called, which saves routing, session and hooks.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, cast

import brotli
from cachetools import LRUCache
from flask import Flask, Response, current_app, g, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_etags

from ... import metrics
from ...store.releases.current_release import CurrentRelease, Releases
from ...store.usage_counts import Tally, count
from . import query_values, request_context, security_headers
from .access_log import note
from .pages_file import KeptPage, MadePages

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CHANNEL = "phone"
#: No page of ours has a longer path: its variants must not fill the cache.
_LONGEST_PATH = 200
#: A proxy may show an old page for a day while the portal is down: guides stay readable.
_KEEP = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
#: Most pages come from the file of pages made ahead; this holds the rest and the hottest.
_MOST_BYTES = 4 * 1024 * 1024
_OF_A_BODY = ("Content-Type", "Content-Encoding", "Content-Length")
#: Of brotli, while somebody waits for the page.
_QUALITY = 5
ENCODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "br": lambda body, quality: brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality),
    "gzip": lambda body, _: gzip.compress(body, 6, mtime=0),
    "identity": lambda body, _: body,
}

Key = tuple[object, ...]
Query = Mapping[str, str]
View = Callable[..., Response]


def answer_of(page: KeptPage, etags: str) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body for one who holds what ``If-None-Match`` says."""
    if etags and parse_etags(etags).contains_weak(page.etag):
        kept = [(name, value) for name, value in page.headers if name not in _OF_A_BODY]
        return "304 NOT MODIFIED", kept, b""
    return "200 OK", list(page.headers), page.body


def weight(page: KeptPage) -> int:
    """Bytes that a page takes, roughly."""
    return len(page.body) + 2000


class PageCache:
    """Pages by key, least recently used out first; each is made by one thread at a time."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._pages: LRUCache[Key, KeptPage] = LRUCache(most_bytes, weight)
        self._lock = threading.Lock()
        self._making: dict[Key, tuple[threading.Lock, int]] = {}

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def weight(self) -> int:
        """Bytes that all pages take, roughly."""
        return int(self._pages.currsize)

    def get(self, key: Key) -> KeptPage | None:
        """The page kept under a key."""
        with self._lock:
            return self._pages.get(key)

    def keep(self, key: Key, page: KeptPage) -> None:
        """Keep a page; one that is larger than the whole cache is not kept."""
        with self._lock, suppress(ValueError):
            self._pages[key] = page

    def clear(self) -> None:
        """Drop every page."""
        with self._lock:
            self._pages.clear()

    @contextmanager
    def alone(self, key: Key) -> Iterator[None]:
        """Hold the lock of a key: of many requests for a new page one makes it, the rest wait."""
        with self._lock:
            turn, waiting = self._making.get(key, (threading.Lock(), 0))
            self._making[key] = turn, waiting + 1
        try:
            with turn:
                yield
        finally:
            # Kept only while somebody waits, so that made-up addresses leave nothing behind.
            with self._lock:
                turn, waiting = self._making.pop(key)
                if waiting > 1:
                    self._making[key] = turn, waiting - 1


def key_of(environ: WSGIEnvironment, release: int, today: date, query: Query) -> Key:
    """The variant that a request asks for of a release on a day.

    Language and channel are in the path. Of the query only ``on`` and ``size`` count.
    """
    return (
        release,
        today,
        environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"],
        query.get("on", ""),
        query.get("size", ""),
        encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")),
        environ.get("HTTP_HX_REQUEST") == "true",
    )


@lru_cache(maxsize=256)
def encoding_of(accepted: str) -> str:
    """The best encoding that we make and a client accepts."""
    return parse_accept_header(accepted, Accept).best_match(ENCODERS, "identity")


def made_ahead(ahead: MadePages, key: Key, release: CurrentRelease) -> KeptPage | None:
    """The page from the file of pages made ahead, if there is one of this release and day."""
    _, day, *variant = key
    assert isinstance(day, date)
    file = ahead.file(release.digest, release.number, day)
    return file.get(tuple(variant)) if file else None


class PageCacheMiddleware:
    """WSGI middleware that answers from the cache; one request a second passes to poll releases."""

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        self._inner = inner
        self._cache: PageCache = app.extensions["portal_pages"]
        self._releases: Releases = app.extensions["portal_releases"]
        self._tally: Tally = app.extensions["portal_tally"]
        self._today: Callable[[], date] = app.extensions["portal_today"]
        self._ahead: MadePages = app.extensions["portal_made_pages"]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        release = self._releases.fresh()
        if release is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._inner(environ, start_response)
        today = self._today()
        query = query_values.kept_values_of(environ.get("QUERY_STRING", ""))
        if query is None:
            return self._inner(environ, start_response)
        key = key_of(environ, release.number, today, query)
        page = self._cache.get(key) or made_ahead(self._ahead, key, release)
        if page is None:
            return self._inner(environ, start_response)
        for name, subject in page.counts:
            self._tally.add((today, name, subject))
        metrics.cache_hit()
        note(environ, _CHANNEL, page.route)
        status, sent, body = answer_of(page, environ.get("HTTP_IF_NONE_MATCH", ""))
        start_response(status, sent)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def install(app: Flask) -> None:
    """Create the cache and wrap the application in `PageCacheMiddleware`."""
    app.extensions["portal_pages"] = PageCache()
    folder = Path(app.config["PORTAL_INSTANCE"]) / "pages"
    app.extensions["portal_made_pages"] = MadePages(folder, app.config["PUBLIC_URL"])
    app.wsgi_app = PageCacheMiddleware(app, app.wsgi_app)  # type: ignore[method-assign]


def _cache() -> PageCache:
    return cast(PageCache, current_app.extensions["portal_pages"])


def is_made_ahead(view: object) -> bool:
    """Whether the pages of a view are made before anybody asks for them."""
    return getattr(view, "made_ahead", False) is True


def kept_when_asked(view: View) -> View:
    """Decorate a view so that its pages are cached, but only once somebody asked for them."""
    shown = kept(view)
    vars(shown)["made_ahead"] = False
    return shown


def kept(view: View) -> View:
    """Decorate a view so that its pages are cached while release and day stay the same."""

    @wraps(view)
    def shown(**values: str) -> Response:
        query = query_values.kept_values(request.endpoint) if _may_be_kept() else None
        if query is None:
            return view(**values)
        cache = _cache()
        release = request_context.release()
        key = key_of(request.environ, release.number, request_context.today(), query)
        ahead = current_app.extensions["portal_made_pages"]
        page = cache.get(key) or made_ahead(ahead, key, release)
        if page is not None:
            return _answer(page)
        with cache.alone(key):
            page = cache.get(key)
            if page is not None:
                return _answer(page)
            metrics.cache_miss()
            response = view(**values)
            if response.status_code != 200:
                return response
            page = _page(response)
            cache.keep(key, page)
        return _sent(page)

    vars(shown)["made_ahead"] = True
    return shown


def count_page(name: str, subject: str) -> None:
    """Count the page being made, and whenever it is shown again."""
    g.setdefault("page_counts", []).append((name, subject))
    count(name, subject, request_context.today())


def _may_be_kept() -> bool:
    return (
        request_context.preview() is None
        and request_context.channel() == _CHANNEL
        and request.method in ("GET", "HEAD")
        and len(request.path) <= _LONGEST_PATH
    )


def _page(response: Response) -> KeptPage:
    plain = response.get_data()
    encoding = encoding_of(request.headers.get("Accept-Encoding", ""))
    etag = f"{hashlib.sha256(plain).hexdigest()[:20]}-{encoding}"
    quality = current_app.extensions.get("portal_quality", _QUALITY)
    body = ENCODERS[encoding](plain, quality)
    response.vary.add("Accept-Encoding")
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(body))
    response.headers["ETag"] = f'"{etag}"'
    response.headers["Cache-Control"] = _KEEP
    sent = tuple(security_headers.dress(response).headers.to_wsgi_list())
    route = request.url_rule.rule if request.url_rule else ""
    return KeptPage(
        body=body, etag=etag, headers=sent, route=route, counts=tuple(g.get("page_counts", ()))
    )


def _answer(page: KeptPage) -> Response:
    """A cached page, with the usage counts of its first rendering."""
    metrics.cache_hit()
    for name, subject in page.counts:
        count(name, subject, request_context.today())
    return _sent(page)


def _sent(page: KeptPage) -> Response:
    status, sent, body = answer_of(page, request.headers.get("If-None-Match", ""))
    response = Response(body, status, sent)
    if not body:
        del response.headers["Content-Type"]
    return response
