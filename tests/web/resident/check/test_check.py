"""The check: one thing per page, answers in a cookie, back and refresh, errors that keep input."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.fetching import Fetcher

PREFIXES = ("", "/en", "/zh-hant")


def begin(fetch: Fetcher, district: str = "shapingba", topic: str = "", prefix: str = "") -> str:
    """Start a check without saying who there is; returns the address of the first question."""
    response = fetch.post(f"{prefix}/check", {"district": district, "topic": topic})
    address = fetch.follow(response)
    if address.endswith("/check/people"):
        address = fetch.follow(fetch.post(address, {}))
    return address


def answers_of(fetch: Fetcher) -> str:
    return fetch.get("/check/answers").text


@pytest.mark.parametrize("prefix", PREFIXES)
def test_someone_who_never_knows_comes_to_a_result_in_every_language(
    fetch: Fetcher, prefix: str
) -> None:
    address = begin(fetch, prefix=prefix)
    seen = set()
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
    address = begin(fetch)
    bounds = []
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
    begin(fetch)
    first = "/check/hukou_place"
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
        ("birth_month", {"year": "1990"}, "请把年和月都选上", 'value="1990" checked'),
        ("work_since", {"year": "2026", "month": "12"}, "这个月还没到", 'value="12" checked'),
        ("monthly_income_per_person", {"value": "很多"}, "例如3500", 'value="很多"'),
        ("monthly_income_per_person", {"value": "1e99999"}, "读不成一个数", 'value="1e99999"'),
        ("monthly_income_per_person", {"value": "3.500"}, "有两种读法", 'value="3.500"'),
        ("monthly_income_per_person", {"value": "9" * 40}, "太长", "9" * 40),
        ("monthly_income_per_person", {"value": "-5"}, "读成了-5元。请填0元到1,000,000元", "-5"),
        ("floor_area_per_person", {"value": "12.34"}, "小数点后最多写1位", 'value="12.34"'),
        ("floor_area_per_person", {"value": "1,234"}, "读成了1,234 ㎡。请填0 ㎡到500 ㎡", "1,234"),
        ("floor_area_per_person", {"value": "30元"}, "单位不对", "30元"),
        ("floor_area_per_person", {"value": "1_0"}, "例如15.5", "1_0"),
        ("household_size", {"value": "99"}, "请填1人到20人之间的整数，例如3", 'value="99"'),
        ("household_size", {"value": "1,5"}, "读成了1.5，这里要填整数", 'value="1,5"'),
        ("household_size", {"value": "0"}, "读成了0人", 'value="0"'),
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


@pytest.mark.parametrize(
    ("question", "typed", "understood"),
    [
        ("monthly_income_per_person", "４,１４８.50", "4,148.50元"),
        ("monthly_income_per_person", "￥3,500.00", "3,500元"),
        ("monthly_income_per_person", "3500元。", "3,500元"),
        ("monthly_income_per_person", "3.500,00", "3,500元"),
        ("monthly_income_per_person", "1万2", "12,000元"),
        ("monthly_income_per_person", "3500元/月", "3,500元"),
        ("monthly_income_per_person", "兩千塊", "2,000元"),
        ("floor_area_per_person", "15,5", "15.5 ㎡"),
        ("floor_area_per_person", "15。5平方米", "15.5 ㎡"),
        ("household_size", "\u200b3人", "3人"),
    ],
)
def test_numbers_may_be_typed_as_people_do_and_what_was_understood_is_shown(
    fetch: Fetcher, question: str, typed: str, understood: str
) -> None:
    begin(fetch)
    following = fetch.follow(fetch.post(f"/check/{question}", {"value": typed}))
    assert f"<strong>{understood}</strong>" in fetch.get(following).text
    assert understood in answers_of(fetch)


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
    address = begin(fetch, topic="housing")
    housing = 0
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


BORN = {"year": "2000", "month": "1"}
EARLY = {"year": "2010", "month": "3"}


def test_an_answer_that_contradicts_another_is_refused_naming_both(fetch: Fetcher) -> None:
    begin(fetch)
    fetch.post("/check/birth_month", BORN)
    text = fetch.post("/check/work_since", EARLY, status=422).text
    assert "这和您前面填的“出生年月：2000年1月（26岁）”对不上：这样算来，那时还不满14岁" in text
    assert 'value="2010" checked' in text, "what was typed stays"
    assert 'href="/check/birth_month"' in text, "the other answer may be changed"
    assert "2010年3月" not in answers_of(fetch)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("birth_month", BORN), ("work_since", EARLY)),
        (("work_since", EARLY), ("birth_month", BORN)),
    ],
)
def test_of_two_answers_that_contradict_each_other_either_may_stand(
    fetch: Fetcher, first: tuple[str, dict[str, str]], second: tuple[str, dict[str, str]]
) -> None:
    begin(fetch)
    fetch.post(f"/check/{first[0]}", first[1])
    text = fetch.post(f"/check/{second[0]}?back=answers", second[1], status=422).text
    kept = dict(re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)">', text))
    assert kept.items() >= second[1].items(), "nothing is typed twice"
    response = fetch.post(f"/check/{second[0]}?back=answers", kept | {"stands": "yes"})
    assert fetch.follow(response) == f"/check/{first[0]}?back=answers"
    text = answers_of(fetch)
    assert f"/check/{second[0]}?back=answers" in text
    assert f"/check/{first[0]}?back=answers" not in text, "it is asked again"


def test_a_contradiction_that_comes_from_a_button_can_stand_as_well(fetch: Fetcher) -> None:
    begin(fetch)
    fetch.post("/check/work", {"value": "contract"})
    text = fetch.post("/check/work_since", {"none": "none"}, status=422).text
    assert 'type="hidden" name="none" value="none"' in text
    response = fetch.post("/check/work_since", {"none": "none", "stands": "yes"})
    assert fetch.follow(response) == "/check/work"
    assert "目前没有工作" in answers_of(fetch)


def test_where_three_answers_contradict_each_other_all_are_named(fetch: Fetcher) -> None:
    begin(fetch)
    fetch.post("/check/pension_insured_since", {"none": "none"})
    fetch.post("/check/medical_insured_since", {"none": "none"})
    text = fetch.post("/check/insured_district", {"value": "shapingba"}, status=422).text
    assert "“职工养老保险：现在没有缴”和“职工医疗保险：现在没有缴”" in text
    fetch.post("/check/insured_district", {"unknown": "unknown"})


def test_answers_that_no_longer_count_stand_apart_with_the_answer_that_is_the_cause(
    fetch: Fetcher,
) -> None:
    begin(fetch)
    fetch.post("/check/hukou_place", {"value": "chongqing"})
    fetch.post("/check/hukou_district", {"value": "kaizhou"})
    assert "这些回答现在用不上" not in answers_of(fetch)
    fetch.post("/check/hukou_place?back=answers", {"value": "sichuan"})
    counting, _, apart = answers_of(fetch).partition("这些回答现在用不上")
    assert "开州" not in counting
    assert "开州" in apart
    assert "因为您回答了“户口所在地：四川”" in apart
    assert "我的回答 (1)" in fetch.get("/result").text
    for slug in ("settle-by-work", "minimum-living-allowance"):
        assert "开州" not in fetch.get(f"/result/{slug}").text
    fetch.post("/check/hukou_place?back=answers", {"value": "chongqing"})
    assert "这些回答现在用不上" not in answers_of(fetch), "it counts again"


def test_what_hangs_on_an_answer_not_known_is_not_asked(fetch: Fetcher) -> None:
    address = begin(fetch)
    asked = set()
    while "/check/" in address:
        asked.add(address.rsplit("/", 1)[1])
        address = fetch.follow(fetch.post(address, {"value": "unknown"}))
    assert not asked & {"hukou_district", "platform_company", "family_district"}
    assert "hukou_place" in asked
    assert "所在区县" not in answers_of(fetch), "nothing is listed that was not answered"


def test_what_was_typed_is_repeated_as_it_stands(fetch: Fetcher) -> None:
    begin(fetch)
    for typed in ("50%(x)s", "99%", "<b>1</b>", "100%s"):
        text = fetch.post("/check/household_size", {"value": typed}, status=422).text
        assert "<b>1</b>" not in text
