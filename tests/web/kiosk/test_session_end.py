"""A session in a kiosk ends for good, belongs to one machine, and leaves numbers alone."""

from __future__ import annotations

import itertools
import re
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import itsdangerous.timed
import pytest
from flask import Flask

from portal.store import database
from portal.store.kiosks import ended_sessions
from portal.web.answer_cookie import COOKIE, serializer
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import Machine, counted, machine, now_of

PRIVATE = ("/check", "/check/work", "/check/answers", "/result", "/result/public-rental")
MORE = ("/compare", "/roadmap", "/checklist", "/hand-off", "/clerk", "/search?q=gzf")
GUIDES = ("/", "/districts", "/districts/jiulongpo", "/districts/jiulongpo/public-rental")


def with_an_answer(app: Flask) -> tuple[Machine, str]:
    """A kiosk where somebody gave an answer, and the cookie it holds."""
    fetch = machine(app)
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    fetch.post("/kiosk/check/hukou_place", {"value": "guizhou"})
    assert "贵州" in fetch.get("/kiosk/check/answers").text
    return fetch, fetch.answers_cookie()


@pytest.mark.parametrize("how", ["post", "get", "clear", "idle"])
def test_after_the_end_the_old_cookie_is_refused(kiosk_app: Flask, how: str) -> None:
    fetch, old = with_an_answer(kiosk_app)
    if how == "get":
        fetch.get("/kiosk/end", status=303)
    elif how == "clear":
        fetch.post("/kiosk/check/clear", {})
    else:
        fetch.post("/kiosk/end", {"reason": "idle"} if how == "idle" else {})
    assert fetch.answers_cookie() == ""
    fetch.get("/kiosk/result", status=303)
    fetch.put_back(old)
    for path in ("/kiosk/check/answers", "/kiosk/result", "/kiosk/en/result/public-rental"):
        assert "expired=1" in fetch.follow(fetch.get(path, status=303))
    fetch.client.set_cookie(COOKIE, old)
    fetch.get("/result", status=303)


def test_an_answer_that_was_on_its_way_when_the_session_ended_revives_nothing(
    kiosk_app: Flask,
) -> None:
    fetch, old = with_an_answer(kiosk_app)
    fetch.post("/kiosk/end", {})
    fetch.put_back(old)
    fetch.client.post("/kiosk/alive", data={"active": "1"})
    fetch.client.post("/kiosk/check/work", data={"value": "contract"})
    fetch.get("/kiosk/result", status=303)


def test_two_kiosks_and_a_phone_at_once_do_not_mix(kiosk_app: Flask) -> None:
    one, cookie = with_an_answer(kiosk_app)
    other = machine(kiosk_app)
    phone = Fetcher(kiosk_app.test_client())
    other.post("/kiosk/check", {"district": "jiulongpo"})
    other.post("/kiosk/check/hukou_place", {"value": "sichuan"})
    phone.post("/check", {"district": "banan"})
    phone.post("/check/hukou_place", {"value": "elsewhere"})
    assert "贵州" in one.get("/kiosk/check/answers").text
    assert "四川" in other.get("/kiosk/check/answers").text
    assert "巴南区" in phone.get("/check/answers").text
    other.put_back(cookie)
    other.get("/kiosk/check/answers", status=303)
    one.put_back(phone.client.get_cookie(COOKIE).value)  # type: ignore[union-attr]
    one.get("/kiosk/check/answers", status=303)
    other.post("/kiosk/end", {})
    assert "巴南区" in phone.get("/check/answers").text
    one.put_back(cookie)
    assert "贵州" in one.get("/kiosk/check/answers").text


def test_a_session_ends_by_itself_when_nobody_says_that_somebody_is_there(
    kiosk_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch, old = with_an_answer(kiosk_app)
    moment = time.time
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: moment() + 100)
    fetch.post("/kiosk/alive", {"active": "1"}, status=200)
    fetch.put_back(fetch.answers_cookie())
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: moment() + 200)
    fetch.get("/kiosk/check/answers")
    fetch.post("/kiosk/alive", {}, status=200)
    fetch.put_back(old)
    fetch.get("/kiosk/check/answers", status=303)


def test_a_kiosk_without_scripts_ends_by_itself_too(kiosk_app: Flask) -> None:
    fetch, _ = with_an_answer(kiosk_app)
    text = fetch.get("/kiosk/check/answers").text
    found = re.search(r'<noscript><meta http-equiv="refresh" content="95; url=(.+?)">', text)
    assert found
    assert found[1] == "/kiosk/end"


def test_the_end_is_in_reach_on_every_page(kiosk_app: Flask) -> None:
    fetch, _ = with_an_answer(kiosk_app)
    slip = "/result/public-rental?print=80mm"
    for prefix, path in itertools.product(
        ("", "/en", "/zh-hant"), (*PRIVATE, *MORE, *GUIDES, slip)
    ):
        text = fetch.get(f"/kiosk{prefix}{path}").text
        assert f'<a class="end" href="/kiosk{prefix}/end/confirm" data-ask-end>' in text, path
        assert f'<form action="/kiosk{prefix}/end" method="post" data-end>' in text, path
        assert "data-countdown" in text


