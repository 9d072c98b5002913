"""Hosts whose clocks differ by up to a minute take each other's signed texts."""

from __future__ import annotations

import time

import itsdangerous.timed
import pytest
from flask import Flask

from portal.web.answer_cookie import COOKIE, KIOSK_COOKIE, CheckState
from portal.web.handoff_token import hand_over, take_over
from tests.conftest import TODAY
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import PIN, machine, set_pin

MOMENT = time.time


def clock_ahead(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """From now on the host's clock is so far ahead of what it is."""
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: MOMENT() + seconds)


@pytest.mark.parametrize(("ahead", "taken"), [(2, True), (59, True), (-59, True), (90, False)])
def test_answers_signed_by_a_host_whose_clock_differs_are_taken(
    fetch: Fetcher, monkeypatch: pytest.MonkeyPatch, ahead: int, taken: bool
) -> None:
    clock_ahead(monkeypatch, ahead)
    fetch.post("/check", {"district": "shapingba"})
    clock_ahead(monkeypatch, 0)
    fetch.get("/result", status=200 if taken else 303)


def test_answers_are_kept_for_an_hour_all_the_same(
    fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch.post("/check", {"district": "shapingba"})
    assert fetch.client.get_cookie(COOKIE)
    clock_ahead(monkeypatch, 3601)
    fetch.get("/result", status=303)


@pytest.mark.parametrize(("ahead", "taken"), [(59, True), (90, False), (-599, True), (-660, False)])
def test_what_is_handed_to_a_phone_is_taken_by_another_host(
    app: Flask, monkeypatch: pytest.MonkeyPatch, ahead: int, taken: bool
) -> None:
    with app.test_request_context("/"):
        clock_ahead(monkeypatch, ahead)
        text = hand_over(CheckState(day=TODAY, district="jiulongpo"))
        assert text
        clock_ahead(monkeypatch, 0)
        assert (take_over(text) is not None) is taken


def test_a_kiosks_answers_and_its_clerk_view_are_taken_by_another_host(
    kiosk_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_pin(kiosk_app)
    fetch = machine(kiosk_app)
    clock_ahead(monkeypatch, 30)
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    assert fetch.client.get_cookie(KIOSK_COOKIE, path="/kiosk")
    fetch.post("/kiosk/clerk", {"pin": PIN})
    clock_ahead(monkeypatch, 0)
    fetch.get("/kiosk/result")
    fetch.get("/kiosk/clerk/public-rental")
