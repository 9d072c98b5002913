"""The first box of a guide: five rows, what was not found says so, long texts are cut once."""

from __future__ import annotations

import pytest

from portal.rules.model.ruleset import Ruleset
from portal.web.lines.first_box import first_sentence
from tests.web.fetching import Fetcher
from tests.web.resident.guide.reading import Reader

ROWS = {
    "": ["去哪", "带什么", "多少钱", "多久", "截止", "问谁"],
    "/en": ["Where", "To bring", "How much", "How long", "By when", "Ask"],
}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_guide_begins_with_the_same_rows_in_the_same_order(
    fetch: Fetcher, shipped: Ruleset, prefix: str
) -> None:
    for service in shipped.services:
        guide = Reader(fetch.get(f"{prefix}/districts/shapingba/{service}").text)
        assert [label for label, _ in guide.box] == ROWS[prefix], service
        assert all(words for _, words in guide.box), service


def test_what_was_not_found_says_so_and_whom_to_call_is_a_link(fetch: Fetcher) -> None:
    guide = Reader(fetch.get("/districts/shapingba/residence-permit").text)
    box = dict(guide.box)
    assert box["截止"] == "没查到"
    assert "居民身份证" in box["带什么"]
    assert "有的人还要：" in box["带什么"]
    assert 'href="tel:12345"' in guide.text


def test_the_counter_of_the_district_stands_in_the_box_with_its_telephone(fetch: Fetcher) -> None:
    guide = Reader(fetch.get("/districts/qijiang/public-rental").text)
    assert "通惠大道69号" in dict(guide.box)["去哪"]
    assert "023-48602771" in dict(guide.box)["去哪"]


def test_days_of_past_years_are_told_as_such_in_the_box(fetch: Fetcher) -> None:
    by_when = dict(Reader(fetch.get("/districts/yunyang/resident-medical").text).box)["截止"]
    assert "往年9月13日到12月31日；今年的日子没查到" in by_when


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("不收费。", "zh", ("不收费。", "")),
        ("一" * 60 + "。" + "二" * 9 + "。", "zh", ("一" * 60 + "。", "二" * 9 + "。")),
        ("一" * 90, "zh", ("一" * 90, "")),
        ("A fee of 15.5 yuan. " + "b" * 140, "en", ("A fee of 15.5 yuan.", "b" * 140)),
        ("Ask www.gov.cn first; " + "c" * 140, "en", ("Ask www.gov.cn first; " + "c" * 140, "")),
    ],
)
def test_only_a_long_text_is_cut_and_only_after_a_sentence(
    text: str, language: str, parts: tuple[str, str]
) -> None:
    assert first_sentence(text, language) == parts
