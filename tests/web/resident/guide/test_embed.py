"""The card for other sites: framed by anybody, with nothing in it that could do harm."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.rules.model.ruleset import Ruleset
from tests.web.fetching import Fetcher

CARD = "/embed/shapingba/public-rental"


def policy(headers: object) -> dict[str, str]:
    written = headers["Content-Security-Policy"]  # type: ignore[index]
    return dict(part.split(" ", 1) for part in written.split("; "))


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_the_card_says_what_decides_and_leads_to_the_guide(fetch: Fetcher, prefix: str) -> None:
    text = fetch.get(f"{prefix}{CARD}").text
    assert f'href="{prefix}/districts/shapingba/public-rental" target="_blank"' in text
    assert 'class="list"' in text
    assert re.search(r"\b1\b", text), "the release"


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_the_card_may_be_framed_and_has_no_script_form_or_cookie(
    fetch: Fetcher, prefix: str
) -> None:
    for response in (fetch.get(prefix + CARD), fetch.get(prefix + CARD)):
        its = policy(response.headers)
        assert its["frame-ancestors"] == "*"
        assert its["default-src"] == its["form-action"] == "'none'"
        assert "script-src" not in its
        assert "X-Frame-Options" not in response.headers
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")
        assert "<script" not in response.text
        assert "<form" not in response.text
        assert response.headers["ETag"]


def test_no_other_page_may_be_framed(app: Flask, fetch: Fetcher) -> None:
    for path in ("/", "/districts/shapingba/public-rental", "/check", "/admin/", "/api/v1/topics"):
        headers = fetch.client.get(path, follow_redirects=False).headers
        assert policy(headers)["frame-ancestors"] == "'none'", path
    assert policy(fetch.get("/embed/nowhere/x", 404).headers)["frame-ancestors"] == "'none'"
    assert fetch.client.get(f"/kiosk{CARD}").status_code == 404


def test_every_service_has_a_card_in_a_district_where_it_is_covered_and_elsewhere(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    for service in shipped.services:
        for district in ("shapingba", "kaizhou"):
            assert "<h1>" in fetch.get(f"/en/embed/{district}/{service}").text


def test_a_district_that_is_gone_is_said_so(fetch: Fetcher) -> None:
    assert "does not exist on this day" in fetch.get("/en/embed/yubei/public-rental").text
    assert "does not exist" not in fetch.get("/en/embed/yubei/public-rental?on=2025-06-01").text
