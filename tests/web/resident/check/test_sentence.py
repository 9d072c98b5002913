"""One sentence: proposals to confirm, change or drop; the words reach nothing but the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from prometheus_client import REGISTRY, generate_latest
from sqlalchemy import inspect, text
from werkzeug.test import TestResponse

from portal.store.database import db
from tests.web.fetching import Fetcher

SAID = "老家四川，在九龙坡送外卖三年，娃儿读五年级，租的房子没备案"
PATH = "/check/sentence"


def read(fetch: Fetcher, said: str = SAID) -> TestResponse:
    """The page that answers a sentence."""
    return fetch.post(PATH, {"sentence": said}, 200)


def proposed(page: str) -> dict[str, str]:
    """The proposals of a page: whose question → the words of its label."""
    pattern = r'value="([a-z]+(?::\d)?\.[a-z_]+)"[^>]*>\s*<label[^>]*>(.*?)</label>'
    found = re.findall(pattern, page, re.DOTALL)
    return {key: re.sub(r"<[^>]+>", "", unescape(words)) for key, words in found}


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the fields that change proposals."""
    found: dict[str, str] = {}
    for name, inside in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        first = re.search(r'value="([^"]*)"', inside)
        assert first
        found[name] = chosen[1] if chosen else first[1]
    inputs = r'<input (?:id="[^"]*"|type="hidden") name="([^"]+)"[^>]* value="([^"]*)"'
    typed = dict(re.findall(inputs, page))
    return found | {name: value for name, value in typed.items() if name not in ("q", "sentence")}


def confirm(fetch: Fetcher, page: str, **changed: str) -> str:
    """Confirm everything that a page proposes; returns where it leads."""
    form: dict[str, object] = {"step": "take", "sentence": SAID, "take": list(proposed(page))}
    response = fetch.post(PATH, form | fields(page) | changed)  # type: ignore[arg-type]
    return fetch.follow(response)


def test_what_was_understood_is_proposed_with_the_words_it_came_from(fetch: Fetcher) -> None:
    page = read(fetch).text
    lines = proposed(page)
    assert set(lines) == {
        "adult:1.hukou_place",
        "adult:1.work",
        "adult:1.work_since",
        "adult:1.work_district",
        "child:1.child_stage",
        "child:1.child_grade",
        "household.home",
    }
    assert "您说的是“四川”" in lines["adult:1.hukou_place"]
    assert "2022年12月到2024年5月" in lines["adult:1.work_since"]
    assert fields(page)["district"] == "jiulongpo"
    assert fields(page)["children"] == "1"
    assert "九龙坡送外卖三年</mark>" in page


def test_nothing_is_answered_before_it_is_confirmed(fetch: Fetcher) -> None:
    read(fetch)
    assert "expired=1" in fetch.follow(fetch.get("/check/answers", status=303))


def test_confirmed_proposals_are_answers_and_the_check_asks_what_is_missing(
    fetch: Fetcher,
) -> None:
    page = read(fetch).text
    address = confirm(fetch, page)
    assert re.search(r"/check/[a-z_]+", address)
    answers = fetch.get("/check/answers").text
    for words in ("四川", "平台接单", "九龙坡区", "小学", "没有办登记备案"):
        assert words in answers
    assert "2022年12月到2024年5月之间" in answers


def test_a_duration_becomes_a_month_when_the_person_says_which(fetch: Fetcher) -> None:
    page = read(fetch).text
    since = {"adult:1.work_since.year": "2023", "adult:1.work_since.month": "8"}
    confirm(fetch, page, **since)
    assert "2023年8月" in fetch.get("/check/answers").text


def test_a_year_without_its_month_is_asked_again_and_nothing_is_lost(fetch: Fetcher) -> None:
    page = read(fetch).text
    form = {"step": "take", "sentence": SAID, "take": "adult:1.work_since"} | fields(page)
    response = fetch.post(PATH, form | {"adult:1.work_since.year": "2023"}, status=422)
    assert "请把年和月都选上" in response.text
    assert "老家四川" in response.text
    assert fields(response.text)["adult:1.work_since.year"] == "2023"


def test_what_is_dropped_or_changed_is_so(fetch: Fetcher) -> None:
    form = {
        "step": "take",
        "sentence": SAID,
        "take": "adult:1.hukou_place",
        "adult:1.hukou_place.value": "guizhou",
        "district": "nanan",
        "adults": "1",
        "children": "0",
    }
    fetch.follow(fetch.post(PATH, form))
    answers = fetch.get("/check/answers").text
    assert "贵州" in answers
    assert "南岸区" in answers
    assert "平台接单" not in answers


def test_without_a_district_it_is_asked_for(fetch: Fetcher) -> None:
    page = read(fetch, "我是四川人").text
    assert fields(page)["district"] == ""
    form = {"step": "take", "sentence": "我是四川人", "take": "adult:1.hukou_place"}
    response = fetch.post(PATH, form | fields(page), status=422)
    assert "请选" in response.text
    assert 'href="#district"' in response.text


