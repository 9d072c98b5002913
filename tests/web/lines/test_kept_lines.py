"""Lines of services are kept where they say nothing of anybody, and never shown on another page."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from portal.web.answer_cookie import CheckState
from portal.web.http import request_context
from portal.web.lines import kept_lines
from portal.web.lines.results import ServiceLine
from portal.web.lines.stand_lines import Standing
from tests.conftest import TODAY
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import machine
from tests.web.resident.result.told import COUPLE, NOTHING_TOLD, PARENT, SINGLE, tell

MONTH = re.compile(r"\d{4}年")
ELSEWHERE = replace(PARENT, district="beibei")
LATER = replace(PARENT, day=TODAY + timedelta(days=40), chosen=True)
PATHS = (
    "/result",
    "/en/result",
    "/zh-hant/result",
    "/result?size=elder",
    "/result?district=beibei",
    "/result?district=yuzhong",
)


def lines(app: Flask) -> MutableMapping[kept_lines.Key, ServiceLine]:
    """The lines that are kept."""
    with app.test_request_context("/"):
        return request_context.release().kept_for("lines", dict)


def test_a_page_of_kept_lines_is_as_if_none_were_kept(app: Flask, fetch: Fetcher) -> None:
    asked = [(told, path) for path in PATHS for told in (PARENT, SINGLE, ELSEWHERE, LATER, COUPLE)]

    def shown(told: CheckState, path: str) -> str:
        return tell(fetch, told).get(path).text

    alone = []
    for told, path in asked:
        lines(app).clear()
        alone.append(shown(told, path))
    for _ in range(2):  # kept, then shown
        assert [shown(told, path) for told, path in asked] == alone


def test_a_kiosk_and_a_phone_have_lines_of_their_own(kiosk_app: Flask) -> None:
    phone = Fetcher(kiosk_app.test_client())
    kiosk = machine(kiosk_app)
    kiosk.post("/kiosk/check", data={"district": "jiulongpo"})
    phone.post("/check", data={"district": "jiulongpo"})
    for _ in range(2):
        assert 'href="/kiosk/result/residence-permit' in kiosk.get("/kiosk/result").text
        of_phone = phone.get("/result").text
        assert 'href="/result/residence-permit' in of_phone
        assert "/kiosk/" not in of_phone


def test_only_what_says_nothing_of_anybody_is_kept(app: Flask, fetch: Fetcher) -> None:
    lines(app).clear()
    for told in (PARENT, SINGLE, COUPLE, NOTHING_TOLD):
        tell(fetch, told).get("/result")
    kept = tuple(lines(app).values())
    assert {its.standing for its in kept} == {Standing.ASIDE, Standing.INFORMS, Standing.OPEN}
    said = {words.words for its in kept for words in its.stands}
    assert said == {"不用办", "看看怎么办", "还需要回答"}
    assert not any(MONTH.search(words) for its in kept for words in its.steps)


def test_no_more_than_so_many_lines_are_kept(
    app: Flask, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_lines, "_MOST_KEPT", 12)
    lines(app).clear()
    for told in (PARENT, SINGLE, COUPLE):
        tell(fetch, told).get("/result")
        assert 0 < len(lines(app)) <= 12
