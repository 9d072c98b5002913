"""Hand-off: the answers reach the phone in a fragment alone, signed, for ten minutes."""

from __future__ import annotations

import logging
import re
import time
from pathlib import Path

import itsdangerous.timed
import pytest
from flask import Flask

from portal.rules.model import Ruleset
from portal.web.answers import Held
from portal.web.handed import LONGEST, hand_over, take_over
from tests.conftest import TODAY
from tests.web.fetching import Fetcher

from .machines import machine

HELD = Held(TODAY, "jiulongpo", None, {"hukou_place": "guizhou", "work": None}, "a session")


@pytest.fixture
def code(kiosk_app: Flask) -> str:
    """What a kiosk hands over."""
    with kiosk_app.app_context():
        made = hand_over(HELD)
    assert made
    return made


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_a_phone_takes_over_the_answers_and_shows_the_result(
    kiosk_app: Flask, code: str, prefix: str
) -> None:
    phone = Fetcher(kiosk_app.test_client())
    phone.get(f"{prefix}/take")
    response = phone.post(f"{prefix}/take", {"answers": code})
    assert phone.follow(response) == f"{prefix}/result"
    assert "贵州" in phone.get("/check/answers").text
    assert "kiosk" not in response.headers["Set-Cookie"]


def test_a_code_is_taken_once_so_that_a_photograph_of_the_screen_is_worth_nothing(
    kiosk_app: Flask, code: str
) -> None:
    Fetcher(kiosk_app.test_client()).post("/take", {"answers": code})
    other = Fetcher(kiosk_app.test_client())
    assert "不能用了" in other.post("/take", {"answers": code}, status=422).text
    assert other.client.get_cookie("answers") is None


def test_the_session_of_the_kiosk_does_not_travel(kiosk_app: Flask, code: str) -> None:
    with kiosk_app.app_context():
        taken = take_over(code)
    assert taken == Held(HELD.day, HELD.district, None, HELD.answers)


def test_an_old_or_forged_code_is_refused(
    kiosk_app: Flask, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Fetcher(kiosk_app.test_client())
    for wrong in ("", "x", code[:-3] + "AAA", code + "A"):
        assert "不能用了" in phone.post("/take", {"answers": wrong}, status=422).text
    moment = time.time
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: moment() + 601)
    phone.post("/take", {"answers": code}, status=422)
    assert phone.client.get_cookie("answers") is None


def test_a_form_of_another_site_hands_nothing_over(kiosk_app: Flask, code: str) -> None:
    phone = Fetcher(kiosk_app.test_client())
    phone.post("/take", {"answers": code}, status=403, headers={"Sec-Fetch-Site": "cross-site"})


def test_the_code_on_the_screen_is_of_the_phone_and_stands_in_no_address_of_the_page(
    kiosk_app: Flask,
) -> None:
    fetch = machine(kiosk_app)
    fetch.get("/kiosk/hand-off", status=303)
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    fetch.post("/kiosk/check/hukou_place", {"value": "guizhou"})
    response = fetch.get("/kiosk/hand-off")
    assert 'class="qr"' in response.text
    assert "/take" not in response.text, "it is drawn, not written"
    assert response.headers["Cache-Control"] == "no-store"
    fetch.post("/kiosk/end", {})
    fetch.get("/kiosk/hand-off", status=303)


def test_too_many_answers_are_said_to_be_too_many(kiosk_app: Flask, shipped: Ruleset) -> None:
    everything = dict.fromkeys(shipped.questions, "2024-03")
    noise = {f"question{n}": f"{n * 7919 % 10007}" for n in range(600)}
    with kiosk_app.app_context():
        usual = hand_over(Held(TODAY, "jiulongpo", None, everything))
        assert usual is not None
        assert len(usual) < LONGEST
        assert hand_over(Held(TODAY, "jiulongpo", None, noise)) is None


def test_a_handed_over_answer_reaches_no_log_and_no_database(
    kiosk_app: Flask, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Fetcher(kiosk_app.test_client())
    with caplog.at_level(logging.DEBUG):
        phone.post("/take", {"answers": code})
        phone.post("/take", {"answers": code + "A"}, status=422)
        phone.get("/result")
    assert code[:40] not in caplog.text
    folder = Path(kiosk_app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")).parent
    for file in folder.glob("portal.sqlite*"):
        assert code[:40].encode() not in file.read_bytes()


def test_the_script_runs_before_anything_else_of_the_page(kiosk_app: Flask) -> None:
    text = Fetcher(kiosk_app.test_client()).get("/take").text
    first = re.search(r"<(script|link|img)[^>]*>", text)
    assert first
    assert "take.js" in first[0]
    assert "defer" not in first[0]
    assert "async" not in first[0]