def test_answers_that_cannot_stand_together_are_named(fetch: Fetcher) -> None:
    form = {
        "step": "take",
        "sentence": "我45岁，从2010年3月起在渝中打工",
        "take": ["adult:1.birth_month", "adult:1.work_since"],
        "district": "yuzhong",
        "adults": "1",
        "children": "0",
        "adult:1.birth_month.year": "2005",
        "adult:1.birth_month.month": "1",
        "adult:1.work_since.year": "2010",
        "adult:1.work_since.month": "3",
    }
    response = fetch.post(PATH, form, status=422)  # type: ignore[arg-type]
    assert "对不上" in response.text or "不符" in response.text or "矛盾" in response.text


def test_a_check_under_way_keeps_what_was_answered_before(fetch: Fetcher) -> None:
    fetch.post("/check", {"district": "shapingba", "topic": "housing"})
    fetch.post("/check/owns_home", {"value": "no"})
    page = read(fetch, "我是四川人").text
    assert fields(page)["district"] == "shapingba"
    form = {"step": "take", "sentence": "我是四川人", "take": "adult:1.hukou_place"}
    fetch.follow(fetch.post(PATH, form | fields(page) | {"adult:1.hukou_place.value": "sichuan"}))
    answers = fetch.get("/check/answers").text
    assert "四川" in answers
    assert "重庆的房产" in answers


def test_a_form_of_another_check_is_refused_and_shown_again(fetch: Fetcher) -> None:
    page = read(fetch).text
    fetch.post("/check", {"district": "shapingba", "topic": "housing"})
    form = {"step": "take", "sentence": SAID, "take": "adult:1.hukou_place"} | fields(page)
    assert "另开了一个自查" in fetch.post(PATH, form, status=422).text
    assert "四川" not in fetch.get("/check/answers").text


@pytest.mark.parametrize("typed", ["", "   ", "　"])
def test_an_empty_field_is_told(fetch: Fetcher, typed: str) -> None:
    assert "请先写一句话" in fetch.post(PATH, {"sentence": typed}, status=422).text


def test_too_many_characters_are_told_and_stay_in_the_field(fetch: Fetcher) -> None:
    typed = "我在渝中上班" * 51
    page = fetch.post(PATH, {"sentence": typed}, status=422).text
    assert "306个字，最多只能读300个字" in page
    assert typed in page


@pytest.mark.parametrize(
    "typed", ["\u202e\ufeff", "<script>alert(1)</script>", "%(num)s {child}", "没" * 300, "\x00我"]
)
def test_any_words_are_answered(fetch: Fetcher, typed: str) -> None:
    response = fetch.client.post(PATH, data={"sentence": typed})
    assert response.status_code in (200, 400, 422)
    assert "<script>alert" not in response.text


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_the_form_stands_in_every_language_and_english_says_that_only_chinese_is_understood(
    fetch: Fetcher, prefix: str
) -> None:
    page = fetch.get(prefix + PATH).text
    assert 'name="sentence"' in page
    assert ("Only Chinese is understood" in page) == (prefix == "/en")
    assert fetch.get(f"{prefix}/check").text.count("/check/sentence") >= 1


def test_traditional_characters_are_understood(fetch: Fetcher) -> None:
    said = "我是貴州人，在渝中區開網約車"
    lines = proposed(fetch.post("/zh-hant" + PATH, {"sentence": said}, 200).text)
    assert {"adult:1.hukou_place", "adult:1.work", "adult:1.work_district"} <= set(lines)


def _stored() -> Iterator[str]:
    """Everything that the store holds, as text."""
    for table in inspect(db.engine).get_table_names():
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')):
            yield str(row)


def test_the_words_reach_no_log_no_store_no_cookie_and_no_count(
    app: Flask, fetch: Fetcher, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    secret = "密语戊戌"
    said = f"{SAID}，{secret}"
    caplog.set_level(0)
    response = read(fetch, said)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    form: dict[str, object] = {"step": "take", "take": list(proposed(response.text))}
    confirmed = fetch.post(PATH, form | fields(response.text) | {"sentence": said})  # type: ignore[arg-type]
    assert confirmed.status_code == 303
    assert secret not in confirmed.headers["Location"]
    cookie = confirmed.headers["Set-Cookie"]
    page = fetch.get("/check/answers").text
    with app.app_context():
        held = [*_stored()]
    told = capsys.readouterr()
    places = [
        cookie,
        page,
        told.out,
        told.err,
        caplog.text,
        generate_latest(REGISTRY).decode(),
        *held,
    ]
    encoded = (secret, secret.encode("unicode_escape").decode(), "送外卖三年")
    for place in places:
        assert not any(words in place for words in encoded)
