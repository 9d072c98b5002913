"""Public pages are made once per release and variant, and never mix."""

from __future__ import annotations

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import brotli
import pytest
from flask import Flask, Response, request, request_started
from flask.testing import FlaskClient

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.publishing.derived_texts import derive
from portal.rules.building import load
from portal.store import database, schema, usage_counts
from portal.store.releases import current_release
from portal.store.releases.stored import add_release
from portal.web.http.page_cache import PageCache, kept, weight
from portal.web.http.pages_file import KeptPage
from tests.conftest import SECRET

GUIDE = "/districts/shapingba/public-rental"


def nothing_kept(app: Flask) -> PageCache:
    """The cache of the application, emptied."""
    cache: PageCache = app.extensions["portal_pages"]
    cache.clear()
    return cache


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application with nothing kept."""
    nothing_kept(app)
    return app.test_client()


def _headers(response: Response) -> dict[str, str]:
    """What is the same whenever the page is sent: all but the name of the request."""
    return {name: value for name, value in response.headers if name != "X-Request-ID"}


def test_a_page_is_the_same_made_and_kept(client: FlaskClient) -> None:
    made = client.get(GUIDE)
    again = client.get(GUIDE)
    assert made.status_code == again.status_code == 200
    assert made.data == again.data
    assert _headers(made) == _headers(again)
    assert "Set-Cookie" not in made.headers
    assert "Cookie" not in made.headers["Vary"]


def test_a_kept_page_does_not_trouble_the_application(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    client.get(GUIDE)
    monkeypatch.setattr(current_release, "POLL_SECONDS", 3600.0)
    with request_started.connected_to(lambda _sender: asked.append(request.path)):
        assert {client.get(GUIDE).status_code for _ in range(20)} == {200}
        assert not asked, "a look for a newer release is not due"
        client.get("/search?q=a")
    assert asked[-1] == "/search"


def test_each_encoding_holds_the_same_page(client: FlaskClient) -> None:
    plain = client.get(GUIDE, headers={"Accept-Encoding": "identity"})
    for name, decode in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = client.get(GUIDE, headers={"Accept-Encoding": name})
        assert packed.headers["Content-Encoding"] == name
        assert decode(packed.data) == plain.data
        assert packed.headers["ETag"] != plain.headers["ETag"]
        assert len(packed.data) < len(plain.data) / 3
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(GUIDE)
    again = client.get(GUIDE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Vary", "Cache-Control", "Content-Security-Policy"):
        assert again.headers[name] == first.headers[name]
    assert client.get(GUIDE, headers={"If-None-Match": '"other"'}).status_code == 200


def test_variants_do_not_mix(client: FlaskClient) -> None:
    requests = [
        (path + query, {"HX-Request": asks})
        for path in ("/districts", "/en/districts", "/zh-hant/districts")
        for query in ("", "?size=elder", "?topic=housing", "?size=elder&topic=housing")
        for asks in ("true", "false")
    ]
    fresh = []
    for path, headers in requests:
        nothing_kept(client.application)
        fresh.append(client.get(path, headers=headers).data)
    for _ in range(2):
        assert [client.get(path, headers=headers).data for path, headers in requests] == fresh


def test_a_page_names_no_host_that_was_only_asked_for(client: FlaskClient) -> None:
    here = client.get(GUIDE, base_url="https://portal.example").text
    there = client.get(GUIDE, base_url="http://other.example:8080").text
    assert here == there
    assert "portal.example" not in here


def test_only_pages_of_everybody_are_kept(client: FlaskClient) -> None:
    held = client.application.extensions["portal_pages"]
    for path in ("/check", "/result", "/search?q=公租房", "/report?service=public-rental",
                 "/districts/nowhere", f"{GUIDE}?on=yesterday",
                 "/districts?q=sha", "/kiosk/enrol"):  # fmt: skip
        client.get(path)
    assert not len(held)
    client.get(GUIDE)
    client.get(f"{GUIDE}?from=timeline&isappinstalled=0")
    assert len(held) == 1


def test_a_kept_page_is_counted_each_time(client: FlaskClient) -> None:
    def shown() -> int:
        with client.application.app_context():
            usage_counts.flush()
            found = usage_counts.counts(date(2026, 11, 24), date(2026, 11, 24), ("guide",))
            return sum(c.number for c in found if c.subject == "public-rental")

    before = shown()
    etag = client.get(GUIDE).headers["ETag"]
    client.get(GUIDE)
    client.get(GUIDE, headers={"If-None-Match": etag})
    client.get("/districts/shapingba")
    assert shown() == before + 3


def test_a_new_release_or_day_makes_pages_anew(tmp_path: Path) -> None:
    days = [date(2026, 11, 24)]
    settings = Settings(
        instance=tmp_path, database_url=f"sqlite:///{tmp_path / 'portal.sqlite'}", secret_key=SECRET
    )
    app = create_app(settings, today=lambda: days[-1])
    files = read_folder(SHIPPED)
    with app.app_context():
        schema.upgrade_schema()
        seed(files)
    client = app.test_client()
    first = client.get(GUIDE).text
    days.append(date(2027, 1, 1))
    second = client.get(GUIDE).text
    assert second != first
    path = next(path for path in files if path.endswith("housing/public-rental.toml"))
    changed = {**files, path: files[path].replace("公租房", "公共租赁房")}
    with app.app_context():
        add_release(changed, derive(load(changed)), "second")
    app.extensions["portal_releases"]._looked = float("-inf")
    third = client.get(GUIDE).text
    assert "公共租赁房" in third
    assert third != second
    with app.app_context():
        database.db.engine.dispose()


def test_many_at_once_on_a_cold_page_make_it_once(app: Flask) -> None:
    made: list[int] = []

    def view() -> Response:
        made.append(1)
        time.sleep(0.1)
        return Response("page")

    shown = kept(view)
    start = threading.Barrier(50)
    nothing_kept(app)

    def visit(_: int) -> bytes:
        with app.test_request_context("/privacy"):
            start.wait()
            return bytes(shown().data)

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(visit, range(50))) == {b"page"}
    assert len(made) == 1
    nothing_kept(app)


def test_a_view_that_fails_lets_the_next_one_try(app: Flask) -> None:
    outcomes = iter((ZeroDivisionError(), Response("no", 404), Response("yes")))

    def view() -> Response:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    shown = kept(view)
    cache = nothing_kept(app)
    with app.test_request_context("/privacy"):
        with pytest.raises(ZeroDivisionError):
            shown()
        assert shown().status_code == 404
        assert shown().data == shown().data == b"yes"
    assert not cache._making
    nothing_kept(app)


def test_the_cache_stays_within_its_bytes() -> None:
    cache = PageCache(most_bytes=10_000)

    def page(size: int) -> KeptPage:
        return KeptPage(body=b"x" * size, etag="etag", headers=(), route="/")

    for number in range(50):
        cache.keep((number,), page(200))
        cache.get((0,))
    assert cache.get((0,)) is not None, "what is shown often stays"
    assert cache.get((1,)) is None
    shown = [kept for number in range(50) if (kept := cache.get((number,)))]
    assert sum(map(weight, shown)) == cache.weight <= 10_000
    cache.keep(("huge",), page(20_000))
    assert cache.get(("huge",)) is None
