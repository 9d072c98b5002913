"""The result and what hangs on it: why, when, what helps, every district, the checklist."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.store import database

from .fetching import Fetcher

PREFIXES = ("", "/en", "/zh-hant")
#: A couple of answers, as forms carry them.
HOUSEHOLD = {
    "hukou_place": {"value": "sichuan"},
    "work": {"value": "contract"},
    "birth_month": {"year": "1990", "month": "5"},
    "home": {"value": "other_rental"},
    "work_district": {"value": "yongchuan"},
    "work_since": {"year": "2025", "month": "3"},
    "pension_insured_since": {"year": "2025", "month": "3"},
    "has_residence_permit": {"value": "no"},
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
    assert "从2027年4月起" in text, "24 elapsed months since March 2025 on the first of the month"


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
        fetch, "yongchuan", home={"value": "owned"}, work_since={"year": "2024", "month": "9"}
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
    assert "由此开启：居住证申领" in text


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
    assert path.startswith("/receipts/1.20261124.yongchuan.settle-by-work.ask_the_counter.")
    assert "sichuan" not in path
    if not prefix:
        assert "永川区" in text
        assert "需窗口核实" in text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ask_the_counter", "meets"),
        ("yongchuan", "shapingba"),
        (".20261124.", ".20261123."),
        ("1.2", "2.2"),
    ],
)
def test_a_forged_receipt_is_refused(fetch: Fetcher, old: str, new: str) -> None:
    answer_all(fetch, "yongchuan")
    path = receipt_of(fetch, "settle-by-work")
    assert "不是本站" in fetch.get(path.replace(old, new, 1), status=404).text
    for wrong in ("/receipts/x", "/receipts/....", path[:-1], path + "a", "/receipts/é.ü"):
        fetch.get(wrong, status=404)


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
    assert "1.20261124.yongchuan.settle-by-work." in text


def test_the_checklist_holds_each_document_once_and_can_be_chosen(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    text = fetch.get("/checklist?service=residence-permit&service=public-rental").text
    ids = re.findall(r'id="tick-([a-z-]+)"', text)
    assert len(ids) == len(set(ids))
    assert "id-card" in ids
    assert fetch.get("/checklist?service=move-registration-online").text.count('id="tick-') == 0


@pytest.mark.parametrize("path", ["/compare", "/compare/public-rental", "/checklist", "/roadmap"])
def test_without_answers_one_is_led_to_the_check(fetch: Fetcher, path: str) -> None:
    assert fetch.follow(fetch.get(path, status=303)) == "/check?expired=1"


@pytest.mark.parametrize("path", ["/compare", "/compare/public-rental", "/checklist", "/roadmap"])
def test_pages_made_of_answers_are_kept_nowhere(fetch: Fetcher, path: str) -> None:
    answer_all(fetch, "yongchuan")
    assert fetch.get(path).headers["Cache-Control"] == "no-store"
