"""Hand-off: the answers reach the phone in a fragment alone, signed, for ten minutes."""

from __future__ import annotations

import logging
import re
import time
from pathlib import Path
from typing import assert_never

import itsdangerous.timed
import pytest
from flask import Flask

from portal.rules.model.households import MOST_ADULTS, MOST_CHILDREN, Who
from portal.rules.model.ruleset import Question, Ruleset
from portal.web.answer_cookie import CheckState
from portal.web.handoff_token import LONGEST, hand_over, take_over
from tests.conftest import TODAY
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import machine

HELD = CheckState(
    day=TODAY,
    district="jiulongpo",
    adults=({"hukou_place": "guizhou", "work": None},),
    session="a session",
)


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
    assert taken == CheckState(day=HELD.day, district=HELD.district, adults=HELD.adults)


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
        usual = hand_over(CheckState(day=TODAY, district="jiulongpo", adults=(everything,)))
        assert usual is not None
        assert len(usual) < LONGEST
        assert hand_over(CheckState(day=TODAY, district="jiulongpo", adults=(noise,))) is None


def test_the_largest_household_is_handed_over_whole(kiosk_app: Flask, shipped: Ruleset) -> None:
    state = CheckState(
        day=TODAY,
        district="jiulongpo",
        household=answered(shipped, "household", 0),
        adults=tuple(answered(shipped, "adult", number) for number in range(MOST_ADULTS)),
        children=tuple(answered(shipped, "child", number) for number in range(MOST_CHILDREN)),
    )
    with kiosk_app.test_request_context("/"):
        text = hand_over(state)
        assert text is not None
        assert len(text) < LONGEST
        taken = take_over(text)
        assert taken == state
        assert take_over(text) is None, "once"


def answered(shipped: Ruleset, of: Who, person: int) -> dict[str, object]:
    """Different answers of each person to every question that is theirs."""
    own = [its for its in shipped.questions.values() if its.of == of]
    return {its.id: _answer(its, 3 * place + person) for place, its in enumerate(own)}


def _answer(question: Question, number: int) -> object:
    match question.kind:
        case "yes_no":
            return number % 2 == 0
        case "choice":
            return question.options[number % len(question.options)].id
        case "month":
            return f"{2010 + number % 15}-{1 + number % 12:02d}"
        case "district":
            return ("yongchuan", "jiulongpo", "wanzhou", "shapingba")[number % 4]
        case "number" | "money":
            return question.minimum + number % 4 + 1
        case _:
            assert_never(question.kind)


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
