"""What is made ready before the first request is what requests would have made."""

from __future__ import annotations

import gc

import pytest
from flask import Flask

from portal.rules.evaluation.outcomes import ServiceFrame
from portal.web.warm_up import warm_up
from tests.web.fetching import Fetcher


def test_pages_made_ready_speak_the_language_of_each(app: Flask, fetch: Fetcher) -> None:
    warm_up(app)
    assert "跳到正文" in fetch.get("/").text
    assert "跳到正文" not in fetch.get("/en/").text
    assert "跳到正文" in fetch.get("/zh-hant/").text


def compiled_services() -> int:
    """How many services are compiled, in whatever district and on whatever day."""
    return sum(type(its) is ServiceFrame for its in gc.get_objects())


@pytest.mark.parametrize("district", ["yuzhong", "chengkou"])
def test_the_first_check_of_a_district_compiles_no_service(
    app: Flask, fetch: Fetcher, district: str
) -> None:
    warm_up(app)
    made_ready = compiled_services()
    begun = fetch.post("/check", {"district": district})
    fetch.get(fetch.follow(begun))
    assert compiled_services() == made_ready
