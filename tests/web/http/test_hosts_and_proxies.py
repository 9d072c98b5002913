"""The entrance: proxies believed or not, names answered to, what is too large; nothing poisoned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from portal import create_app
from portal.config import Settings
from portal.store import database
from portal.web.admin.auth.session_cookie import COOKIE, FIELD
from tests.conftest import SECRET, TODAY
from tests.web.admin.signing import AdminFetcher
from tests.web.fetching import Fetcher

NAME = "portal.example.cn"
SPOOFED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": "/evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Host": "evil.example",
    "X-Original-URL": "/admin/evil.example",
    "X-Rewrite-URL": "/admin/evil.example",
    "Forwarded": "host=evil.example;proto=https",
    "X-HTTP-Method-Override": "DELETE",
}
#: Pages that hold absolute addresses, and some others.
PAGES = ("/", "/en/districts/shapingba/public-rental", "/feed.atom", "/districts", "/no/such/page")


@contextmanager
def portal(app: Flask, **choices: Any) -> Iterator[Flask]:
    """The portal on the store of another, with settings of its own."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    own = {"password_memory": 8, "password_rounds": 1, **choices}
    folder = Path(url.removeprefix("sqlite:///")).parent
    made = create_app(
        Settings(instance=folder, database_url=url, secret_key=SECRET, **own), today=lambda: TODAY
    )
    yield made
    with made.app_context():
        database.db.engine.dispose()


@pytest.fixture(scope="module")
def portals(app: Flask) -> Iterator[dict[int, Flask]]:
    """Portals behind no, one and two proxies; each tells whom it sees to ``teller``."""
    with ExitStack() as stack:
        yield {n: stack.enter_context(portal(app, trusted_proxies=n)) for n in (0, 1, 2)}


@pytest.fixture(scope="module")
def named(app: Flask) -> Iterator[Flask]:
    """The portal that answers to a name, behind a proxy."""
    with portal(app, trusted_proxies=1, hosts=(NAME, "192.0.2.7", "2001:db8::7")) as made:
        yield made


def seen_by(app: Flask, headers: dict[str, str]) -> tuple[str | None, str, str]:
    """Whom, by which scheme and name, the application sees."""
    seen: list[tuple[str | None, str, str]] = []

    def note() -> None:
        seen.append((request.remote_addr, request.scheme, request.host))

    notes = app.before_request_funcs.setdefault(None, [])
    notes.append(note)
    try:
        app.test_client().get("/livez", headers=headers)
    finally:
        notes.remove(note)
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "address", "scheme"),
    [(0, "127.0.0.1", "http"), (1, "198.51.100.3", "https"), (2, "198.51.100.2", "http")],
)
def test_as_many_proxies_are_believed_as_are_trusted(
    portals: dict[int, Flask], proxies: int, address: str, scheme: str
) -> None:
    headers = {
        "X-Forwarded-For": "198.51.100.1, 198.51.100.2, 198.51.100.3",
        "X-Forwarded-Proto": "https, http, https",
        **SPOOFED,
    }
    assert seen_by(portals[proxies], headers) == (address, scheme, "localhost")


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_headers_of_a_client_change_no_page(portals: dict[int, Flask], proxies: int) -> None:
    fetch = Fetcher(portals[proxies].test_client())
    for path in PAGES:
        usual = fetch.client.get(path)
        spoofed = fetch.client.get(path, headers=SPOOFED)
        assert (spoofed.status_code, spoofed.data) == (usual.status_code, usual.data), path
        assert "evil" not in spoofed.text + str(spoofed.headers)


def sign_in(fetch: AdminFetcher, address: str, name: str, status: int) -> None:
    fetch.client.get("/admin/")
    cookie = fetch.client.get_cookie(COOKIE)
    assert cookie
    form = {FIELD: fetch.form_token(), "name": name, "password": "wrong"}
    headers = {"X-Forwarded-For": address}
    response = fetch.client.post("/admin/", data=form, headers=headers)
    assert response.status_code == status, address


def test_an_address_that_is_only_claimed_does_not_escape_the_throttle(
    portals: dict[int, Flask],
) -> None:
    fetch = AdminFetcher(portals[0].test_client())
    for n in range(20):
        sign_in(fetch, f"198.51.100.{n}", f"guess{n}", 422)
    sign_in(fetch, "198.51.100.99", "guess", 429)


