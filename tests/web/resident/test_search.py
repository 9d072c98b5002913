"""The search page: how people type, where hits lead, whom it names where it has no answer."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.store.releases.current_release import CurrentRelease
from portal.web.http import request_context
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import machine

PREFIXES = ("", "/en", "/zh-hant")
HIT = re.compile(r'<a class="row" href="([^"]+)"')


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


@pytest.mark.parametrize(
    ("query", "href"),
    [
        ("ｇｚｆ", "/services/public-rental"),
        ("ＧＺＦ。", "/services/public-rental"),
        ("公租房。", "/services/public-rental"),
        ("「公租房」？", "/services/public-rental"),
        ("公租房\u200b", "/services/public-rental"),
        ("\ufeff公\u00ad租房\u202e", "/services/public-rental"),
        ("怎么落户", "/services/settle-by-work"),
        ("公租房申请", "/services/public-rental"),
        ("我想申请公租房需要什么", "/services/public-rental"),
        ("how to apply for council flat", "/services/public-rental"),
        ("重庆公租房", "/services/public-rental"),
        ("重庆市沙坪坝区", "/districts/shapingba"),
        ("重庆市 永川", "/districts/yongchuan"),
        ("重慶市渝中區", "/districts/yuzhong"),
        ("沙坪坝 公租房", "/districts/shapingba/public-rental"),
        ("沙坪坝公租房", "/districts/shapingba/public-rental"),
        ("公租房（沙坪坝区）", "/districts/shapingba/public-rental"),
        ("永川怎么落户", "/districts/yongchuan/settle-by-work"),
        ("shapingba gongzufang", "/districts/shapingba/public-rental"),
        ("重庆市开州区低保怎么申请", "/districts/kaizhou/minimum-living-allowance"),
        ("生育津贴怎么领", "/services/maternity"),
        ("小孩医保", "/services/resident-medical"),
        ("看病报销", "/services/transfer-and-settlement"),
        ("人才公寓", "/services/affordable-rental"),
        ("老板不发工资", "/services/equal-pay-and-wages"),
        ("没签合同", "/services/equal-pay-and-wages"),
        ("居住证续签", "/services/residence-permit-endorsement"),
        ("滴滴司机受伤", "/services/occupational-injury"),
        ("外地小孩读书", "/services/compulsory-education"),
        ("房东不退押金", "/services/renting"),
        ("我在沙坪坝打工想让孩子上学", "/districts/shapingba/compulsory-education"),
        ("戶口遷移", "/services/settle-by-work"),
        ("怎麼辦養老保險斷交", "/services/flexible-pension"),
        ("欠薪怎麼辦", "/services/equal-pay-and-wages"),
    ],
)
def test_search_understands_how_people_type(fetch: Fetcher, query: str, href: str) -> None:
    assert f'href="{href}"' in fetch.get("/search", query_string={"q": query}).text


def test_a_guide_of_a_district_is_not_listed_again_for_the_whole_city(fetch: Fetcher) -> None:
    text = fetch.get("/search", query_string={"q": "沙坪坝公租房"}).text
    assert 'href="/services/public-rental"' not in text


@pytest.mark.parametrize("query", ["。", "\u200b", "？！", "重庆", "重庆市", "怎么办", "的", "😀"])
def test_a_query_of_nothing_but_marks_or_fillers_is_answered(fetch: Fetcher, query: str) -> None:
    assert "<h1>" in fetch.get("/search", query_string={"q": query}).text


def hits(fetch: Fetcher, query: str, prefix: str = "", **more: str) -> list[str]:
    """Where the hits of a query lead."""
    text = fetch.get(f"{prefix}/search", query_string={"q": query} | more).text
    return HIT.findall(text)


@pytest.mark.parametrize("query", ["驾照换证", "护照", "结婚登记", "passport", "鱼香肉丝", "qwrtp"])
def test_what_is_not_covered_names_the_hotline_and_the_topics_never_a_bare_nothing(
    fetch: Fetcher, query: str
) -> None:
    text = fetch.get("/search", query_string={"q": query}).text
    notice = re.findall(r'data-uncovered>.*?href="tel:12345"', text, re.DOTALL)
    assert notice
    assert "这件事本站没有收录" in text
    assert 'href="/districts?topic=housing"' in text


def test_a_hit_that_is_only_related_is_not_given_as_the_answer(fetch: Fetcher) -> None:
    text = fetch.get("/search", query_string={"q": "社保卡丢了"}).text
    main = text.partition("<main")[2]
    assert "<h2>事项</h2>" not in main
    assert main.index("tel:12345") < main.find('class="row"') or 'class="row"' not in main


def test_an_answer_offers_the_hotline_too_folded(fetch: Fetcher) -> None:
    text = fetch.get("/search", query_string={"q": "公租房"}).text
    assert re.search(r"<summary>不是您要找的？</summary>.*?tel:12345", text, re.DOTALL)
    assert "data-uncovered" not in text


def test_a_district_once_known_is_kept_by_the_address(fetch: Fetcher) -> None:
    text = fetch.get("/districts/kaizhou/public-rental").text
    assert 'href="/search?district=kaizhou"' in text
    text = fetch.get("/search?district=kaizhou").text
    assert '<input type="hidden" name="district" value="kaizhou">' in text
    assert (
        hits(fetch, "低保", district="kaizhou")[0] == "/districts/kaizhou/minimum-living-allowance"
    )
    assert hits(fetch, "住房", district="kaizhou")[0].startswith("/districts/kaizhou/")
    assert not fetch.client.get_cookie("answers")


def test_a_district_in_the_query_counts_before_the_one_of_the_address(fetch: Fetcher) -> None:
    assert hits(fetch, "永川低保", district="kaizhou")[0].startswith("/districts/yongchuan/")


@pytest.mark.parametrize("district", ["yubei", "nowhere", "", "../x", "<b>"])
def test_a_district_that_is_none_today_leads_nowhere(fetch: Fetcher, district: str) -> None:
    found = hits(fetch, "低保", district=district)
    assert "<b>" not in fetch.get("/search", query_string={"district": district}).text
    if district == "yubei":  # its successors are several: none of them is chosen for the person
        assert {href.split("/")[2] for href in found if href.startswith("/districts/")} <= {
            "liangjiang",
            "beibei",
        }
    else:
        assert found[0] == "/services/minimum-living-allowance"


def test_a_district_that_is_gone_leads_to_the_guides_of_those_it_went_to(fetch: Fetcher) -> None:
    text = fetch.get("/search", query_string={"q": "渝北入学"}).text
    found = HIT.findall(text)
    assert found[:2] == [
        "/districts/liangjiang/compulsory-education",
        "/districts/beibei/compulsory-education",
    ]
    assert "渝北区已经划给别的区县" in text
    assert "/districts/yubei" in found


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_hits_stay_in_the_language(fetch: Fetcher, prefix: str) -> None:
    found = hits(fetch, "公租房", prefix)
    assert found[0] == f"{prefix}/services/public-rental"


def test_searching_for_the_whole_city_again_drops_the_district(fetch: Fetcher) -> None:
    text = fetch.get("/search", query_string={"q": "公租房", "district": "kaizhou"}).text
    assert re.search(r'<a class="small" href="/search\?q=[^"&]+">', text)


def test_a_kiosk_searches_by_initials_and_shows_no_link_that_dials(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    text = fetch.get("/kiosk/search", query_string={"q": "jzz"}).text
    assert HIT.findall(text)[0].endswith("residence-permit")
    assert "比如“落户”点L、H" in text
    assert "tel:" not in fetch.get("/kiosk/search?q=护照").text.partition("<main")[2]


def test_the_index_of_a_release_is_made_once_and_only_when_searched(app: Flask) -> None:
    with app.test_request_context("/search"):
        release = request_context.release()
        assert isinstance(release, CurrentRelease)
        assert release.search_index is release.search_index
