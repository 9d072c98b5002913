"""Counters and offers on the pages: where they stand, in which language, on which day, escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.rules.problems import ContentError
from portal.store import database, schema
from tests.conftest import SECRET, TODAY
from tests.web.fetching import Fetcher

CITED = 'source = "public-rental-guide-2025"'
COUNTERS = f"""
[counters.shapingba-hall]
district = "shapingba"
name.zh = "沙坪坝样例政务大厅"
name.en = "Sample service hall"
address.zh = "样例一路1号"
address.en = "1 Sample First Road"
tel = ["023 0000 0000", "023-00000001"]
hours.zh = "周一至周五 9:00–17:00"
services = ["public-rental"]
note.zh = "请先在网上取号。"
{CITED}
[counters.shapingba-insurance]
district = "shapingba"
name.zh = "样例社保窗口"
address.zh = "样例二路2号"
topics = ["insurance"]
since = 2026-01-01
until = 2026-12-31
{CITED}
"""
OFFERS = f"""
[offers.shapingba-garden]
district = "shapingba"
option = "affordable"
name.zh = "样例花园"
name.en = "Sample Garden"
address.zh = "样例三路3号"
size.minimum = 25
size.maximum = 40.5
rent.minimum = 50000
rent.maximum = 80050
rent.text.zh = "押一付一"
how.zh = "带身份证到项目现场登记。"
tel = "023-00000002"
url = "https://example.org/garden?a=1&b=2"
until = 2026-12-31
{CITED}
[offers.shapingba-court]
district = "shapingba"
option = "affordable"
name.zh = "样例公寓"
address.zh = "样例四路4号"
rent.minimum = 60000
how.zh = "电话预约。"
since = 2027-01-01
{CITED}
"""


def portal_with(folder: Path, counters: str, offers: str) -> Flask:
    """A portal on the shipped rules and the counters and offers of one district."""
    folder.mkdir(exist_ok=True)
    app = create_app(
        Settings(
            instance=folder, database_url=f"sqlite:///{folder / 'p.sqlite'}", secret_key=SECRET
        ),
        today=lambda: TODAY,
    )
    files = read_folder(SHIPPED)
    files |= {"counters/shapingba.toml": counters, "offers/shapingba.toml": offers}
    with app.app_context():
        schema.upgrade_schema()
        seed(files)
    return app


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal that knows two counters and two offers of Shapingba."""
    app = portal_with(tmp_path_factory.mktemp("local"), COUNTERS, OFFERS)
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def visit(local: Flask) -> Fetcher:
    return Fetcher(local.test_client())


PREFIXES = ("", "/en", "/zh-hant")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_pages_with_counters_and_offers_read_well_in_every_language(
    visit: Fetcher, prefix: str
) -> None:
    for name in ("", "/housing", "/public-rental", "/flexible-pension", "/affordable-rental"):
        visit.get(f"{prefix}/districts/shapingba{name}")
        visit.get(f"{prefix}/districts/shapingba{name}?on=2027-02-01")


def test_a_guide_shows_the_counter_of_its_service_in_the_place_of_unpublished(
    visit: Fetcher, fetch: Fetcher
) -> None:
    text = visit.get("/districts/shapingba/public-rental").text
    assert "沙坪坝样例政务大厅" in text
    assert "样例社保窗口" not in text
    assert 'href="tel:02300000000"' in text
    assert ">023 0000 0000" in re.sub(r"</svg>\s*", ">", text)
    assert "周一至周五 9:00–17:00" in text
    assert re.search(r'<button[^>]*data-copy="样例一路1号"[^>]* hidden>', text)
    assert re.search(r"<dt>没查到</dt><dd[^>]*>[^<]*办理地点", text) is None
    shipped = fetch.get("/districts/shapingba/public-rental").text
    assert "样例" not in shipped
    assert 'id="counters"' not in shipped


def test_a_guide_says_unpublished_where_its_district_has_no_counter_for_it(visit: Fetcher) -> None:
    unpublished = re.compile(r"<dt>没查到</dt><dd[^>]*>([^<]*)")
    for path in ("banan/affordable-rental", "dadukou/affordable-rental"):
        text = visit.get(f"/districts/{path}").text
        assert 'id="counters"' not in text
        listed = unpublished.search(text)
        assert listed is not None
        assert "办理地点" in listed[1]


def test_a_counter_of_a_topic_stands_in_all_its_guides_and_leaves_unknown_hours_open(
    visit: Fetcher,
) -> None:
    text = visit.get("/districts/shapingba/flexible-pension").text
    assert "样例社保窗口" in text
    listed = re.search(r"<dt>没查到</dt><dd[^>]*>([^<]*)", text)
    assert listed is not None
    assert "办公时间" in listed[1] or "办理时间" in listed[1]
    assert "办理地点" not in listed[1]


