"""The overview of a household: three steps, then every service once, with whom it holds for."""

from __future__ import annotations

import re

import pytest

from tests.web.fetching import Fetcher
from tests.web.resident.result.told import COUPLE, EMPLOYEE, PARENT, SIBLINGS, SINGLE, state, tell

PREFIXES = ("", "/en", "/zh-hant")
TOPIC = re.compile(r'<details class="fold topic" id="topic-([a-z]+)"(.*?)</details>', re.DOTALL)
ROW = re.compile(r'<a class="row" href="/result/([a-z-]+)">(.*?)</a>', re.DOTALL)


def words_of(html: str) -> str:
    """What is read of a piece of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL)).strip()


def test_three_steps_stand_on_top_and_say_for_whom_they_are(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/result").text
    first = text.split('id="first"')[1].split("</section>")[0]
    assert first.count("data-step=") == 3
    assert "老大、老二和老三" in words_of(first)
    assert text.index('id="first"') < text.index('class="fold topic"')


def test_every_service_stands_on_the_overview_once(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/result").text
    below = text.split('id="topics"')[1]
    services = re.findall(r'href="/result/([a-z-]+)"', below)
    assert len(services) == len(set(services))
    assert len(services) > 30


def test_a_topic_is_folded_and_counts_how_its_services_stand(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/result").text
    topics = dict(TOPIC.findall(text))
    assert {"settlement", "schooling", "insurance"} <= topics.keys()
    for topic in topics.values():
        assert not topic.startswith(" open")
        counted = re.search(r"<small>(\d+)件：([^<]+)</small>", topic)
        assert counted, topic[:300]
        assert int(counted[1]) == sum(map(int, re.findall(r"(\d+)件", counted[2])))
    assert "2件能办" in topics["settlement"]
    assert "项条件中符合" not in text


def test_a_row_says_how_it_stands_for_each_and_only_once_what_is_the_same(fetch: Fetcher) -> None:
    rows = dict(ROW.findall(tell(fetch, COUPLE).get("/result").text))
    by_work = words_of(rows["settle-by-work"])
    assert re.search(r"您 要先问 爱人 能办", by_work)
    permit = words_of(rows["residence-permit"])
    assert re.search(r"您 能办 爱人 不用办", permit)
    school = words_of(rows["compulsory-education"])
    assert "老大和老二" in school
    assert school.count("能办") == 1


def test_what_is_due_for_one_child_is_not_counted_as_for_later_because_of_another(
    fetch: Fetcher,
) -> None:
    text = tell(fetch, SIBLINGS).get("/result").text
    assert "要先问 老二 还没到时候" in words_of(dict(ROW.findall(text))["compulsory-education"])
    schooling = dict(TOPIC.findall(text))["schooling"]
    counted = re.search(r"<small>\d+件：([^<]+)</small>", schooling)
    assert counted
    assert counted[1] == "2件要问、3件还没到时候、1件不用办"
    rows = [name for name, _ in ROW.findall(schooling)]
    assert rows.index("school-placement") < rows.index("college-entrance")


def test_somebody_alone_is_not_named(fetch: Fetcher) -> None:
    text = tell(fetch, SINGLE).get("/result").text
    assert "<h1>我的结果</h1>" in text
    rows = dict(ROW.findall(text))
    assert words_of(rows["settle-by-work"]).startswith("务工经商落户 能办")
    assert 'class="who"' not in text.split('id="first"')[1].split("</section>")[0]


def test_people_can_be_added_as_long_as_there_may_be_more(fetch: Fetcher) -> None:
    link = 'href="/check/people"'
    assert link in tell(fetch, SINGLE).get("/result").text
    assert "加上爱人或孩子" in fetch.get("/result").text
    assert "加上孩子" in tell(fetch, COUPLE).get("/result").text
    full = state(EMPLOYEE, EMPLOYEE, children=({},) * 6)
    assert link not in tell(fetch, full).get("/result").text


def test_an_interim_result_says_what_is_open_and_leads_on(fetch: Fetcher) -> None:
    text = tell(fetch, state(EMPLOYEE, {}, children=({},))).get("/result").text
    notice = text.split('id="open"')[1].split("</div>")[0]
    assert "爱人" in notice
    assert "孩子" in notice
    assert re.search(r"最多还有\d+题", notice)
    assert re.search(r'href="/check/[a-z_]+\?who=', notice)


def test_what_need_not_be_done_is_counted_in_its_topic_and_listed_at_the_end(
    fetch: Fetcher,
) -> None:
    text = tell(fetch, PARENT).get("/result").text
    aside = text.split('id="aside"')[1].split("</details>")[0]
    listed = re.findall(r'href="/result/([a-z-]+)"', aside)
    counted = sum(int(number) for number in re.findall(r"(\d+)件不用办", text))
    assert listed
    assert counted <= len(listed)
    assert not set(listed) & {service for service, _ in ROW.findall(text)}


def test_one_topic_alone_is_open(fetch: Fetcher) -> None:
    text = tell(fetch, state(EMPLOYEE, topics=("settlement",))).get("/result").text
    assert 'id="topic-settlement" open' in text


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_overview_reads_well_in_every_language(fetch: Fetcher, prefix: str) -> None:
    for told in (COUPLE, SINGLE, PARENT, state({}, children=({},), home={})):
        tell(fetch, told).get(f"{prefix}/result")


def test_who_goes_first_and_who_follows_stands_on_the_overview_as_a_list(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/result").text
    plan = text.split('id="plan"')[1].split("</section>")[0]
    assert '<svg viewBox="0 0 340' not in plan
    told = words_of(plan)
    assert re.search(r"爱人.*务工经商落户.*现在就能办", told)
    assert re.search(r"您、老大、老二和老三.*投靠家人落户.*爱人.*以后就能办", told)
    assert 'href="/roadmap#plan"' in plan
    assert 'id="plan"' not in tell(fetch, SINGLE).get("/result").text
