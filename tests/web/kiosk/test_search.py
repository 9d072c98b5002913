"""The search of a kiosk: letters typed on the screen become words to tap."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import counted, machine

HX = {"HX-Request": "true"}
WORD = re.compile(r'<a class="btn second" href="([^"]+)">([^<]+)</a>')


@pytest.mark.parametrize(
    ("prefix", "typed", "word"),
    [
        ("", "lh", "落户"),
        ("", "luohu", "落户"),
        ("/zh-hant", "lh", "落戶"),
        ("/en", "resid", "residence card"),
    ],
)
def test_letters_become_words_to_tap_that_find_something(
    kiosk_app: Flask, prefix: str, typed: str, word: str
) -> None:
    fetch = machine(kiosk_app)
    text = fetch.get(f"/kiosk{prefix}/search", query_string={"q": typed}, headers=HX).text
    assert "<html" not in text
    hrefs = {found: href.replace("&amp;", "&") for href, found in WORD.findall(text)}
    assert word in hrefs
    found = fetch.get(hrefs[word]).text
    assert "data-uncovered" not in found
    assert 'class="row"' in found


def test_the_words_are_there_without_scripts_and_keep_the_district(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    text = fetch.get("/kiosk/search?q=luo&district=jiulongpo").text
    assert 'id="words"' in text
    hrefs = [href for href, word in WORD.findall(text) if word == "落户"]
    assert hrefs == ["/kiosk/search?q=%E8%90%BD%E6%88%B7&amp;district=jiulongpo"]
    assert "这件事本站没有" not in text


def test_while_letters_are_typed_nothing_is_counted(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    before = counted(kiosk_app)
    fetch.get("/kiosk/search?q=lh", headers=HX)
    assert counted(kiosk_app) == before
    fetch.get("/kiosk/search?q=lh")
    assert counted(kiosk_app) != before


@pytest.mark.parametrize("typed", ["lh", "luohu", "gs"])
def test_letters_of_what_is_covered_are_not_said_to_be_uncovered(
    kiosk_app: Flask, typed: str
) -> None:
    fetch = machine(kiosk_app)
    assert "data-uncovered" not in fetch.get(f"/kiosk/search?q={typed}").text


def test_a_phone_is_given_no_words(fetch: Fetcher) -> None:
    assert 'id="words"' not in fetch.get("/search?q=lh").text
