"""What is made ready before the first request is what requests would have made."""

from __future__ import annotations

from flask import Flask

from portal.web.warm_up import warm_up
from tests.web.fetching import Fetcher


def test_pages_made_ready_speak_the_language_of_each(app: Flask, fetch: Fetcher) -> None:
    warm_up(app)
    assert "跳到正文" in fetch.get("/").text
    assert "跳到正文" not in fetch.get("/en/").text
    assert "跳到正文" in fetch.get("/zh-hant/").text
