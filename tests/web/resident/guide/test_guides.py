"""Public pages: every service in every cluster, dates, succession, what is not there."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event

from portal.rules.model.ruleset import Ruleset
from portal.store import database
from tests.web.fetching import Fetcher

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


def test_a_topic_names_each_of_its_services_above_what_it_is_about(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    text = fetch.get("/en/districts/shapingba/housing").text
    rows = re.findall(r"<strong>(.*?)</strong><small>(.*?)</small>", text)
    wanted = [(its.name.en, its.summary.en) for its in shipped.services_of("housing")]
    assert [name for name, _ in rows] == [name for name, _ in wanted]
    assert rows[0][1] == wanted[0][1]


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
    found = fetch.client.get("/districts", query_string={"q": query}, follow_redirects=True)
    assert found.status_code == 200
    assert "北碚区" in found.text


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


@pytest.mark.parametrize("query", ["ｔｊ", "统景。", "统景\u200b", "「渝北」 统景", "重庆统景"])
def test_the_district_finder_reads_a_query_alike(fetch: Fetcher, query: str) -> None:
    typing = {"HX-Request": "true"}
    text = fetch.get("/districts", query_string={"q": query}, headers=typing).text
    assert "北碚区" in text


def _different(fetch: Fetcher, district: str) -> str:
    """What a district's page says first, without the district's name."""
    text = fetch.get(f"/districts/{district}").text
    name = re.search(r"<h1>(.*?)</h1>", text)
    section = re.search(r'<section id="different">.*?</section>', text, re.DOTALL)
    assert name
    assert section
    words = re.sub(r'href="[^"]*"', "", section[0]).replace(name[1], "")
    return re.sub(r"\s+", " ", words)


def test_no_two_district_pages_are_the_same_but_for_the_name(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    pages: dict[str, str] = {}
    for district in shipped.gazetteer.on(date(2026, 11, 28)):
        words = _different(fetch, district.id)
        assert words not in pages, (district.id, pages.get(words))
        pages[words] = district.id


def test_a_district_page_says_first_what_is_different_here_with_figures(fetch: Fetcher) -> None:
    text = fetch.get("/districts/liangping").text
    assert text.index('id="different"') < text.index("data-packed")
    assert "15 ㎡" in _different(fetch, "liangping")
    assert "通惠大道69号" in fetch.get("/districts/qijiang").text
    assert "盛兴路24号" in fetch.get("/districts/wansheng").text


def test_what_a_district_asks_for_is_quoted_as_its_rule_and_a_place_is_called_one(
    fetch: Fetcher,
) -> None:
    page = fetch.get("/districts/shapingba").text
    assert "规定要求：“您有居住证，或者在沙坪坝有自己的房子”。" in page
    assert "<li>您有居住证" not in page.replace("\n", "")
    assert "办理地点：项目现场。" in page


def test_a_right_is_no_procedure_that_was_not_found(fetch: Fetcher) -> None:
    text = fetch.get("/districts/xiushan/renting").text
    assert "您有这项权利" in text
    assert "没查到这个区县的办法" not in text


def test_a_window_of_past_years_alone_is_told_once_and_as_such(fetch: Fetcher) -> None:
    page = fetch.get("/districts/yunyang/resident-medical").text
    assert "往年9月13日到12月31日；今年的日子没查到，现在就问" in page
    assert "2023年10月12日" not in page
    english = fetch.get("/en/districts/yunyang/resident-medical").text
    assert "in past years from 13 September to 31 December" in english
    then = fetch.get("/districts/yunyang/resident-medical?on=2024-11-01").text
    assert "2024年9月13日到2024年12月31日" in then
    assert "往年9月13日" not in then


def test_a_guide_tells_the_street_office_of_temporary_aid_and_not_the_hall(fetch: Fetcher) -> None:
    page = fetch.get("/districts/fuling/temporary-assistance").text
    assert "住处的乡镇政府或者街道办事处" in page
    assert "顺江大道6号" not in page
    assert "顺江大道6号" in fetch.get("/districts/fuling").text


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_guide_folds_what_is_only_heard_with_the_words_to_ask(
    fetch: Fetcher, prefix: str
) -> None:
    text = fetch.get(f"{prefix}/districts/yongchuan/residence-permit").text
    heard = {
        "": "听说、还没核实的",
        "/en": "heard and not confirmed",
        "/zh-hant": "聽說、還沒核實的",
    }
    (_, after) = text.split(heard[prefix], 1)
    assert "<q>" in after.split("</details>")[0]


def test_no_entitlement_says_that_the_procedure_of_the_district_was_not_found(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    for service in shipped.services.values():
        if service.kind == "entitlement":
            text = fetch.get(f"/districts/yongchuan/{service.id}").text
            card = fetch.get(f"/embed/yongchuan/{service.id}").text
            for page in (text, card):
                assert "没查到永川区的办理规定" not in page, service.id
                assert "办法没查到" not in page, service.id
            assert ("您有这项权利" in text) is service.right, service.id
