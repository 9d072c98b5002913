"""Public pages: every service in every cluster, dates, succession, what is not there."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import event

from portal.rules.model import Ruleset
from portal.store import database

from .fetching import Fetcher

DISTRICTS = ("shapingba", "yongchuan", "kaizhou", "qianjiang", "liangjiang")
PREFIXES = ("", "/en", "/zh-hant")


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("district", DISTRICTS)
def test_every_guide_reads_well_in_every_language(
    fetch: Fetcher, shipped: Ruleset, district: str, prefix: str
) -> None:
    fetch.get(f"{prefix}/districts/{district}")
    for name in (*shipped.topics, *shipped.services):
        fetch.get(f"{prefix}/districts/{district}/{name}")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_other_public_pages_read_well_in_every_language(fetch: Fetcher, prefix: str) -> None:
    paths = ("/", "/districts", "/districts?topic=housing", "/districts?q=tj", "/check", "/about")
    for path in (*paths, "/privacy", "/services/public-rental", "/check?district=banan&topic=work"):
        fetch.get(prefix + path)


def test_every_district_of_today_has_its_page(fetch: Fetcher, shipped: Ruleset) -> None:
    for district in shipped.gazetteer.districts:
        fetch.get(f"/districts/{district}")
        fetch.get(f"/districts/{district}?on=2025-06-01")


def test_public_pages_set_and_read_no_cookie(fetch: Fetcher) -> None:
    for path in ("/", "/districts/shapingba", "/districts/shapingba/public-rental", "/about"):
        response = fetch.get(path)
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/districts/nowhere", "没有这个区县"),
        ("/districts/shapingbaa", "沙坪坝区"),
        ("/districts/shapingba/public-rentals", "公租房"),
        ("/districts/shapingba/nothing-at-all", "没有这个事项"),
        ("/districts/shapingba?on=yesterday", "日期写得不对"),
        ("/districts/shapingba?on=2026-02-30", "日期写得不对"),
        ("/services/nothing", "没有这个事项"),
        ("/fr/districts", "没有页面"),
        ("/no/such/page", "没有页面"),
    ],
)
def test_what_is_not_there_gets_a_page_that_helps(fetch: Fetcher, path: str, words: str) -> None:
    text = fetch.get(path, status=404).text
    assert words in text
    assert "12345" in text


def test_an_error_page_speaks_the_language_of_its_address(fetch: Fetcher) -> None:
    assert "There is no page" in fetch.get("/en/nothing/here", status=404).text
    assert "找不到頁面" in fetch.get("/zh-hant/nothing/here", status=404).text


def test_an_abolished_district_offers_its_successors_by_town_and_never_guesses(
    fetch: Fetcher,
) -> None:
    for path in ("/districts/yubei", "/districts/yubei/public-rental"):
        text = fetch.get(path).text
        assert "统景镇" in text
        assert 'href="/districts/beibei"' in text
        assert 'href="/districts/liangjiang"' in text
    before = fetch.get("/districts/yubei?on=2025-06-01").text
    assert "渝北区" in before
    assert "统景镇" not in before
    assert "江北区" in fetch.get("/districts/liangjiang?on=2025-06-01").text


def test_a_district_names_what_came_to_it_what_left_it_and_what_was_announced(
    fetch: Fetcher,
) -> None:
    today = fetch.get("/districts/beibei").text
    assert "从渝北区划入：大湾镇" in today
    assert "已划归两江新区：水土街道" in today
    between = fetch.get("/districts/yubei?on=2025-12-01").text
    assert "2025年11月6日宣布" in between
    before = fetch.get("/districts/beibei?on=2025-11-05").text
    assert "宣布" not in before
    assert "从渝北区划入" not in before


@pytest.mark.parametrize("query", ["统景", "tongjing", "tj", "渝北 统景", "yubei"])
def test_a_town_or_an_old_name_finds_where_it_belongs(fetch: Fetcher, query: str) -> None:
    text = fetch.get("/districts", query_string={"q": query}).text
    assert "北碚区" in text
    assert 'class="row" href="/districts/beibei"' in text or "yubei" in text


@pytest.mark.parametrize(
    ("query", "href"),
    [
        ("上户口", "/services/settle-by-work"),
        ("gzf", "/services/public-rental"),
        ("gongzufang", "/services/public-rental"),
        ("公租", "/services/public-rental"),
        ("council flat", "/services/public-rental"),
        ("高考", "/services/college-entrance"),
        ("社保", "/services/employee-insurance"),
        ("渝北 统景", "/districts/yubei"),
        ("统景", "/districts/beibei"),
        ("开县", "/districts/kaizhou"),
    ],
)
def test_search_finds_by_characters_pinyin_initials_synonyms_and_english(
    fetch: Fetcher, query: str, href: str
) -> None:
    assert f'href="{href}"' in fetch.get("/search", query_string={"q": query}).text


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_search_without_a_hit_offers_the_topics(fetch: Fetcher, prefix: str) -> None:
    for query in ("", "zzzz", "<script>alert(1)</script>", "x" * 500):
        text = fetch.get(f"{prefix}/search", query_string={"q": query}).text
        assert f'href="{prefix}/districts?topic=housing"' in text
        assert "<script>alert" not in text


def test_settling_differs_by_cluster_and_by_day(fetch: Fetcher) -> None:
    pages = {d: fetch.get(f"/districts/{d}/settle-by-work").text for d in DISTRICTS[:4]}
    assert len({text.split("<main", 1)[1] for text in pages.values()}) == 4
    earlier = fetch.get("/districts/shapingba/settle-by-work?on=2022-12-01").text
    today = fetch.get("/districts/shapingba/settle-by-work?on=2026-11-22").text
    assert "policy-" in earlier
    assert re.findall(r'id="(policy-[\w-]+)"', earlier) != re.findall(
        r'id="(policy-[\w-]+)"', today
    )


def test_a_guide_needs_at_most_one_query(fetch: Fetcher, app: Flask) -> None:
    fetch.get("/districts/shapingba/public-rental")
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    with app.app_context():
        engine = database.db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        fetch.get("/districts/shapingba/public-rental")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(statements) <= 1


def test_larger_type_works_without_scripts_and_stays_on_the_way(fetch: Fetcher) -> None:
    text = fetch.get("/districts/shapingba?size=elder").text
    assert 'data-size="elder"' in text
    assert 'href="/districts/shapingba/housing?size=elder"' in text
