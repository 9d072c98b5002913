"""A browser becomes a kiosk by a code used once, stays one, and stops at once when revoked."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal.store import database
from portal.store.kiosks import enrolment, machines
from portal.store.kiosks.enrolment import NotEnrolled
from portal.web.http.kiosk_machine import COOKIE, PATH
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import added, machine, now_of, portal_with_counter

PAGES = ("/kiosk/", "/kiosk/en/", "/kiosk/check", "/kiosk/result", "/kiosk/districts/jiulongpo")


@pytest.mark.parametrize("path", [*PAGES, "/kiosk/clerk", "/kiosk/pack", "/kiosk/zh-hant/hand-off"])
def test_a_browser_that_is_no_kiosk_is_led_to_enrolling(kiosk_app: Flask, path: str) -> None:
    fetch = Fetcher(kiosk_app.test_client())
    assert fetch.follow(fetch.get(path, status=303)).endswith("/enrol")
    assert fetch.client.post("/kiosk/end").status_code == 303
    assert fetch.client.post("/kiosk/alive").status_code == 303


def test_a_code_makes_one_browser_a_kiosk_and_no_other(kiosk_app: Flask) -> None:
    _, code = added(kiosk_app)
    fetch = Fetcher(kiosk_app.test_client())
    fetch.get("/kiosk/enrol")
    response = fetch.post("/kiosk/enrol", {"code": code.replace(" ", "")})
    assert fetch.follow(response) == "/kiosk/"
    cookie = fetch.client.get_cookie(COOKIE, path=PATH)
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    assert cookie.max_age is not None
    assert cookie.max_age > 300 * 24 * 3600
    assert "样例服务点" in fetch.get("/kiosk/").text
    assert fetch.follow(fetch.get("/kiosk/enrol", status=303)) == "/kiosk/"
    other = Fetcher(kiosk_app.test_client())
    assert "已经用过" in other.post("/kiosk/enrol", {"code": code}, status=422).text
    assert other.client.get_cookie(COOKIE, path=PATH) is None


def test_a_code_expires_after_a_day(kiosk_app: Flask) -> None:
    _, code = added(kiosk_app)
    with kiosk_app.app_context(), pytest.raises(NotEnrolled):
        enrolment.enrol(code, "somewhere", now_of(kiosk_app) + timedelta(hours=24, minutes=1))


def test_guessing_codes_is_slowed_down(kiosk_app: Flask) -> None:
    fetch = Fetcher(kiosk_app.test_client())
    elsewhere = {"REMOTE_ADDR": "10.9.8.7"}
    statuses = [
        fetch.client.post(
            "/kiosk/enrol", data={"code": f"{n:012d}"}, environ_base=elsewhere
        ).status_code
        for n in range(6)
    ]
    assert statuses == [422] * 5 + [429]


def test_a_revoked_kiosk_shows_a_plain_page_at_once_and_a_new_code_brings_it_back(
    kiosk_app: Flask,
) -> None:
    fetch = machine(kiosk_app)
    fetch.get("/kiosk/")
    with kiosk_app.app_context():
        machines.revoke(fetch.number, "test", now_of(kiosk_app))
    for path in PAGES:
        response = fetch.get(path, status=403)
        assert response.headers["Cache-Control"] == "no-store"
        assert "<a " not in response.text
    assert fetch.client.post("/kiosk/alive").status_code == 403
    with kiosk_app.app_context():
        code = machines.renew_code(fetch.number, "test", now_of(kiosk_app))
    assert fetch.follow(fetch.get("/kiosk/", status=303)) == "/kiosk/enrol"
    fetch.post("/kiosk/enrol", {"code": code})
    fetch.get("/kiosk/")


def test_a_kiosk_begins_with_its_district_and_speaks_its_own_languages(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app, languages=("hant", "zh"))
    assert fetch.follow(fetch.get("/kiosk/en/", status=303)) == "/kiosk/zh-hant/"
    assert 'href="/kiosk/districts/jiulongpo/housing"' in fetch.get("/kiosk/").text
    text = fetch.get("/kiosk/check").text
    assert 'name="district" value="jiulongpo"' in text
    assert "沙坪坝区" in fetch.get("/kiosk/check?district=").text, "another one can be chosen"


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_no_link_of_a_kiosk_leads_out_of_it(kiosk_app: Flask, prefix: str) -> None:
    fetch = machine(kiosk_app)
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    paths = ("/", "/districts", "/districts/jiulongpo", "/districts/jiulongpo/housing", "/about")
    more = ("/districts/jiulongpo/public-rental", "/privacy", "/search?q=gzf", "/result")
    own = ("/result/public-rental", "/compare", "/checklist", "/roadmap", "/hand-off", "/nothing")
    for path in (*paths, *more, *own):
        text = fetch.client.get(f"/kiosk{prefix}{path}", follow_redirects=True).text
        hrefs = set(re.findall(r'<a [^>]*href="([^"]*)"', text))
        outside = {href for href in hrefs if not href.startswith(("/kiosk", "#"))}
        assert not outside, (path, outside)


def test_an_address_of_another_site_is_a_code_to_scan(kiosk_app: Flask) -> None:
    text = machine(kiosk_app).get("/kiosk/districts/jiulongpo/housing").text
    assert "https://example.org/garden" in text
    assert 'href="https://example.org' not in text
    assert 'class="qr"' in text


def test_without_the_store_a_kiosk_keeps_its_guides_and_says_that_the_check_is_not_there(
    tmp_path: Path,
) -> None:
    app = portal_with_counter(tmp_path)
    fetch = machine(app)
    fetch.get("/kiosk/")
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    store = tmp_path / "portal.sqlite"
    with app.app_context():
        database.db.session.remove()
        database.db.engine.dispose()
    for file in tmp_path.glob("portal.sqlite*"):
        file.rename(tmp_path / f"away-{file.name}")
    store.mkdir()
    assert "公租房" in fetch.get("/kiosk/districts/jiulongpo/public-rental").text
    assert "自查现在用不了" in fetch.get("/kiosk/result", status=503).text
    assert fetch.client.post("/kiosk/alive").status_code == 503
    response = fetch.client.post("/kiosk/end")
    assert response.status_code == 303
    assert fetch.answers_cookie() == "", "it ends here even if the store cannot note it"
    store.rmdir()
    for file in tmp_path.glob("away-*"):
        file.rename(tmp_path / file.name.removeprefix("away-"))
    fetch.get("/kiosk/check")
    with app.app_context():
        database.db.engine.dispose()