#: What is asked, what clears, what goes on.
ASKED = {
    "": ("都办完了吗？", "办完了，全部清除", "没有，接着办"),
    "/en": ("Are you all done?", "Yes, clear everything", "Not yet, go on"),
    "/zh-hant": ("都辦完了嗎？", "辦完了，全部清除", "沒有，接著辦"),
}


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_a_page_asks_before_all_is_cleared_and_clears_nothing_itself(
    kiosk_app: Flask, prefix: str
) -> None:
    fetch, cookie = with_an_answer(kiosk_app)
    response = fetch.get(f"/kiosk{prefix}/end/confirm")
    assert response.headers["Cache-Control"] == "no-store"
    asked = response.text.partition("<main")[2].partition("</main>")[0]
    for words in ASKED[prefix]:
        assert words in asked
    assert f'<form action="/kiosk{prefix}/end" method="post" data-end>' in asked
    assert fetch.answers_cookie() == cookie
    fetch.get(f"/kiosk{prefix}/check/answers")


@pytest.mark.parametrize(
    ("came", "back"),
    [
        ("http://localhost/kiosk/check/answers", "/kiosk/check/answers"),
        (
            "http://localhost/kiosk/en/search?q=gzf&size=large",
            "/kiosk/en/search?q=gzf&amp;size=large",
        ),
        ("", "/kiosk/"),
        ("http://localhost/kiosk/end/confirm", "/kiosk/"),
        ("http://localhost/kiosk/end", "/kiosk/"),
        ("http://localhost/kiosk/clerk/receipt", "/kiosk/clerk/receipt"),
        ("http://localhost/kiosk/printed", "/kiosk/"),
        ("http://localhost/kiosk//example.org", "/kiosk/"),
        ("http://localhost/about", "/kiosk/"),
        ("http://example.org/kiosk/check", "/kiosk/"),
        ("javascript:alert(1)", "/kiosk/"),
    ],
)
def test_going_on_leads_to_the_page_of_before_if_it_is_one_of_this_kiosk(
    kiosk_app: Flask, came: str, back: str
) -> None:
    fetch = machine(kiosk_app)
    text = fetch.get("/kiosk/end/confirm", headers={"Referer": came} if came else {}).text
    assert f'<div class="actions"><a class="btn" href="{back}">' in text


def test_nothing_of_a_person_is_kept_by_a_cache_and_guides_are_asked_for_anew(
    kiosk_app: Flask,
) -> None:
    fetch, _ = with_an_answer(kiosk_app)
    for path in (*PRIVATE, *MORE):
        assert fetch.get(f"/kiosk{path}").headers["Cache-Control"] == "no-store", path
    for path in GUIDES:
        response = fetch.get(f"/kiosk/zh-hant{path}")
        assert response.headers["Cache-Control"] == "no-cache", path
        assert "Set-Cookie" not in response.headers
    assert fetch.get("/kiosk/nothing", status=404).headers["Cache-Control"] == "no-store"


def test_a_form_of_the_script_is_told_where_to_go_and_follows_by_itself(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    headers = {"Kiosk-Fetch": "1"}
    data = {"district": "jiulongpo"}
    response = fetch.post("/kiosk/check", data, status=204, headers=headers)
    assert response.headers["Kiosk-Location"].startswith("/kiosk/check/")
    assert fetch.answers_cookie()
    response = fetch.client.post("/check", data=data, headers=headers)
    assert response.status_code == 303, "a phone knows nothing of it"


def test_what_is_counted_is_numbers_of_a_day_and_of_a_kiosk(kiosk_app: Flask) -> None:
    fetch, _ = with_an_answer(kiosk_app)
    fetch.client.post("/kiosk/printed")
    fetch.post("/kiosk/end", {})
    fetch.post("/kiosk/end", {})
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    fetch.post("/kiosk/end", {"reason": "idle"})
    own = {name: n for (name, of), n in counted(kiosk_app).items() if of == str(fetch.number)}
    assert own == {"kiosk_started": 2, "kiosk_printed": 1, "kiosk_finished": 1, "kiosk_idle": 1}


def test_the_store_keeps_a_digest_of_an_ended_number_for_a_day_and_nothing_else(
    kiosk_app: Flask,
) -> None:
    fetch, old = with_an_answer(kiosk_app)
    fetch.post("/kiosk/end", {})
    path = Path(kiosk_app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    with sqlite3.connect(path) as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    with kiosk_app.app_context():
        session = serializer(f"answers of kiosk {fetch.number}").loads(old)["session"]
        assert session not in dump
        now = now_of(kiosk_app)
        ended_sessions.end("a number", now - timedelta(hours=25))
        assert ended_sessions.has_ended("a number")
        assert ended_sessions.end("another number", now)
        assert not ended_sessions.end("another number", now), "it ended before"
        assert not ended_sessions.has_ended("a number"), "swept after a day"
        database.db.session.remove()
