"""Headers of every route there is, and of every error; no cookie where none is needed."""

from __future__ import annotations

from flask import Flask
from werkzeug.test import TestResponse

from portal.store import database
from portal.store.tables import Base
from portal.web.http.security_headers import POLICY
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import machine
from tests.web.test_routes import filled, inventory

#: Public pages that set no cookie, whatever is in the browser, and are the same for everybody.
GUIDES = (
    "/",
    "/districts",
    "/districts/shapingba",
    "/districts/shapingba/housing",
    "/districts/shapingba/public-rental",
    "/services/public-rental",
    "/history/public-rental",
    "/search?q=gzf",
    "/feed.atom",
    "/about",
    "/privacy",
    "/api/v1/services",
    "/livez",
)


def every_get() -> list[str]:
    """An address of each route that takes GET."""
    fill = {"<code>": "x", "<int:number>": "1", "<int:before>": "1", "<int:after>": "1"}
    fill |= {"<act>": "disable", "<section>": "counters"}
    found = []
    for route, (methods, _, _) in inventory().items():
        path = filled(route)
        for name, value in fill.items():
            path = path.replace(name, value)
        if "GET" in methods:
            found.append(path)
    return found


def rows(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """All that the database holds."""
    with app.app_context(), database.db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in Base.metadata.sorted_tables
        }


def faults(response: TestResponse) -> list[str]:
    """What is missing or wrong in the headers of a response."""
    headers = response.headers
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    found = [name for name, value in expected.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy")
    permissions = headers["Permissions-Policy"]
    if policy != POLICY and "/embed/" not in response.request.path:
        found.append("Content-Security-Policy")
    if not all(f"{it}=()" in permissions for it in ("camera", "geolocation", "microphone")):
        found.append("Permissions-Policy")
    if "Access-Control-Allow-Origin" in headers and "/api/" not in response.request.path:
        found.append("Access-Control-Allow-Origin")
    return found


def test_the_policy_lets_nothing_in_and_nobody_frame() -> None:
    assert POLICY.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in POLICY
    assert not any(word in POLICY for word in ("unsafe", "*", "http", "blob:"))


def test_every_route_answers_a_stranger_with_every_header_and_changes_no_row(app: Flask) -> None:
    client = app.test_client()
    before = rows(app)
    paths = every_get()
    assert len(paths) > 200
    for path in paths:
        response = client.get(path)
        assert not faults(response), (path, faults(response))
        assert response.status_code < 500, path
        response.close()
    counts = {"counts"}
    after = rows(app)
    assert [name for name in before if before[name] != after[name] and name not in counts] == []


def test_every_page_of_a_kiosk_and_every_error_carries_them_too(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    for path in every_get():
        if path.startswith("/kiosk/") and not path.startswith(("/kiosk/en", "/kiosk/zh-hant")):
            response = fetch.client.get(path)
            assert not faults(response), path
            response.close()
    for method, path in (("GET", "/nothing"), ("DELETE", "/"), ("POST", "/api/v1/evaluations")):
        response = fetch.client.open(path, method=method)
        assert response.status_code in (404, 405, 415)
        assert not faults(response), path
    large = fetch.client.post("/check", data={"district": "x" * 300_000})
    assert large.status_code == 413
    assert not faults(large)
    foreign = fetch.client.post("/check", headers={"Origin": "null"})
    assert foreign.status_code == 403
    assert not faults(foreign)


def test_public_pages_set_no_cookie_and_depend_on_none(app: Flask) -> None:
    fetch = Fetcher(app.test_client())
    fetch.post("/check", {"district": "shapingba"})
    stranger = app.test_client()
    for prefix in ("", "/en", "/zh-hant"):
        for path in GUIDES:
            own = prefix if not path.startswith(("/api", "/livez")) else ""
            with_answers = fetch.client.get(own + path)
            without = stranger.get(own + path)
            for response in (with_answers, without):
                assert response.status_code == 200, path
                assert "Set-Cookie" not in response.headers, path
                assert "cookie" not in response.headers.get("Vary", "").lower(), path
            assert with_answers.data == without.data, path


def test_a_form_of_another_origin_is_refused_in_every_disguise(app: Flask) -> None:
    client = app.test_client()
    form = {"district": "shapingba"}
    foreign = [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.elsewhere.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "http://localhost@elsewhere.example"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    ]
    for path in ("/check", "/check/work", "/check/clear", "/report", "/take", "/admin/"):
        for headers in foreign:
            response = client.post(path, data=form, headers=headers)
            assert response.status_code == 403, (path, headers)
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/check", data=form, headers=own).status_code == 303
    assert client.post("/check", data=form).status_code == 303, "old browsers send neither"
