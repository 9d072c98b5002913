"""By which name the portal is asked, by which it calls itself, and whose forms it takes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from portal import create_app
from portal.config import Settings
from portal.store import database
from portal.web.http.qr_codes import qr_path
from tests.conftest import SECRET
from tests.web.fetching import Fetcher
from tests.web.http.test_hosts_and_proxies import portal

PUBLIC = "https://portal.example.cn:8443"
FORM = {"district": "shapingba"}


def asked(app: Flask, host: str, path: str = "/en/districts", **more: Any) -> Response:
    """What is answered to a ``Host`` as it stands, which test clients would mend or refuse."""
    environ = EnvironBuilder(path, **more).get_environ()
    environ["HTTP_HOST"] = host
    return Response.from_app(app, environ, buffered=True)


@pytest.mark.parametrize(
    "host",
    ["a..b", ".a", "a..", "..", "a" * 64, f"{'a' * 64}.example", ".".join(["abc"] * 80), "[:::]",
     "[1:2:3]", "[::g]", "[::1", "-a", "a-", "a-.b", "a:99999", "a:", "a:b", "a b", "a/b", "a@b",
     "é", "[127.0.0.1]", "[::ffff:1.2.3.4.5]"],
)  # fmt: skip
def test_what_is_no_name_is_refused(app: Flask, host: str) -> None:
    for path in ("/", "/en", "/districts/shapingba/", "/feed.atom", "/api/v1/topics", "/no/page"):
        assert asked(app, host, path).status_code == 400, path
    assert asked(app, host, "/check", method="POST", data=FORM).status_code == 400
    assert asked(app, host, "/livez").status_code == 200


@pytest.mark.parametrize(
    "host",
    ["my_host", "my_host:8000", "_a._b", "new-resident.example", "localhost.", "127.0.0.1:8000",
     "[::1]", "[::1]:8000", "[::ffff:192.0.2.1]", "a" * 63, "UPPER.example", "xn--fiqs8s"],
)  # fmt: skip
def test_what_is_a_name_gets_page_form_and_feed_alike(app: Flask, host: str) -> None:
    assert asked(app, host).status_code == 200
    for origin in (f"http://{host}", f"https://{host}"):
        own = {"Origin": origin.lower()}
        sent = asked(app, host, "/check", method="POST", data=FORM, headers=own)
        assert sent.status_code == 303, origin
    feed = asked(app, host, "/feed.atom").get_data(as_text=True)
    assert "<id>http://localhost/feed.atom</id>" in feed


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("portal.example", "https://portal.example"),
        ("portal.example:443", "https://portal.example"),
        ("portal.example:80", "https://portal.example"),
        ("portal.example", "https://portal.example:443"),
        ("portal.example:80", "http://portal.example"),
        ("portal.example.", "https://portal.example"),
        ("Portal.Example", "https://portal.example"),
        ("portal.example:8443", "https://portal.example:8443"),
        ("[2001:db8::1]:443", "https://[2001:db8::1]"),
    ],
)
def test_a_form_of_ours_is_taken_behind_a_proxy(app: Flask, host: str, origin: str) -> None:
    sent = asked(app, host, "/check", method="POST", data=FORM, headers={"Origin": origin})
    assert sent.status_code == 303


@pytest.mark.parametrize("origin", ["null", "https://portal.example:8443", "", "file://"])
def test_a_browser_that_says_same_origin_is_believed(app: Flask, origin: str) -> None:
    told = {"Sec-Fetch-Site": "same-origin", "Origin": origin}
    assert asked(app, "portal", "/check", method="POST", data=FORM, headers=told).status_code == 303


@pytest.mark.parametrize(
    "origin",
    ["https://portal.example:8443", "https://portal.example:80", "http://portal.example:443",
     "https://portal.example.evil.example", "https://portal.example@evil.example", "null", "",
     "ftp://portal.example", "portal.example/", "portal.example", "https://"],
)  # fmt: skip
def test_a_form_of_another_origin_is_not(app: Flask, origin: str) -> None:
    headers = [{"Origin": origin}, {"Origin": origin, "Sec-Fetch-Site": "none"}]
    for sent in headers:
        response = asked(app, "portal.example", "/check", method="POST", data=FORM, headers=sent)
        assert response.status_code == 403, sent


@pytest.fixture(scope="module")
def public(app: Flask) -> Iterator[Flask]:
    """A portal that is told by which address people reach it."""
    with portal(app, public_url=PUBLIC, hosts=("other.example", "portal.example.cn")) as made:
        yield made


@pytest.fixture(scope="module")
def named(app: Flask) -> Iterator[Flask]:
    """A portal that is told its names alone."""
    with portal(app, hosts=("portal.example.cn", "other.example")) as made:
        yield made


def addresses(made: Flask, host: str) -> str:
    """Every page that holds absolute addresses, as one text."""
    paths = ("/", "/en/open-data", "/feed.atom", "/zh-hant/feed.atom", "/api/openapi.json")
    found = [asked(made, host, path).get_data(as_text=True) for path in paths]
    client = Fetcher(made.test_client())
    client.client.post("/check", data=FORM, headers={"Host": host})
    found.append(client.client.get("/result/public-rental", headers={"Host": host}).text)
    return "\n".join(found)


def test_a_set_address_stands_wherever_one_is_absolute(public: Flask) -> None:
    text = addresses(public, "other.example")
    assert "other.example" not in text
    assert f"<id>{PUBLIC}/feed.atom</id>" in text
    assert f"<id>{PUBLIC}/zh-hant/feed.atom</id>" in text
    assert f'src="{PUBLIC}/en/embed/' in text
    assert f'"url": "{PUBLIC}/"' in text or f'"url":"{PUBLIC}/"' in text
    guide = f"{PUBLIC}/districts/shapingba/public-rental"
    assert qr_path(guide).path in text
    own = {"Origin": PUBLIC}
    sent = asked(public, "portal.example.cn", "/check", method="POST", data=FORM, headers=own)
    assert sent.status_code == 303, "though the proxy leaves the port away"


def test_the_ids_of_a_feed_are_the_same_however_it_is_asked_for(app: Flask) -> None:
    client = app.test_client()
    usual = client.get("/feed.atom").data
    for query in ("?size=elder", "?from=timeline", "?size=large&x=1", "?on=2026-01-01"):
        assert client.get(f"/feed.atom{query}").data == usual, query


def test_without_one_the_first_name_stands_there(named: Flask) -> None:
    text = addresses(named, "other.example")
    assert "other.example" not in text
    assert "<id>https://portal.example.cn/feed.atom</id>" in text


def test_without_any_name_no_host_is_believed(app: Flask) -> None:
    text = addresses(app, "evil.example")
    assert "evil.example" not in text


ERRORS = (
    "/no/such/page",
    "/districts/nowhere",
    "/kiosk/no",
    "/admin/no",
    "/api/v1/no",
    "/static/x",
)


@pytest.mark.parametrize("path", ERRORS)
def test_an_error_is_kept_by_no_cache(app: Flask, path: str) -> None:
    response = app.test_client().get(path)
    assert response.status_code in (401, 404)
    assert response.headers["Cache-Control"] == "no-store"


def test_without_a_release_page_and_api_say_when_to_come_back(tmp_path: Path) -> None:
    made = create_app(
        Settings(
            instance=tmp_path,
            database_url=f"sqlite:///{tmp_path / 'none.sqlite'}",
            secret_key=SECRET,
        )
    )
    for path in ("/", "/districts", "/api/v1/topics", "/api/v1/release.json"):
        response = made.test_client().get(path)
        assert response.status_code == 503, path
        assert response.headers["Cache-Control"] == "no-store", path
        assert int(response.headers["Retry-After"]) > 0, path
    with made.app_context():
        database.db.engine.dispose()


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/districts/shapingba/", "/districts/shapingba"),
        ("/districts/shapingba/?on=2026-02-01&x=1", "/districts/shapingba?on=2026-02-01"),
        ("/districts/shapingba/?_external=1&endpoint=x&district=y", "/districts/shapingba"),
        ("/en/districts/shapingba/public-rental/", "/en/districts/shapingba/public-rental"),
        ("/zh-hant/about/?size=large&size=x", "/zh-hant/about?size=large"),
        ("/kiosk/districts/shapingba/", "/kiosk/districts/shapingba"),
        ("/kiosk/en/check/", "/kiosk/en/check"),
        ("/kiosk", "/kiosk/"),
        ("/en?from=x", "/en/"),
        ("/en//districts///shapingba//", "/en/districts/shapingba"),
        ("/admin/drafts/", "/admin/drafts"),
        ("/api/v1/services/?on=2026-02-01&x=1", "/api/v1/services?on=2026-02-01"),
        ("/result/?district=yongchuan", "/result?district=yongchuan"),
    ],
)
def test_a_slash_too_many_or_too_few_leads_on(app: Flask, path: str, meant: str) -> None:
    for host in ("localhost", "evil.example"):
        response = asked(app, host, path)
        assert response.status_code == 308
        assert response.headers["Location"] == meant


def test_a_slash_leads_nowhere_where_nothing_is(app: Flask) -> None:
    for path in ("/no/such/", "/static/x/", "/districts/a/b/c/", "/check/work/x/"):
        assert asked(app, "localhost", path).status_code == 404, path
    assert asked(app, "localhost", "/check/", method="POST", data=FORM).status_code == 404


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "GZIP", "gzip, identity", "zstd"])
def test_a_compressed_body_is_refused_as_such(app: Flask, encoding: str) -> None:
    client = app.test_client()
    body = gzip.compress(b'{"answers": {}}')
    packed = {"Content-Encoding": encoding}
    for path, kind in (
        ("evaluations", "json"),
        ("comparisons", "json"),
        ("evaluations/batch", "jsonl"),
    ):
        told = {**packed, "Content-Type": f"application/{kind}"}
        response = client.post(f"/api/v1/{path}", data=body, headers=told)
        assert response.status_code == 415
        assert response.mimetype == "application/problem+json"
        assert "Content-Encoding" in response.text
    assert client.post("/check", data=body, headers=packed).status_code == 415
    plain = {"Content-Encoding": "identity"}
    assert client.post("/check", data=FORM, headers=plain).status_code == 303


@pytest.mark.parametrize(
    "path",
    ["/districts/shapingba", "/feed.atom", "/api/v1/topics", "/api/v1/release.json",
     "/api/openapi.json", "/static/portal.css", "/sw.js", "/manifest.webmanifest"],
)  # fmt: skip
def test_whoever_holds_anything_is_told_that_something_is_there(app: Flask, path: str) -> None:
    client = app.test_client()
    star = {"If-None-Match": "*"}
    for _ in range(2):
        response = client.get(path, headers=star)
        assert (response.status_code, response.data) == (304, b"")
    assert client.get("/api/v1/services/nowhere", headers=star).status_code == 404
    assert client.get("/districts/nowhere", headers=star).status_code == 404
    assert client.get(path).status_code == 200


@pytest.fixture(scope="module")
def off_loopback(app: Flask) -> Iterator[Flask]:
    """A portal whose cookies go over https alone."""
    with portal(app, secure_cookies=True) as made:
        yield made


def test_over_plain_http_check_and_sign_in_say_why_nothing_is_kept(off_loopback: Flask) -> None:
    client = off_loopback.test_client(use_cookies=False)
    begun = client.post("/check", data=FORM)
    again = client.get(begun.headers["Location"])
    assert again.headers["Location"] == "/check?expired=1", "the browser kept nothing"
    assert "以http://开头" in client.get("/check?expired=1").text
    assert "以http://开头" in client.get("/admin/").text
    refused = client.post("/admin/", data={"name": "x", "password": "x", "csrf_token": "x"})
    assert "以http://开头" in refused.text
    assert "登录以前" not in refused.text


@pytest.mark.parametrize("told", [{"Sec-Fetch-Site": "none"}, {"X-Forwarded-Proto": "https"}, None])
def test_over_https_nobody_is_told_so(off_loopback: Flask, told: dict[str, str] | None) -> None:
    base = "http://localhost" if told else "https://localhost"
    for path in ("/check?expired=1", "/admin/"):
        text = off_loopback.test_client().get(path, base_url=base, headers=told or {}).text
        assert "以http://开头" not in text
