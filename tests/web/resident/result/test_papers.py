"""What is taken along on paper: the list of documents and the slips, person by person."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import machine
from tests.web.resident.result.test_overview import words_of
from tests.web.resident.result.told import COUPLE, PUPIL, RIDER, SINGLE, state, tell

PREFIXES = ("", "/en", "/zh-hant")


def people_of(text: str) -> dict[str, list[str]]:
    """The documents of the checklist, by person."""
    sections = re.findall(r"<section>(.*?)</section>", text, re.DOTALL)
    return {
        words_of(heading[0]) if (heading := re.findall(r"<h2>(.*?)</h2>", section)) else "": [
            words_of(name) for name in re.findall(r"<strong>(.*?)</strong>", section)
        ]
        for section in sections
        if "data-ticks" in section
    }


def test_the_checklist_names_the_documents_of_each_person(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/checklist").text
    people = people_of(text)
    assert {"您", "爱人", "老大"} <= people.keys()
    for papers in people.values():
        assert len(papers) == len(set(papers))
    assert "居民身份证" in people["爱人"]
    ids = re.findall(r'id="tick-([a-z0-9-]+)"', text)
    assert len(ids) == len(set(ids))


def test_one_person_alone_needs_no_heading(fetch: Fetcher) -> None:
    people = people_of(tell(fetch, SINGLE).get("/checklist").text)
    assert list(people) == [""]
    assert "居民身份证" in people[""]


def test_the_documents_are_those_of_the_route_that_each_takes(fetch: Fetcher) -> None:
    own_boss = {**RIDER, "work": "self_employed"}
    people = people_of(
        tell(fetch, state(RIDER, own_boss)).get("/checklist?service=residence-permit").text
    )
    assert "工作证明" in people["您"]
    assert "营业执照" not in people["您"]
    assert "营业执照" in people["爱人"]
    assert "工作证明" not in people["爱人"]


@pytest.mark.parametrize("paper", ["80mm", "a4"])
def test_the_slip_of_the_household_holds_its_three_steps_with_whom_where_and_what(
    fetch: Fetcher, paper: str
) -> None:
    text = tell(fetch, COUPLE).get(f"/result?print={paper}").text
    told = words_of(text.split("<main>")[1])
    assert "先做这3件" in told
    assert "老大、老二和老三 ：" in told or "老大、老二和老三：" in told
    for words in ("去：", "带：", "12345", "要记的日子", "扫一扫"):
        assert words in told, words
    assert ("sheet.css" in text) == (paper == "a4")
    other = {"80mm": "a4", "a4": "80mm"}[paper]
    assert f'href="/result?print={other}"' in text


def test_a_slip_names_its_icon_so_that_no_browser_asks_for_another(fetch: Fetcher) -> None:
    page = tell(fetch, COUPLE).get("/result?print=80mm").text
    assert re.search(r'<link rel="icon" href="/static/icons/icon\.svg', page)


def test_the_slip_of_a_service_is_of_the_person_chosen(fetch: Fetcher) -> None:
    tell(fetch, COUPLE)
    text = fetch.get("/result/settle-by-work?who=adult:2&print=80mm").text
    assert '<h1>务工经商落户</h1><p class="whose">爱人</p>' in text
    assert "下面说的“您”是指爱人" in text
    assert 'href="/result/settle-by-work?who=adult:2"' in text.replace("%3A", ":")
    other = fetch.get("/result/settle-by-work?who=adult:1&print=80mm").text
    assert '<h1>务工经商落户</h1><p class="whose">您</p>' in other


def test_no_answer_stands_on_a_slip_that_lies_about(fetch: Fetcher) -> None:
    tell(fetch, COUPLE)
    for path in ("/result", "/result/settle-by-work", "/result/college-entrance"):
        told = words_of(fetch.get(f"{path}?print=80mm").text.split("<main>")[1])
        for answer in ("四川", "美团", "2022年3月", "1993", "您填的"):
            assert answer not in told, (path, answer)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_papers_read_well_in_every_language(fetch: Fetcher, prefix: str) -> None:
    for told in (COUPLE, SINGLE, state({}, children=(PUPIL, {}), home={})):
        tell(fetch, told)
        for path in ("/checklist", "/result?print=80mm", "/result?print=a4"):
            fetch.get(f"{prefix}{path}")


def test_a_kiosk_prints_the_steps_of_the_household_on_the_paper_it_has(kiosk_app: Flask) -> None:
    kiosk = machine(kiosk_app)
    kiosk.post("/kiosk/check", {"district": "jiulongpo"})
    kiosk.post("/kiosk/check/work", {"value": "contract"})
    text = kiosk.get("/kiosk/result").text
    (href,) = re.findall(r'href="(/kiosk/result\?print=[a-z0-9]+)"', text)
    slip = kiosk.get(href).text
    assert "data-print-now" in slip
    assert "正在打印" in slip
