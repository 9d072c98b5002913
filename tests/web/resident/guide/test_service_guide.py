"""A service's guide: short, with its numbers, offers, amounts to come; asks nothing."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.rules.model.ruleset import Ruleset
from portal.web.lines.official_links import official_host
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import portal_with_counter
from tests.web.resident.guide.reading import Reader, words


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_guide_mentions_no_question(fetch: Fetcher, shipped: Ruleset, prefix: str) -> None:
    asked = [its.text.en if prefix else its.text.zh for its in shipped.questions.values()]
    for service in shipped.services:
        text = fetch.get(f"{prefix}/districts/yongchuan/{service}").text
        assert not [question for question in asked if question in text], service
        assert 'type="radio"' not in text


def test_a_condition_says_its_figure_in_its_sentence(fetch: Fetcher) -> None:
    text = words(fetch.get("/districts/shapingba/settle-by-work").text)
    assert "满36个月（3年）；户口本来就在主城都市区的，有工作就行" in text


def test_what_is_said_of_several_conditions_stands_in_full_once(fetch: Fetcher) -> None:
    text = fetch.get("/districts/shapingba/settle-by-work").text
    assert text.count("提出取消这项限制") == 1
    assert "这条也一样" in text
    assert "这条也一样" not in fetch.get("/districts/shapingba/public-rental").text


def test_an_amount_that_comes_is_told_with_its_day(fetch: Fetcher) -> None:
    text = words(fetch.get("/districts/shapingba/employee-insurance").text)
    assert "2030年1月1日起是186个月" in text


def test_where_no_amount_is_in_force_the_last_one_is_told_with_its_day(fetch: Fetcher) -> None:
    text = words(fetch.get("/districts/shapingba/college-entrance").text)
    assert "上一次是36个月，用到2025年8月31日" in text


def test_a_sentence_that_cannot_tell_its_figure_has_the_last_one_beside_it(fetch: Fetcher) -> None:
    text = words(fetch.get("/districts/jiulongpo/school-placement").text)
    assert "您在九龙坡住满规定的月数" in text
    assert "上一次是6个月，用到2024年12月31日" in text
    district = words(fetch.get("/districts/jiulongpo").text)
    asked = "规定要求：“您在九龙坡住满规定的月数”。上一次是6个月，用到2024年12月31日。"
    assert asked in district


def test_only_official_pages_are_linked_and_the_page_says_that_they_lead_away(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    linked = set()
    for service in shipped.services:
        guide = Reader(fetch.get(f"/districts/shapingba/{service}").text)
        for href, rel in guide.leading_away:
            assert official_host(href), (service, href)
            assert {"noopener", "noreferrer"} <= set(rel.split())
            linked.add(href)
        assert "点开就离开本站" in guide.text
        if "政务服务便民热线" in guide.text:
            assert "https://zwykb.cq.gov.cn" in dict(guide.leading_away), service
    assert len(linked) > 5


def test_the_offers_of_a_district_stand_on_the_guide_of_their_option(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    app = portal_with_counter(tmp_path_factory.mktemp("offers"))
    fetch = Fetcher(app.test_client())
    assert "样例花园" in fetch.get("/districts/jiulongpo/affordable-rental").text
    assert "样例花园" not in fetch.get("/districts/jiulongpo/public-rental").text
    assert "样例花园" not in fetch.get("/districts/yubei/affordable-rental?on=2025-01-01").text
    assert "样例花园" not in fetch.get("/districts/banan/affordable-rental").text


def test_windows_of_past_years_are_not_listed_as_if_they_came(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    text = fetch.get("/districts/shapingba").text
    assert "2019年" not in text
    assert "2022年" not in text
    assert "往年12月14日到12月31日；今年的日子没查到" in text
    past = re.compile(r"20(?:19|2[0-5])年\d+月\d+日到20(?:19|2[0-5])年")
    for district in sorted(shipped.gazetteer.districts)[::4]:
        different = fetch.get(f"/districts/{district}?on=2026-11-28").text
        assert not past.search(different), district


@pytest.mark.parametrize("path", ["/", "/districts/shapingba", "/en/districts/banan/renting"])
def test_a_shared_page_has_a_card_with_absolute_addresses(
    app: Flask, fetch: Fetcher, path: str
) -> None:
    text = fetch.get(path).text
    card = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', text))
    own = app.config["PUBLIC_URL"]
    assert card["url"] == own + path
    assert card["image"].startswith(f"{own}/static/icons/share.png?v=")
    assert card["title"]
    assert card["description"]
    image = fetch.client.get(card["image"].removeprefix(own))
    assert image.mimetype == "image/png"
    assert image.get_data()[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_largest_type_shows_fewer_things_and_no_marks(fetch: Fetcher) -> None:
    plain = Reader(fetch.get("/districts/shapingba/residence-permit").text)
    elder = Reader(fetch.get("/districts/shapingba/residence-permit?size=elder").text)
    assert plain.marks
    assert not elder.marks
    assert elder.source_numbers == plain.source_numbers
    assert elder.box == plain.box
    assert "更多：规划、官方入口、依据" in elder.text
    assert "data-thumb" in elder.text
    assert "data-thumb" not in plain.text
