"""Query values that no page knows change nothing: no error, no link, no redirect, no kept page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from portal.web.http import query_values
from portal.web.http.page_cache import PageCache
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import machine
from tests.web.test_routes import filled, inventory

#: What ``url_for`` would take for its own options or for values of a route, and other strangers.
STRANGERS = (
    "_method=POST",
    "_external=1",
    "_external=",
    "_anchor=",
    "_anchor=x",
    "_scheme=",
    "_scheme=gopher",
    "endpoint=x",
    "values=x",
    "self=x",
    "number=x",
    "district=yubei",
    "name=x",
    "service=x",
    "question=x",
    "filename=../x",
    "before=x&after=y&release=z&code=c&act=a&section=s",
    "from=timeline&isappinstalled=0",
    "size=huge",
    "size=",
    "on=",
    "%FF=%FF",
    "=",
    "_method=POST&_external=1&_anchor=&_scheme=&endpoint=x&district=yubei&number=x&size=large",
)
NEVER = frozenset(
    ("_method", "_external", "_anchor", "_scheme", "endpoint", "values", "self", "number", "from")
)
LANGUAGES = ("/en", "/zh-hant", "/kiosk/en", "/kiosk/zh-hant")
LINK = re.compile(r'(?:href|action|hx-post|hx-get)="([^"]*)"')


def strange(path: str, query: str) -> str:
    """An address with a query added."""
    return f"{path}{'&' if '?' in path else '?'}{query}"


def leads(text: str) -> list[str]:
    """The addresses that a page leads to, those that show it otherwise included."""
    return [address.replace("&amp;", "&") for address in LINK.findall(text)]


def pages(start: str = "") -> list[str]:
    """An address of every route of a channel that is read."""
    return [
        filled(route)
        for route, (methods, _, _) in inventory().items()
        if "GET" in methods
        and ("/admin" in route) == (start == "/admin")
        and route.startswith("/kiosk") == (start == "/kiosk")
        and not route.endswith("/end")
    ]


def walk(fetch: Fetcher, paths: list[str]) -> None:
    """Ask for every page with some strangers, by turns: no page fails, no link holds a stranger."""
    for place, path in enumerate(paths):
        usual = fetch.client.get(path).status_code
        # The routes of a page in three languages are one: each has some, the first has two.
        own = (STRANGERS[place % len(STRANGERS)],) if not path.startswith(LANGUAGES) else ()
        for query in (*own, STRANGERS[-1]):
            response = fetch.client.get(strange(path, query))
            assert response.status_code < 500, (path, query, response.status)
            expected = (usual, 303, 404, 422)
            assert response.status_code in expected, (path, query, response.status)
            text = response.text if response.mimetype == "text/html" else ""
            for address in (response.headers.get("Location", ""), *leads(text)):
                named = set(parse_qs(urlsplit(address).query, keep_blank_values=True))
                assert not named & NEVER, (path, query, address)


def test_no_stranger_disturbs_a_page_on_a_phone(app: Flask) -> None:
    walk(Fetcher(app.test_client()), pages())


def test_no_stranger_disturbs_a_page_with_answers(app: Flask) -> None:
    fetch = Fetcher(app.test_client())
    fetch.post("/check", {"district": "shapingba"})
    fetch.post("/check/hukou_place", {"value": "guizhou"})
    own = ("check", "result", "roadmap", "compare", "checklist")
    walk(fetch, [path for path in pages() if path.split("/")[1] in own])


def test_no_stranger_disturbs_a_kiosk(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    fetch.post("/kiosk/check", {"district": "shapingba"})
    walk(fetch, pages("/kiosk"))


@pytest.mark.parametrize("query", STRANGERS)
def test_no_stranger_disturbs_the_first_pages(fetch: Fetcher, query: str) -> None:
    for path in ("/", "/check", "/districts/shapingba", "/en/search", "/zh-hant/privacy"):
        assert fetch.client.get(strange(path, query)).status_code == 200


@pytest.mark.parametrize("path", ["/no/such/page", "/districts/nowhere", "/kiosk/no", "/en/no/"])
def test_no_stranger_disturbs_the_page_of_an_error(app: Flask, path: str) -> None:
    fetch = Fetcher(app.test_client())
    for query in STRANGERS:
        response = fetch.client.get(strange(path, query))
        assert response.status_code in (303, 404), (path, query)
        for method in ("POST", "DELETE"):
            refused = fetch.client.open(strange(path, query), method=method)
            assert refused.status_code < 500, (path, query)


def test_no_route_fails_when_it_is_asked_what_it_takes(app: Flask) -> None:
    client = app.test_client()
    for path in (*pages(), *pages("/kiosk"), *pages("/admin"), "/static/x", "/static/../x"):
        assert client.options(path).status_code < 500, path


def test_a_language_link_keeps_the_route_and_what_its_page_knows(fetch: Fetcher) -> None:
    text = fetch.get("/districts/shapingba?district=yubei&on=2026-02-01&size=large&from=x").text
    assert 'href="/en/districts/shapingba?on=2026-02-01&amp;size=large"' in text
    fetch.post("/check", {"district": "shapingba"})
    text = fetch.get("/checklist?service=public-rental&service=residence-permit&x=1").text
    assert "/en/checklist?service=public-rental&amp;service=residence-permit" in text


def test_a_page_that_answers_a_form_can_be_shown_in_other_languages_and_sizes(app: Flask) -> None:
    client = app.test_client()
    client.post("/check", data={"district": "shapingba"})
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/check", "/check/work", "/check/clear", "/report", "/take", "/en/check?x=1"):
        text = client.post(path, headers=foreign).text
        for address in leads(text):
            if address.startswith("/") and "report" not in address:
                assert client.get(address).status_code == 200, (path, address)


def test_every_query_value_that_is_read_is_known() -> None:
    read = re.compile(r"request\.(?:args|values)\.(?:get|getlist)\(\s*\"(\w+)\"")
    found = {
        name
        for path in Path("portal/web").rglob("*.py")
        for name in read.findall(path.read_text(encoding="utf-8"))
    }
    own = {*query_values.MADE_ANEW, *query_values.KEPT}
    administration = {name for names in query_values._ADMIN.values() for name in names}
    assert found - own - administration == {"v", "by", "name"}, "of files; of a form that is posted"


def test_what_no_page_knows_makes_no_page_anew(app: Flask) -> None:
    client = app.test_client()
    cache: PageCache = app.extensions["portal_pages"]
    cache.clear()
    usual = client.get("/privacy").data
    others = ("on=2026-01-01", "topic=housing", "q=x", "nsukey=%25&isappinstalled=0")
    for query in (*STRANGERS[:-1], *others):
        for host in ("localhost", "elsewhere.example", "localhost:8000"):
            for scheme in ("http", "https"):
                address = f"{scheme}://{host}"
                assert client.get(f"/privacy?{query}", base_url=address).data == usual, query
    assert len(cache) == 1
    assert client.get("/privacy?size=large&from=x").data != usual
    assert len(cache) == 2
