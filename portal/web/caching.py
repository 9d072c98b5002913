"""Public pages are made once per release and variant, and kept compressed, by each process.

A variant is what the answer depends on besides the release: the day, host, address with its query
(language, size and day asked for are in it), encoding, and whether htmx asks. Pages for one person
never come here: kept are only the views that say so, on the phone, and only whole answers (200).

A page is made by its view, as every page is, one thread at a time for each variant. Once it is
kept, it is sent by ``FrontDesk`` before Flask is asked: no route, session or hook costs time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, current_app, g, request

from .. import metrics
from ..store.counting import Tally, count
from ..store.in_use import Releases
from . import headers, surroundings
from .kept_pages import ENCODERS, KeptPage, PageCache, encoding_of, key_of
from .observing import note

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CHANNEL = "phone"
_LONGEST_ADDRESS = 200
#: Query values that pages are made from; an address with any other is answered, but not kept.
_QUERY = frozenset(("on", "size", "topic"))
_KEEP = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"

View = Callable[..., Response]


class FrontDesk:
    """Sends kept pages; everything else, and once a second any page, goes on to the application."""

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        self._inner = inner
        self._cache: PageCache = app.extensions["portal_pages"]
        self._releases: Releases = app.extensions["portal_releases"]
        self._tally: Tally = app.extensions["portal_tally"]
        self._today: Callable[[], date] = app.extensions["portal_today"]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        release = self._releases.fresh()
        if release is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._inner(environ, start_response)
        today = self._today()
        page = self._cache.get(key_of(environ, release.number, today))
        if page is None:
            return self._inner(environ, start_response)
        for name, subject in page.counts:
            self._tally.add((today, name, subject))
        metrics.cache_hit()
        note(environ, _CHANNEL, page.route)
        status, sent, body = page.response(environ.get("HTTP_IF_NONE_MATCH", ""))
        start_response(status, sent)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def install(app: Flask) -> None:
    """Give the application its cache, and put the one who sends from it in front."""
    app.extensions["portal_pages"] = PageCache()
    app.wsgi_app = FrontDesk(app, app.wsgi_app)  # type: ignore[method-assign]


def _cache() -> PageCache:
    return cast(PageCache, current_app.extensions["portal_pages"])


def kept(view: View) -> View:
    """The view, whose pages are made once and kept while the release and the day are the same."""

    @wraps(view)
    def shown(**values: str) -> Response:
        if not _may_be_kept():
            return view(**values)
        cache = _cache()
        key = key_of(request.environ, surroundings.release().number, surroundings.today())
        page = cache.get(key)
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

    return shown


def count_page(name: str, subject: str) -> None:
    """Count the page being made, and whenever it is shown again."""
    g.setdefault("page_counts", []).append((name, subject))
    count(name, subject, surroundings.today())


def _may_be_kept() -> bool:
    return (
        surroundings.channel() == _CHANNEL
        and request.method in ("GET", "HEAD")
        and _QUERY.issuperset(request.args)
        and len(request.full_path) <= _LONGEST_ADDRESS
    )


def _page(response: Response) -> KeptPage:
    plain, encoding = response.get_data(), encoding_of(request.headers.get("Accept-Encoding", ""))
    etag = f"{hashlib.sha256(plain).hexdigest()[:20]}-{encoding}"
    body = ENCODERS[encoding](plain)
    response.vary.add("Accept-Encoding")
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(body))
    response.headers["ETag"] = f'"{etag}"'
    response.headers["Cache-Control"] = _KEEP
    sent = tuple(headers.dress(response).headers.to_wsgi_list())
    route = request.url_rule.rule if request.url_rule else ""
    return KeptPage(body, etag, sent, route, tuple(g.get("page_counts", ())))


def _answer(page: KeptPage) -> Response:
    """A page that was made before, counted as it was then."""
    metrics.cache_hit()
    for name, subject in page.counts:
        count(name, subject, surroundings.today())
    return _sent(page)


def _sent(page: KeptPage) -> Response:
    status, sent, body = page.response(request.headers.get("If-None-Match", ""))
    response = Response(body, status, sent)
    if not body:
        del response.headers["Content-Type"]
    return response