def test_a_district_lists_its_counters_with_what_they_serve_or_says_unpublished(
    visit: Fetcher,
) -> None:
    text = visit.get("/districts/shapingba").text
    assert "样例社保窗口" in text
    assert re.search(r"办理：公租房", text)
    assert "本区县的窗口地址没查到" in visit.get("/districts/banan").text


def test_the_housing_page_lists_offers_under_their_way_to_live(visit: Fetcher) -> None:
    text = visit.get("/districts/shapingba/housing").text
    line = next(c for c in text.split('<li class="card">') if "保障性租赁住房</a>" in c)
    assert '<a href="#offers-affordable">1个房源</a>' in line
    card = text.split('id="offers-affordable"')[1].split("</section>")[0]
    assert "样例花园" in card
    assert "25–40.5 ㎡" in card
    assert "每月500–800.50元" in re.sub(r"\s+", " ", card)
    assert "押一付一" in card
    assert (
        'rel="noopener noreferrer nofollow" lang="en">https://example.org/garden?a=1&amp;b=2<'
        in card
    )
    assert 'href="tel:023-00000002"' in card
    assert text.count("样例花园") == 1
    assert "我们没有" not in text
    assert "样例" not in visit.get("/districts/banan/housing").text


def test_counters_and_offers_are_shown_on_their_days_only(visit: Fetcher) -> None:
    now = "/districts/shapingba/{}"
    later = "/districts/shapingba/{}?on=2027-01-01"
    assert "样例社保窗口" not in visit.get(later.format("flexible-pension")).text
    assert "样例社保窗口" not in visit.get("/districts/shapingba?on=2025-12-31").text
    assert "沙坪坝样例政务大厅" in visit.get("/districts/shapingba?on=2025-12-31").text
    assert "样例公寓" not in visit.get(now.format("housing")).text
    after = visit.get(later.format("housing")).text
    assert "样例公寓" in after
    assert "每月600元起" in after
    assert "样例花园" not in after
    assert "样例花园" in visit.get(now.format("housing") + "?on=2026-12-31").text


def test_missing_english_is_shown_in_chinese_and_marked(visit: Fetcher) -> None:
    text = visit.get("/en/districts/shapingba/public-rental").text
    assert "Sample service hall" in text
    assert '<span lang="zh-Hans">请先在网上取号。</span>' in text
    assert '<span lang="zh-Hans">1 Sample' not in text
    housing = visit.get("/en/districts/shapingba/housing").text
    assert '<span lang="zh-Hans">带身份证到项目现场登记。</span>' in housing


def test_traditional_characters_are_derived(visit: Fetcher) -> None:
    assert "樣例政務大廳" in visit.get("/zh-hant/districts/shapingba/public-rental").text
    assert "樣例花園" in visit.get("/zh-hant/districts/shapingba/housing").text


def test_slip_and_checklist_name_the_counter(visit: Fetcher) -> None:
    for prefix in PREFIXES:
        visit.post(f"{prefix}/check", {"district": "shapingba", "topic": "housing"})
        slip = visit.client.get(f"{prefix}/result/public-rental?print=80mm").text
        assert "023 0000 0000" in slip
        named = visit.get(f"{prefix}/checklist?service=public-rental").text
        assert 'id="counter-shapingba-hall"' in named
        more = "service=public-rental&service=flexible-pension"
        assert 'id="counter-' not in visit.get(f"{prefix}/checklist?{more}").text


def reworded(document: str, words: str) -> str:
    """A document with every Chinese text replaced."""
    return re.sub(r'(?<=\.zh = )"[^"]*"', lambda _: f"'{words}'", document)


def test_what_tries_to_be_a_script_does_not_become_a_text(tmp_path: Path) -> None:
    words = "甲<script>alert(1)</script>"
    with pytest.raises(ContentError) as fault:
        portal_with(tmp_path, reworded(COUNTERS, words), reworded(OFFERS, words))
    refused = {problem.place for problem in fault.value.problems}
    assert "counters.shapingba-hall.note" in refused
    assert "offers.shapingba-garden.rent.text" in refused


def test_every_field_is_escaped(tmp_path: Path) -> None:
    words = '=甲"><b>{{ 7*7 }}{# #}</b>'
    app = portal_with(tmp_path, reworded(COUNTERS, words), reworded(OFFERS, words))
    fetch = Fetcher(app.test_client())
    for prefix in PREFIXES:
        for name in ("", "/housing", "/public-rental", "/flexible-pension"):
            text = fetch.get(f"{prefix}/districts/shapingba{name}").text
            assert "=甲&#34;&gt;&lt;b&gt;{{ 7*7 }}{# #}&lt;/b&gt;" in text
            assert '=甲"' not in text
            assert "<b>{{" not in text
    with app.app_context():
        database.db.engine.dispose()
