"""One browser, two windows, or two days: a form knows its check, and no answer is lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from portal import create_app
from portal.config import Settings
from portal.store import database
from tests.conftest import SECRET
from tests.web.fetching import Fetcher

YESTERDAY = date(2026, 11, 23)
TODAY = date(2026, 11, 24)


def fields(text: str, place: int = 0) -> dict[str, str]:
    """The hidden fields of a form of a page."""
    form = re.findall(r"<form action=\"/(?:en/)?check/[a-z_]+[^>]*>(.*?)</form>", text, re.S)[place]
    hidden = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
    return {unescape(name): unescape(value) for name, value in hidden}


def begin(fetch: Fetcher, district: str, topic: str = "") -> str:
    """Start a check; returns the address of one of its questions."""
    fetch.post("/check", {"district": district, "topic": topic})
    return "/check/hukou_place"


def test_a_form_of_another_windows_check_is_refused_with_both_named(fetch: Fetcher) -> None:
    first = begin(fetch, "shapingba")
    form = fields(fetch.get(first).text)
    begin(fetch, "yongchuan", "housing")
    text = fetch.post(first, {**form, "value": "sichuan"}, status=409).text
    assert "沙坪坝区 · 全部事项" in text
    assert re.search("永川区 · .*住.* · 2026年11月24日", text)
    assert "永川区" in fetch.get("/check/answers").text
    assert "四川" not in fetch.get("/check/answers").text, "nothing was taken"


@pytest.mark.parametrize(("choice", "district"), [(0, "沙坪坝区"), (1, "永川区")])
def test_one_may_go_on_with_either_and_keeps_what_was_filled_in(
    fetch: Fetcher, choice: int, district: str
) -> None:
    first = begin(fetch, "shapingba")
    form = fields(fetch.get(first).text)
    begin(fetch, "yongchuan")
    fetch.post("/check/work", {"value": "contract"})
    text = fetch.post(first, {**form, "value": "sichuan"}, status=409).text
    kept = fields(text, choice)
    assert kept["value"] == "sichuan"
    fetch.post(first, kept)
    answers = fetch.get("/check/answers").text
    assert district in answers
    assert "四川" in answers
    assert "合同" in answers, "the answers given in the other window hold here too"


def test_a_form_of_two_fields_keeps_both(fetch: Fetcher) -> None:
    begin(fetch, "shapingba")
    form = fields(fetch.get("/check/work_since").text)
    begin(fetch, "yongchuan")
    typed = {**form, "year": "2019", "month": "3"}
    kept = fields(fetch.post("/check/work_since", typed, status=409).text)
    assert (kept["year"], kept["month"]) == ("2019", "3")
    fetch.post("/check/work_since", kept)
    assert "2019年3月" in fetch.get("/check/answers").text


@pytest.mark.parametrize(("choice", "district"), [(0, "沙坪坝区"), (1, "永川区")])
def test_people_of_another_windows_check_are_refused_with_both_named(
    fetch: Fetcher, choice: int, district: str
) -> None:
    begin(fetch, "shapingba")
    form = fields(fetch.get("/check/people").text)
    begin(fetch, "yongchuan")
    text = fetch.post("/check/people", {**form, "adults": "2", "children": "0"}, status=409).text
    assert "沙坪坝区 · 全部事项" in text
    assert "永川区 · 全部事项" in text
    fetch.post("/check/people", fields(text, choice))
    assert 'id="adults-2" value="2" checked' in fetch.get("/check/people").text
    assert district in fetch.get("/check/answers").text


def test_several_ticks_of_another_windows_check_are_all_kept(fetch: Fetcher) -> None:
    begin(fetch, "shapingba")
    form = fields(fetch.get("/check/has_residence_permit").text)
    begin(fetch, "yongchuan")
    listed = ["has_residence_permit", "permit_suspended"]
    response = fetch.client.post(
        "/check/has_residence_permit",
        data={**form, "listed": listed, "yes": listed},
    )
    assert response.status_code == 409
    first = response.text.split("</form>")[0]
    for field in ("listed", "yes"):
        kept = re.findall(rf'<input type="hidden" name="{field}" value="(\w+)">', first)
        assert kept == listed


def test_a_sentence_of_another_windows_check_names_both(fetch: Fetcher) -> None:
    begin(fetch, "shapingba")
    own = fields(fetch.get("/check/hukou_place").text)["check"]
    begin(fetch, "yongchuan")
    sent = {"check": own, "sentence": "我户口在四川", "step": "take", "district": "shapingba"}
    text = fetch.post("/check/sentence", sent, status=422).text
    assert "沙坪坝区 · 全部事项" in text
    assert "永川区 · 全部事项" in text


def test_a_script_gets_the_choice_in_the_place_of_the_question(fetch: Fetcher) -> None:
    first = begin(fetch, "shapingba")
    form = fields(fetch.get(first).text)
    begin(fetch, "yongchuan")
    asked = {"HX-Request": "true"}
    text = fetch.post(first, {**form, "value": "sichuan"}, status=409, headers=asked).text
    assert "<html" not in text
    assert '"409|422","swap":true' in fetch.get(first).text


def test_another_topic_or_day_is_another_check_too(fetch: Fetcher) -> None:
    first = begin(fetch, "shapingba", "housing")
    form = fields(fetch.get(first).text)
    begin(fetch, "shapingba", "schooling")
    fetch.post(first, {**form, "value": "sichuan"}, status=409)
    fetch.post("/check?on=2026-03-01", {"district": "shapingba", "topic": "housing"})
    text = fetch.post(first, {**form, "value": "sichuan"}, status=409).text
    assert "2026年3月1日" in text


@pytest.mark.parametrize(
    "named", ["x", "2026-11-24/nowhere/", "2026-11-24/shapingba/no", "//", "é"]
)
def test_a_form_of_no_check_goes_on_with_the_own_one_alone(fetch: Fetcher, named: str) -> None:
    first = begin(fetch, "shapingba")
    for move in ("", "1"):
        sent = {"check": named, "value": "sichuan", "move": move}
        text = fetch.post(first, sent, status=409).text
        assert text.count('name="check"') == 1
        assert "沙坪坝区" in text
    fetch.post(first, fields(text))
    assert "四川" in fetch.get("/check/answers").text


@pytest.fixture
def days() -> list[date]:
    """The days of the clock of ``moving``; the last is today."""
    return [YESTERDAY]


@pytest.fixture
def moving(tmp_path: Path, seeded: Path, days: list[date]) -> Iterator[Fetcher]:
    """A browser of a portal whose day moves."""
    url = f"sqlite:///{shutil.copy(seeded, tmp_path)}"
    app = create_app(
        Settings(instance=tmp_path, database_url=url, secret_key=SECRET), today=lambda: days[-1]
    )
    yield Fetcher(app.test_client())
    with app.app_context():
        database.db.engine.dispose()


def test_another_district_after_midnight_keeps_all_answers(
    moving: Fetcher, days: list[date]
) -> None:
    begin(moving, "shapingba")
    moving.post("/check/hukou_place", {"value": "guizhou"})
    days.append(TODAY)
    begin(moving, "yongchuan")
    text = moving.get("/check/answers").text
    assert "贵州" in text
    assert "2026年11月24日" in text
    assert "您在2026年11月23日填的回答都还在，已经沿用到2026年11月24日" in text
    moving.post("/check/work", {"value": "contract"})
    assert "沿用到" in moving.get("/result").text


def test_a_result_of_yesterday_is_worked_out_for_today_and_says_so(
    moving: Fetcher, days: list[date]
) -> None:
    begin(moving, "shapingba")
    moving.post("/check/hukou_place", {"value": "guizhou"})
    assert "沿用到" not in moving.get("/result").text
    days.append(TODAY)
    for path in ("/result", "/result/public-rental", "/roadmap", "/checklist", "/compare"):
        text = moving.get(path).text
        assert "已经沿用到2026年11月24日" in text, path
        assert "2026年11月24日" in text, path


def test_a_form_shown_before_midnight_is_taken_after_it(moving: Fetcher, days: list[date]) -> None:
    first = begin(moving, "shapingba")
    form = fields(moving.get(first).text)
    days.append(TODAY)
    moving.post(first, {**form, "value": "guizhou"})
    assert "贵州" in moving.get("/check/answers").text


def test_a_day_that_was_asked_for_stays(moving: Fetcher, days: list[date]) -> None:
    moving.post("/check?on=2026-03-01", {"district": "shapingba"})
    moving.post("/check/hukou_place", {"value": "guizhou"})
    days.append(TODAY)
    text = moving.get("/check/answers").text
    assert "2026年3月1日" in text
    assert "沿用到" not in text


def test_answers_of_a_district_that_ended_at_midnight_stay(
    moving: Fetcher, days: list[date]
) -> None:
    days.append(date(2026, 1, 24))
    begin(moving, "yubei")
    moving.post("/check/hukou_place", {"value": "guizhou"})
    days.append(date(2026, 1, 25))
    assert "贵州" in moving.get("/check/answers").text
    begin(moving, "liangjiang")
    text = moving.get("/check/answers").text
    assert "贵州" in text
    assert "沿用到2026年1月25日" in text
