"""Marks at sentences and the list they point to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.rules.model.ruleset import Ruleset
from portal.web.lines.citations import SourceLine
from portal.web.lines.official_links import official_host, official_links
from portal.web.lines.source_notes import Mark, source_notes
from tests.web.fetching import Fetcher
from tests.web.resident.guide.reading import Reader

LAW = SourceLine(
    title="办法", clause="第2条", tier="法规", weak=False, verified="", url="", note=""
)
PAGE = replace(LAW, title="网页", clause="", weak=True)


def test_a_source_has_one_number_however_often_it_is_cited() -> None:
    notes = source_notes([(LAW,), (), (PAGE, LAW), (PAGE,)])
    assert notes.lines == (LAW, PAGE)
    assert notes.marks((PAGE, LAW)) == (Mark(2, weak=True), Mark(1, weak=False))
    assert notes.has_weak
    assert not source_notes([(LAW,)]).has_weak


def test_another_clause_of_the_same_source_has_a_number_of_its_own() -> None:
    assert len(source_notes([(LAW, replace(LAW, clause="第9条"))]).lines) == 2


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_every_mark_of_every_guide_leads_to_a_source_of_the_page(
    fetch: Fetcher, shipped: Ruleset, prefix: str
) -> None:
    for service in shipped.services:
        guide = Reader(fetch.get(f"{prefix}/districts/jiulongpo/{service}").text)
        assert guide.marks, service
        assert set(guide.marks) == set(guide.source_numbers), service


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.cq.gov.cn/a/b.html", "www.cq.gov.cn"),
        ("http://cqlp.gov.cn/x", "cqlp.gov.cn"),
        ("https://gov.cn/", "gov.cn"),
        ("https://WWW.CQ.GOV.CN/", "www.cq.gov.cn"),
        ("https://www.gov.cn.example.org/", ""),
        ("https://notgov.cn/", ""),
        ("https://example.org/gov.cn", ""),
        ("https://www.gov.cn@example.org/", ""),
        ("javascript:alert(1)//www.gov.cn", ""),
        ("ftp://www.gov.cn/", ""),
        ("https://360doc.cn/article", ""),
        ("", ""),
    ],
)
def test_an_official_address_is_one_of_the_government_alone(url: str, host: str) -> None:
    assert official_host(url) == host


def test_an_official_page_is_listed_once() -> None:
    one = replace(LAW, url="https://www.cq.gov.cn/x")
    links = official_links([one, replace(one, clause="第9条"), PAGE])
    assert [link.href for link in links] == ["https://www.cq.gov.cn/x"]
