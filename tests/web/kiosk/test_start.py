"""The start of the check at a kiosk: what a guide has told is not asked again."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.kiosk.machines import machine

PREFIXES = ("", "/en", "/zh-hant")
TICK = '<input type="checkbox" name="topic"'
BUTTON = re.compile(r'<a class="btn wide" href="(/kiosk[^"]*/check\?[^"]+)"')


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("guide", ["public-rental", "housing"])
def test_the_topic_of_a_guide_is_not_asked_again(kiosk_app: Flask, prefix: str, guide: str) -> None:
    fetch = machine(kiosk_app)
    text = fetch.get(f"/kiosk{prefix}/districts/jiulongpo/{guide}").text
    (href,) = set(BUTTON.findall(text))
    start = fetch.get(href.replace("&amp;", "&")).text
    assert TICK not in start
    assert '<input type="hidden" name="topic" value="housing">' in start
    name = {"": "租房与住房", "/en": "Renting and housing", "/zh-hant": "租房與住房"}[prefix]
    assert f"<strong>{name}</strong>" in start
    change = f"/kiosk{prefix}/check?district=jiulongpo"
    assert f'href="{change}"' in start
    assert TICK in fetch.get(change).text


def test_a_check_begun_from_a_guide_is_about_its_topic(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    start = fetch.get("/kiosk/check?district=jiulongpo&topic=housing").text
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', start))
    assert sent == {"district": "jiulongpo", "topic": "housing"}
    fetch.post("/kiosk/check", sent)
    fetch.post("/kiosk/check/home", {"value": "dormitory"})
    text = fetch.get("/kiosk/result").text
    assert "/kiosk/result/public-rental" in text
    assert "/kiosk/result/settle-by-work" not in text


def test_whoever_chose_nothing_is_asked_for_topics(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    assert TICK in fetch.get("/kiosk/check").text


def test_an_event_in_life_says_what_it_is_about(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    href = re.findall(r'href="(/kiosk/check\?event=[a-z-]+)"', fetch.get("/kiosk/").text)[0]
    start = fetch.get(href).text
    assert TICK not in start
    assert '<input type="hidden" name="topic" value="' in start
