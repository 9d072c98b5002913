"""The result and what hangs on it: why, when, what helps, every district, the checklist."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.store import database
from tests.web.fetching import Fetcher

PREFIXES = ("", "/en", "/zh-hant")
#: A couple of answers, as forms carry them.
HOUSEHOLD = {
    "hukou_place": {"value": "sichuan"},
    "work": {"value": "contract"},
    "birth_month": {"year": "1990", "month": "5"},
    "home": {"value": "other_rental"},
    "work_district": {"value": "yongchuan"},
    "work_since": {"year": "2025", "month": "3"},
    "work_area_since": {"year": "2025", "month": "3"},
    "pension_insured_since": {"year": "2025", "month": "3"},
    "has_residence_permit": {"value": "no"},
    "permit_suspended": {"value": "no"},
    "residence_registered_since": {"year": "2025", "month": "1"},
    "child_stage": {"value": "junior"},
    "child_enrolled_since": {"year": "2025", "month": "9"},
    "school_district": {"value": "yongchuan"},
}


def answer_all(fetch: Fetcher, district: str, prefix: str = "", **changed: dict[str, str]) -> None:
    fetch.post(f"{prefix}/check", {"district": district})
    for question, form in {**HOUSEHOLD, **changed}.items():
        fetch.post(f"{prefix}/check/{question}", form)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_page_of_a_result_reads_well_in_every_language(fetch: Fetcher, prefix: str) -> None:
    answer_all(fetch, "yongchuan", prefix)
    text = fetch.get(f"{prefix}/result").text
    for slug in set(re.findall(rf'href="{prefix}/result/([a-z-]+)"', text)):
        fetch.get(f"{prefix}/result/{slug}")
        fetch.get(f"{prefix}/compare/{slug}")
    for path in ("/compare", "/checklist", "/roadmap", "/compare/settle-by-work?only=meets"):
        fetch.get(prefix + path)


def test_a_result_names_the_answer_the_amount_and_the_source(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    text = fetch.get("/result/settle-by-work").text
    assert "24个月" in text
    assert "重庆市户口迁移登记实施办法" in text
    assert "2025年3月" in text
    assert "后来的政策" in text, "a contested no says which policy announced its end"


def test_the_month_in_which_it_turns_is_named(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan", home={"value": "owned"})
    text = fetch.get("/result/settle-by-work").text
    assert "最迟2027年3月底" in text, "24 months since some day of March 2025"


#: Registered since some day of May, nothing else as long; today is 24 November.
BY_DAY = {
    "hukou_place": {"value": "elsewhere"},
    "permit_suspended": {"value": "no"},
    "work": {"value": "contract"},
    "has_residence_permit": {"value": "no"},
    "home": {"value": "registered_rental"},
    "residence_registered_since": {"year": "2026", "month": "5"},
    "home_since": {"year": "2026", "month": "6"},
    "work_since": {"year": "2026", "month": "6"},
    "pension_insured_since": {"none": "none"},
}


@pytest.mark.parametrize(
    ("prefix", "depends", "certain", "road"),
    [
        ("", "要看具体是哪一天", "最迟2026年11月30日起一定够", "最迟到当月底"),
        ("/zh-hant", "要看具體是哪一天", "最遲2026年11月30日起一定夠", "最遲到當月底"),
        (
            "/en",
            "depends on the exact day",
            "From 30 November 2026 at the latest it is certainly enough",
            "By the end of the month at the latest",
        ),
    ],
)
def test_pages_name_the_day_from_which_it_is_certain(
    fetch: Fetcher, prefix: str, depends: str, certain: str, road: str
) -> None:
    fetch.post(f"{prefix}/check", {"district": "shapingba"})
    for question, form in BY_DAY.items():
        fetch.post(f"{prefix}/check/{question}", form)
    for path in ("/result/residence-permit", "/result/residence-permit?print=80mm"):
        text = fetch.get(prefix + path).text
        assert depends in text, path
        assert certain in text, path
    assert road in fetch.get(f"{prefix}/roadmap").text


def test_what_would_change_a_no_is_named_as_a_change(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan", work={"value": "student"})
    fetch.post("/check/qualification", {"value": "none"})
    text = fetch.get("/result/flexible-pension").text
    assert "怎样就能符合" in text
    assert "「工作」变成" in text


def test_another_district_is_looked_at_without_changing_ones_own(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    assert "36个月" in fetch.get("/result/settle-by-work?district=kaizhou").text
    assert "24个月" in fetch.get("/result/settle-by-work").text
    assert "永川区" in fetch.get("/result?district=nowhere").text


def test_a_comparison_holds_every_district_of_the_day_and_leads_there(fetch: Fetcher) -> None:
    answer_all(
        fetch,
        "yongchuan",
        home={"value": "owned"},
        work_since={"year": "2024", "month": "9"},
        work_area_since={"year": "2024", "month": "9"},
    )
    fetch.post("/check/pension_insured_since", {"year": "2024", "month": "9"})
    text = fetch.get("/compare/settle-by-work").text
    links = set(re.findall(r'href="/result/settle-by-work\?district=([a-z]+)"', text))
    assert len(links) == 38
    only = fetch.get("/compare/settle-by-work?only=meets").text
    met = set(re.findall(r'href="/result/settle-by-work\?district=([a-z]+)"', only))
    assert "yongchuan" in met
    assert "shapingba" not in met
    assert f"有{len(met)}个符合" in only


def test_the_roadmap_shows_what_the_permit_opens_and_when(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    for question in ("medical_insured_since",):
        fetch.post(f"/check/{question}", {"none": "none"})
    text = fetch.get("/roadmap").text
    assert "居住证申领" in text
    assert "现在" in text
    assert "先办：居住证申领" in text


def receipt_of(fetch: Fetcher, service: str) -> str:
    found = re.search(r'href="(/receipts/[^"]+)"', fetch.get(f"/result/{service}").text)
    assert found
    return found[1]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_receipt_says_what_was_answered_and_holds_no_answer(fetch: Fetcher, prefix: str) -> None:
    answer_all(fetch, "yongchuan")
    path = receipt_of(fetch, "settle-by-work")
    fetch.post("/check/clear", {})
    text = fetch.get(prefix + path).text
    assert re.fullmatch(r"/receipts(/|-)([0-9A-HJKMNP-TV-Z]{4}-?){5}", path)
    if not prefix:
        assert "永川区" in text
        assert "需窗口核实" in text


def test_answers_stand_in_no_address_log_row_or_header(
    fetch: Fetcher, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    secret = {"value": "3987.65"}
    addresses: list[str] = []
    fetch.post("/check", {"district": "yongchuan"})
    for question, form in {**HOUSEHOLD, "monthly_income_per_person": secret}.items():
        response = fetch.post(f"/check/{question}", form)
        addresses.append(response.headers["Location"])
    pages = [fetch.get(p) for p in ("/result", "/result/public-rental", "/compare", "/roadmap")]
    links = [href for its in pages for href in re.findall(r'(?:href|action)="([^"]+)"', its.text)]
    for place in (*addresses, *links):
        assert not re.search(r"398765|3987|guizhou|sichuan|1990|contract", place), place
    assert not re.search(r"398765|3987\.65", caplog.text)
    with app.app_context():
        engine = database.db.engine
        with engine.connect() as connection:
            dump = "\n".join(connection.connection.iterdump())  # type: ignore[attr-defined]
    assert "398765" not in dump
    assert "3987.65" not in dump
    for its in pages:
        assert "no-store" in its.headers["Cache-Control"]


def test_a_changed_answer_leads_back_to_the_result_it_was_changed_from(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    text = fetch.get("/result/settle-by-work").text
    found = re.search(r'href="(/check/home\?[^"]+)"', text)
    assert found
    address = found[1].replace("&amp;", "&")
    fetch.get(address)
    response = fetch.post(address, {"value": "owned"})
    assert fetch.follow(response) == "/result/settle-by-work"
    assert "您填的：住处，自己的房子" in fetch.get("/result/settle-by-work").text


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_slip_holds_outcome_requirements_receipt_and_hotline(
    fetch: Fetcher, prefix: str
) -> None:
    answer_all(fetch, "yongchuan", prefix)
    text = fetch.get(f"{prefix}/result/settle-by-work?print=80mm").text
    assert "12345" in text
    assert "<svg" in text
    assert re.search(r"<code[^>]*>([0-9A-Z]{4}-){4}[0-9A-Z]{4}</code>", text)


def test_the_slip_says_what_to_do_where_with_which_papers_and_in_which_words(
    fetch: Fetcher,
) -> None:
    answer_all(fetch, "yongchuan")
    text = fetch.get("/result/residence-permit?print=80mm").text
    for words in ("怎么办", "去：", "派出所", "带：居民身份证", "12345"):
        assert words in text, words
    asking = fetch.get("/result/settle-by-work?print=80mm").text
    assert re.search(r"<q>[^<]+</q>", asking)


def test_a_result_says_first_what_to_do_then_what_is_lacking_then_what_is_met(
    fetch: Fetcher,
) -> None:
    answer_all(fetch, "yongchuan", home={"value": "owned"})
    text = fetch.get("/result/settle-by-work").text
    order = ("怎么办", "还差什么", "已经符合的", "依据（")
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "项条件中符合" not in text
    assert "不符合：" not in text
    assert "需要核实：" not in text


def test_what_is_only_heard_is_folded_with_the_words_to_ask(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    text = fetch.get("/result/residence-permit").text
    (lead,) = re.findall(
        r"<details class=\"fold\">\s*<summary>听说、还没核实的.*?</details>", text, re.DOTALL
    )
    assert "<q>" in lead
    steps = text.split('id="steps"')[1].split("</section>")[0]
    (asked,) = set(re.findall(r"<q>([^<]+)</q>", lead))
    assert asked not in steps


def test_the_overview_starts_with_three_steps_and_tells_each_service_its_own(
    fetch: Fetcher,
) -> None:
    answer_all(fetch, "yongchuan")
    text = fetch.get("/result").text
    first = text.split('id="first"')[1].split("</section>")[0]
    assert first.count("data-step=") == 3
    assert text.index('id="first"') < text.index('class="fold topic"')
    folds = re.split(r'<details class="fold" id="(?:offers|not-found|aside)">', text)[1:]
    headings = [fold.split("<summary>")[1].split(" (")[0] for fold in folds]
    assert headings == [
        "您可以问的权利和服务",
        "这个区县的办法没查到",
        "与您无关",
    ]
    assert 'href="/result/old-age-allowance"' in folds[0]
    assert "项条件中符合" not in text


def test_the_checklist_holds_each_document_once_and_can_be_chosen(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    text = fetch.get("/checklist?service=residence-permit&service=public-rental").text
    ids = re.findall(r'id="tick-([a-z0-9-]+)"', text)
    assert len(ids) == len(set(ids))
    assert "adult1-id-card" in ids
    assert fetch.get("/checklist?service=settle-in-countryside").text.count('id="tick-') == 0


@pytest.mark.parametrize("path", ["/checklist", "/roadmap"])
def test_without_answers_one_is_led_to_the_check(fetch: Fetcher, path: str) -> None:
    assert fetch.follow(fetch.get(path, status=303)) == "/check?expired=1"


@pytest.mark.parametrize("path", ["/compare", "/compare/public-rental", "/checklist", "/roadmap"])
def test_pages_made_of_answers_are_kept_nowhere(fetch: Fetcher, path: str) -> None:
    answer_all(fetch, "yongchuan")
    assert fetch.get(path).headers["Cache-Control"] == "no-store"