def test_behind_a_proxy_the_throttle_is_of_the_address_the_proxy_saw(
    portals: dict[int, Flask],
) -> None:
    fetch = AdminFetcher(portals[1].test_client())
    for n in range(20):
        sign_in(fetch, f"203.0.113.{n}, 203.0.113.200", f"try{n}", 422)
    sign_in(fetch, "203.0.113.99, 203.0.113.200", "try", 429)
    sign_in(fetch, "203.0.113.200, 203.0.113.201", "try", 422)


@pytest.mark.parametrize(
    "host", [NAME, NAME.upper(), f"{NAME}.", f"{NAME}:8443", "192.0.2.7", "[2001:db8::7]:80"]
)
def test_the_portal_answers_to_its_names(named: Flask, host: str) -> None:
    assert named.test_client().get("/districts", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"{NAME}.evil.example",
        f"evil.{NAME}",
        f"{NAME}@evil.example",
        "a b",
        f"{NAME}/evil.example",
        f"{NAME}:evil",
        f"{NAME}:123456",
        "[",
        "[::1",
        "..",
        "é",
        "<b>",
        "",
    ],
)
def test_another_name_is_refused_with_a_plain_page_and_says_nothing_back(
    named: Flask, host: str
) -> None:
    client = named.test_client()
    for path in ("/", "/en/districts/shapingba", "/feed.atom", "/kiosk/", "/api/v1/districts"):
        response = client.get(path, headers={"Host": host})
        assert response.status_code == 400
        assert response.mimetype == "text/plain"
        assert "evil" not in response.text + str(response.headers)
        assert response.headers["Cache-Control"] == "no-store"
    for path in ("/livez", "/readyz"):
        assert client.get(path, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["a b", "x/y", "x:y", "<script>", "é"])
def test_a_name_that_is_none_is_refused_everywhere(portals: dict[int, Flask], host: str) -> None:
    for path in ("/", "/feed.atom", "/no/such/page"):
        response = portals[0].test_client().get(path, headers={"Host": host})
        assert response.status_code == 400, path


def test_absolute_addresses_are_of_the_name_that_was_answered_to(named: Flask) -> None:
    headers = {**SPOOFED, "Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "::1"}
    feed = named.test_client().get("/feed.atom", headers=headers).text
    assert f"https://{NAME}/feed.atom" in feed
    assert "evil" not in feed


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant", "/kiosk"])
def test_what_is_too_large_is_refused_with_a_page(kiosk_app: Flask, prefix: str) -> None:
    fetch = Fetcher(kiosk_app.test_client())
    long = "a" * 3000
    assert long not in fetch.get(f"{prefix}/districts?q={long}", status=414).text
    if prefix != "/kiosk":
        fetch.get(f"{prefix}/search?q={long}", status=414)
        fetch.get(f"{prefix}/nowhere?q={long}", status=414)
        fetch.get(f"{prefix}/nowhere/{'a' * 8000}", status=404)
        fetch.post(f"{prefix}/check", {"district": "a" * 300_000}, status=413)
        fetch.post(f"{prefix}/nowhere", {"district": "a" * 300_000}, status=413)
        fetch.get(f"{prefix}/districts?{'a=1&' * 500}")


def test_what_is_too_large_for_the_api_is_a_problem(fetch: Fetcher) -> None:
    large = fetch.client.post("/api/v1/evaluations", data=b"x" * 300_000)
    assert (large.status_code, large.mimetype) == (413, "application/problem+json")
    long = fetch.client.get(f"/api/v1/districts?on={'1' * 3000}")
    assert (long.status_code, long.mimetype) == (414, "application/problem+json")


def test_metrics_are_not_public(fetch: Fetcher) -> None:
    for path in ("/metrics", "/en/metrics", "/metrics/", "/api/v1/metrics"):
        assert fetch.client.get(path).status_code == 404


@pytest.mark.parametrize(("version", "status"), [("HTTP/1.0", 200), ("HTTP/1.1", 400)])
def test_since_http_1_1_a_request_names_a_host(app: Flask, version: str, status: int) -> None:
    asked = {"HTTP_HOST": "", "SERVER_PROTOCOL": version}
    assert app.test_client().get("/districts", environ_overrides=asked).status_code == status
