"""The clerk view opens with the counter's PIN, for one session, and shows what decided."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from portal.web.http.kiosk_machine import PATH
from portal.web.kiosk.clerk_unlock import COOKIE
from tests.web.kiosk.machines import PIN, Machine, machine, set_pin
from tests.web.resident.result.test_results import BY_DAY


def opened(app: Flask) -> Machine:
    """A kiosk with a check under way where a clerk opened the view."""
    set_pin(app)
    fetch = machine(app)
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    fetch.post("/kiosk/check/work", {"value": "contract"})
    fetch.post("/kiosk/clerk", {"pin": PIN})
    return fetch


#: A part of a condition, read as a sentence.
REASONS = {"": "不少于", "/en": "is at least", "/zh-hant": "不少於"}


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_a_clerk_sees_clauses_sources_and_the_reasoning(kiosk_app: Flask, prefix: str) -> None:
    fetch = opened(kiosk_app)
    assert f"/kiosk{prefix}/clerk/public-rental" in fetch.get(f"/kiosk{prefix}/clerk").text
    text = fetch.get(f"/kiosk{prefix}/clerk/public-rental").text
    assert REASONS[prefix] in text
    assert "insured_area_since" not in text
    assert 'class="sources"' in text
    assert 'class="mark yes"' in text
    assert 'class="mark unknown"' in text
    said = {"": "还要知道", "/en": "Still to know", "/zh-hant": "還要知道"}[prefix]
    assert f"<h2>{said}" in re.sub(r"<svg.*?</svg> ?", "", text, flags=re.DOTALL)


def test_a_clerk_sees_what_to_do_next_and_the_words_to_say(kiosk_app: Flask) -> None:
    fetch = opened(kiosk_app)
    for question, form in BY_DAY.items():
        fetch.post(f"/kiosk/check/{question}", form)
    text = fetch.get("/kiosk/clerk/compulsory-education").text
    assert 'id="steps"' in text
    assert "项条件中符合" not in text
    text = fetch.get("/kiosk/clerk/affordable-rental").text
    assert "<q>" in text.split('id="steps"')[1]


#: What stands in conditions as they are written, and nowhere in a sentence.
GRAMMAR = re.compile(r"[a-z]+_[a-z]|[!=<>]=|\b(?:all|any) of /| and | or | not |\bNone\b|\bTrue\b")


def test_no_service_is_explained_to_a_clerk_in_code(kiosk_app: Flask) -> None:
    fetch = opened(kiosk_app)
    for question, form in BY_DAY.items():
        fetch.post(f"/kiosk/check/{question}", form)
    hrefs = re.findall(r'href="(/kiosk/clerk/[a-z-]+)"', fetch.get("/kiosk/clerk").text)
    assert len(hrefs) > 30
    for href in hrefs:
        main = fetch.get(href).text.partition("<main")[2].partition("</main>")[0]
        words = re.sub(r"<[^>]+>", " ", main.partition(">")[2])
        assert not GRAMMAR.search(html.unescape(words)), href
        assert 'id="steps"' in main or "与您无关" in main, href


def test_a_clerk_sees_from_which_day_it_is_certain(kiosk_app: Flask) -> None:
    fetch = opened(kiosk_app)
    for question, form in BY_DAY.items():
        fetch.post(f"/kiosk/check/{question}", form)
    text = fetch.get("/kiosk/clerk/residence-permit").text
    assert "要看具体是哪一天" in text
    assert "最迟2026年11月30日起一定够" in text


def test_without_the_pin_nothing_of_it_can_be_seen(kiosk_app: Flask) -> None:
    set_pin(kiosk_app)
    fetch = machine(kiosk_app)
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    assert "口令" in fetch.get("/kiosk/clerk").text
    assert fetch.follow(fetch.get("/kiosk/clerk/public-rental", status=303)) == "/kiosk/clerk"
    assert fetch.follow(fetch.post("/kiosk/clerk/receipt", {"code": "x"})) == "/kiosk/clerk"
    for wrong in ("", "000000", PIN + "1"):
        fetch.post("/kiosk/clerk", {"pin": wrong}, status=422)
    assert fetch.client.get_cookie(COOKIE, path=PATH) is None


def test_the_view_ends_with_the_session_and_no_copy_opens_it_again(kiosk_app: Flask) -> None:
    fetch = opened(kiosk_app)
    copy = fetch.client.get_cookie(COOKIE, path=PATH)
    assert copy is not None
    fetch.post("/kiosk/end", {})
    fetch.put_back(copy.value, COOKIE)
    fetch.get("/kiosk/clerk/public-rental", status=303)
    other = machine(kiosk_app)
    other.put_back(copy.value, COOKIE)
    assert "口令" in other.get("/kiosk/clerk").text


def test_opened_before_the_check_it_stays_for_the_check_and_ends_with_it(kiosk_app: Flask) -> None:
    set_pin(kiosk_app)
    fetch = machine(kiosk_app)
    fetch.post("/kiosk/clerk", {"pin": PIN})
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    fetch.get("/kiosk/clerk/public-rental")
    fetch.post("/kiosk/alive", {"active": "1"}, status=200)
    copy = fetch.client.get_cookie(COOKIE, path=PATH)
    assert copy is not None
    fetch.post("/kiosk/end", {})
    fetch.put_back(copy.value, COOKIE)
    assert "口令" in fetch.get("/kiosk/clerk").text


def test_guessing_the_pin_is_slowed_down_even_for_who_knows_it(kiosk_app: Flask) -> None:
    set_pin(kiosk_app)
    fetch = machine(kiosk_app, counter="another-counter")
    for _ in range(5):
        fetch.post("/kiosk/clerk", {"pin": "000000"}, status=422)
    assert "分钟后再试" in fetch.post("/kiosk/clerk", {"pin": PIN}, status=429).text


def test_a_counter_without_a_pin_has_no_clerk_view(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app, counter="no-pin")
    fetch.post("/kiosk/clerk", {"pin": ""}, status=422)


def test_a_receipt_is_checked_and_a_wrong_one_refused(kiosk_app: Flask) -> None:
    fetch = opened(kiosk_app)
    text = fetch.get("/kiosk/result/public-rental").text
    code = text.split("/kiosk/receipts/")[1].split("?")[0]
    typed = {"code": code.lower().replace("-", " ")}
    page = fetch.post("/kiosk/clerk/receipt", typed, status=200)
    assert code in page.text
    assert page.headers["Cache-Control"] == "no-store"
    other = "1" if code.endswith("0") else "0"
    wrong = fetch.post("/kiosk/clerk/receipt", {"code": code[:-1] + other}, status=422).text
    assert "不是" in wrong or "抄错" in wrong


def test_the_address_of_a_receipt_ends_with_the_session_it_was_opened_in(kiosk_app: Flask) -> None:
    fetch = opened(kiosk_app)
    text = fetch.get("/kiosk/result/public-rental").text
    address = "/kiosk/receipts/" + text.split("/kiosk/receipts/")[1].split('"')[0]
    assert fetch.get(address).headers["Cache-Control"] == "no-store"
    assert fetch.follow(fetch.get(address.split("?")[0], status=303)) == "/kiosk/receipts"
    fetch.post("/kiosk/end", {})
    assert fetch.follow(fetch.get(address, status=303)) == "/kiosk/receipts"
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    fetch.post("/kiosk/check/hukou_place", {"value": "guizhou"})
    assert fetch.follow(fetch.get(address, status=303)) == "/kiosk/receipts"
