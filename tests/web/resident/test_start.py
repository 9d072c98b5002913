"""Home, the finder's pages and the start of the check, as they are sent."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from bench.households import households
from portal.rules.evaluation.alike import alike_services
from portal.rules.evaluation.outcomes import Frame
from portal.rules.model.districts import WHOLE_CITY
from portal.rules.model.ruleset import Ruleset
from tests.conftest import TODAY
from tests.web.fetching import Fetcher

SMALLEST_SCREEN = 13_000
HX = {"HX-Request": "true"}


def found(fetch: Fetcher, path: str, typed: str, **more: str) -> str:
    return fetch.get(path, query_string={"q": typed, **more}).text.split('id="found"', 1)[1]


def test_home_says_whose_it_is_before_the_way_in(fetch: Fetcher) -> None:
    text = fetch.get("/").text.split("<main", 1)[1]
    assert text.index("这里不是政府网站") < text.index('href="/check"')
    assert "不登录，不保存个人信息" in text


def test_every_event_in_life_leads_into_a_check_of_its_topics(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    home = fetch.get("/").text
    assert len(shipped.life_events) == 6
    for event in shipped.life_events.values():
        href = f"/check?event={event.id}"
        assert f'href="{href}"' in home
        text = fetch.get(href).text
        assert event.name.zh in text
        for topic in event.topics:
            assert f'type="hidden" name="topic" value="{topic}"' in text


def test_one_or_several_topics_or_none_lead_on_to_the_district(fetch: Fetcher) -> None:
    assert 'name="district"' not in fetch.get("/check").text
    several = fetch.get("/check?topic=all&topic=housing&topic=schooling").text
    assert "子女入学、租房与住房" in several
    assert several.count('type="hidden" name="topic"') == 4, "in the finder and in the form"
    everything = fetch.get("/check?topic=all").text
    assert "全部" in everything
    assert 'name="district" value="banan"' in re.sub(r"\s+", " ", everything)


def test_one_district_alone_is_gone_to_and_keeps_what_was_chosen(fetch: Fetcher) -> None:
    for path, typed, where in (
        ("/districts", "统景", "/districts/beibei"),
        ("/districts", "渝北 统景", "/districts/beibei"),
        ("/services/public-rental", "观音桥", "/districts/liangjiang/public-rental"),
    ):
        response = fetch.get(path, 303, query_string={"q": typed})
        assert fetch.follow(response) == where
    response = fetch.get(
        "/districts", 303, query_string={"q": "观音桥", "topic": "housing", "on": "2025-06-01"}
    )
    assert fetch.follow(response) == "/districts/jiangbei/housing?on=2025-06-01"


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
@pytest.mark.parametrize("typed", ["渝北", "yubei", "江北", "高新区", "兴隆", "zzzz", "<b>"])
def test_several_stay_on_a_page_of_their_own(fetch: Fetcher, prefix: str, typed: str) -> None:
    text = found(fetch, f"{prefix}/districts", typed)
    assert "<b>" not in text
    assert 'class="row"' in text or "12345" in text


def test_typing_fetches_the_results_alone(fetch: Fetcher) -> None:
    for path in ("/districts", "/check", "/services/public-rental"):
        text = fetch.get(path, query_string={"q": "统景"}, headers=HX).text
        assert "<html" not in text
        assert "data-only" in text
        assert len(text) < 1500


def test_in_the_check_what_is_found_begins_the_check_there(fetch: Fetcher) -> None:
    text = found(fetch, "/check", "观音桥", topic="housing")
    assert re.search(r'<button class="row" name="district" value="liangjiang"', text)


def test_an_abolished_district_in_the_address_of_a_check_is_looked_up(fetch: Fetcher) -> None:
    text = fetch.get("/check?district=yubei&topic=all").text
    assert "2026年1月25日起不再设渝北区" in text


def test_the_page_of_an_abolished_district_lists_its_streets_and_finds_them(
    fetch: Fetcher,
) -> None:
    text = fetch.get("/districts/yubei").text
    assert text.index("其他乡镇街道") < text.index("大湾镇")
    assert "回兴街道" in text
    assert 'action="/districts"' in text


@pytest.mark.parametrize("path", ["/", "/districts", "/check", "/check?topic=all"])
def test_the_names_of_the_streets_are_on_no_page(fetch: Fetcher, path: str) -> None:
    response = fetch.client.get(path, headers={"Accept-Encoding": "br"})
    assert len(response.data) < SMALLEST_SCREEN
    assert "观音桥" not in fetch.get(path).text


def test_a_check_of_what_is_the_same_everywhere_begins_without_a_district(
    app: Flask, shipped: Ruleset
) -> None:
    alike = alike_services(shipped, TODAY)
    fetch = Fetcher(app.test_client())
    start = fetch.get("/check?topic=insurance").text
    assert "先查全市一样的" in start
    for service in shipped.services_of("insurance"):
        assert service.name.zh in start
    following = fetch.follow(fetch.post("/check", {"district": "city", "topic": "insurance"}))
    assert following.startswith("/check/")
    while following.startswith("/check/"):
        sent = fetch.get(following).text
        check = re.search(r'name="check" value="([^"]+)"', sent)
        assert check
        answer = {"check": check[1], "unknown": "unknown", "value": "unknown"}
        following = fetch.follow(fetch.post(following, answer))
    overview = fetch.get("/result").text
    assert "没有选区县" in overview
    for service in shipped.services_of("insurance"):
        assert (f"/result/{service.id}" in overview) is (service.id in alike)
    for path in ("/roadmap", "/checklist", "/compare", "/check/answers", "/check/people"):
        fetch.get(path)
    fetch.get("/result/employee-insurance")
    for other in set(shipped.services) - alike:
        assert fetch.follow(fetch.get(f"/result/{other}", 303)).startswith("/check?topic=")


def test_what_differs_by_district_is_never_begun_or_read_without_one(
    app: Flask, shipped: Ruleset
) -> None:
    fetch = Fetcher(app.test_client())
    alike = alike_services(shipped, TODAY)
    for topic in shipped.topics:
        names = [service.id for service in shipped.services_of(topic)]
        begins = bool(alike.intersection(names))
        assert ("先查全市一样的" in fetch.get(f"/check?topic={topic}").text) is begins
        fetch.post("/check", {"district": "city", "topic": topic}, 303 if begins else 422)
    for name in shipped.services:
        if name in alike:
            assert "全市" in fetch.get(f"/districts/city/{name}").text
            assert f"/districts/city/{name}" in fetch.get(f"/services/{name}").text
        else:
            response = fetch.get(f"/districts/city/{name}", 303)
            assert fetch.follow(response) == f"/services/{name}"
            assert "/districts/city" not in fetch.get(f"/services/{name}").text
    assert fetch.follow(fetch.get("/districts/city", 303)) == "/districts"


def test_what_is_the_same_everywhere_comes_out_the_same_everywhere(shipped: Ruleset) -> None:
    day = TODAY
    city = Frame(shipped, WHOLE_CITY, day)
    alike = alike_services(shipped, day)
    for place, answers in households(shipped, day, 12):
        frame = Frame(shipped, place, day)
        for service in alike:
            here = frame.service(service).evaluate(answers, day)
            assert here.outcome is city.service(service).evaluate(answers, day).outcome, service
