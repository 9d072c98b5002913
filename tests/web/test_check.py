"""The check: one thing per page, answers in a cookie, back and refresh, errors that keep input."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from .fetching import Fetcher

PREFIXES = ("", "/en", "/zh-hant")


def begin(fetch: Fetcher, district: str = "shapingba", topic: str = "", prefix: str = "") -> str:
    """Start a check; returns the address of the first question."""
    response = fetch.post(f"{prefix}/check", {"district": district, "topic": topic})
    return fetch.follow(response)


def answers_of(fetch: Fetcher) -> str:
    return fetch.get("/check/answers").text


@pytest.mark.parametrize("prefix", PREFIXES)
def test_someone_who_never_knows_comes_to_a_result_in_every_language(
    fetch: Fetcher, prefix: str
) -> None:
    address, seen = begin(fetch, prefix=prefix), set()
    while "/check/" in address:
        assert address not in seen, "a question is never asked twice"
        seen.add(address)
        fetch.get(address)
        address = fetch.follow(fetch.post(address, {"value": "unknown"}))
    assert address == f"{prefix}/result"
    text = fetch.get(address).text
    assert 'class="badge meets"' not in text
    for slug in set(re.findall(rf'href="{prefix}/result/([a-z-]+)"', text)):
        fetch.get(f"{prefix}/result/{slug}")


def test_the_bound_of_questions_only_falls(fetch: Fetcher) -> None:
    address, bounds = begin(fetch), []
    choices = {
        "hukou_place": "sichuan",
        "work": "contract",
        "home": "owned",
        "child_stage": "junior",
    }
    while "/check/" in address:
        text = fetch.get(address).text
        found = re.search(r"最多还有(\d+)题", text)
        bounds.append(int(found[1]) if found else 0)
        question = address.rsplit("/", 1)[1]
        value = choices.get(question, "no" if 'id="value-no"' in text else "unknown")
        address = fetch.follow(fetch.post(address, {"value": value}))
    assert bounds == sorted(bounds, reverse=True)
    assert len(set(bounds)) == len(bounds)


def test_back_and_refresh_change_nothing_and_an_answer_can_be_changed(fetch: Fetcher) -> None:
    first = begin(fetch)
    second = fetch.follow(fetch.post(first, {"value": "elsewhere"}))
    assert 'value="elsewhere" checked' in fetch.get(first).text
    assert fetch.get(second).text == fetch.get(second).text
    fetch.post(first + "?back=answers", {"value": "sichuan"})
    assert "四川" in answers_of(fetch)
    assert "其他地方" not in answers_of(fetch)


@pytest.mark.parametrize(
    ("question", "form", "words", "kept"),
    [
        ("work", {}, "请选一个答案", ""),
        ("work", {"value": "pirate"}, "请从列出的答案里选一个", ""),
        ("birth_month", {"year": "1990"}, "请把年和月都选上", 'value="1990" selected'),
        ("work_since", {"year": "2026", "month": "12"}, "这个月还没到", 'value="12" selected'),
        ("monthly_income_per_person", {"value": "三千"}, "请用数字填写", 'value="三千"'),
        ("floor_area_per_person", {"value": "12.34"}, "最多写一位", 'value="12.34"'),
        ("household_size", {"value": "99"}, "请填1到20之间的数", 'value="99"'),
        ("insured_district", {"value": "jiangbei"}, "请从列出的答案里选一个", ""),
    ],
)
def test_an_error_says_what_is_wrong_and_keeps_what_was_typed(
    fetch: Fetcher, question: str, form: dict[str, str], words: str, kept: str
) -> None:
    begin(fetch)
    fetch.post("/check/hukou_place", {"value": "guizhou"})
    text = fetch.post(f"/check/{question}", form, status=422).text
    assert words in text
    assert "<title>错误：" in text
    assert kept in text
    assert "贵州" in answers_of(fetch), "the other answers are kept"


def test_numbers_may_be_typed_with_separators_and_full_width(fetch: Fetcher) -> None:
    begin(fetch)
    fetch.post(
        "/check/monthly_income_per_person",
        {"value": "４,１４８.50".replace("４", "4").replace("１", "1")},
    )
    assert "4,148.50元" in answers_of(fetch)


def test_none_and_unknown_buttons_count_as_answers(fetch: Fetcher) -> None:
    begin(fetch)
    fetch.post("/check/work_since", {"year": "", "month": "", "none": "none"})
    fetch.post("/check/birth_month", {"year": "", "month": "", "unknown": "unknown"})
    text = answers_of(fetch)
    assert "不知道" in text


def test_without_a_cookie_one_is_led_to_the_start(fetch: Fetcher) -> None:
    for path in ("/check/work", "/check/answers", "/result", "/result/public-rental"):
        assert fetch.follow(fetch.get(path, status=303)) == "/check?expired=1"
    assert "一小时" in fetch.get("/check?expired=1").text


def test_a_forged_cookie_is_no_cookie(fetch: Fetcher) -> None:
    begin(fetch)
    cookie = fetch.client.get_cookie("answers")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    fetch.client.set_cookie("answers", cookie.value[:-4] + "AAAA")
    fetch.get("/result", status=303)


def test_clearing_forgets_everything(fetch: Fetcher) -> None:
    begin(fetch)
    fetch.post("/check/hukou_place", {"value": "guizhou"})
    fetch.post("/check/clear", {})
    assert fetch.client.get_cookie("answers") is None
    fetch.get("/result", status=303)


def test_another_district_keeps_the_answers(fetch: Fetcher) -> None:
    begin(fetch)
    fetch.post("/check/hukou_place", {"value": "guizhou"})
    begin(fetch, district="kaizhou")
    assert "贵州" in answers_of(fetch)
    assert "开州区" in answers_of(fetch)


def test_a_check_limited_to_a_topic_asks_less(fetch: Fetcher) -> None:
    address, housing = begin(fetch, topic="housing"), 0
    while "/check/" in address:
        housing += 1
        address = fetch.follow(fetch.post(address, {"value": "unknown"}))
    text = fetch.get("/result").text
    assert "/result/public-rental" in text
    assert "/result/college-entrance" not in text
    assert housing < 25


def test_an_unknown_district_is_refused_at_the_start(fetch: Fetcher) -> None:
    assert "请选择您要问的区县" in fetch.post("/check", {"district": "nowhere"}, status=422).text
    fetch.post("/check", {"district": "jiangbei"}, status=422)


def test_htmx_gets_the_fragment_of_the_next_question_and_of_an_error(fetch: Fetcher) -> None:
    begin(fetch)
    headers = {"HX-Request": "true"}
    response = fetch.get("/check/work", headers=headers)
    assert "<html" not in response.text
    assert "HX-Request" in response.headers["Vary"]
    error = fetch.post("/check/work", {}, status=422, headers=headers)
    assert "<html" not in error.text
    assert 'role="alert"' in error.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(fetch: Fetcher, headers: dict[str, str]) -> None:
    fetch.post("/check", {"district": "shapingba"}, status=403, headers=headers)


def test_answers_stand_in_no_address_and_no_page_may_be_kept(fetch: Fetcher, app: Flask) -> None:
    begin(fetch)
    response = fetch.post("/check/hukou_place", {"value": "guizhou"})
    assert "guizhou" not in response.headers["Location"]
    for path in ("/check/work", "/check/answers", "/result"):
        assert fetch.get(path).headers["Cache-Control"] == "no-store"
