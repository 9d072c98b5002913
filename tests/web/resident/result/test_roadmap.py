"""The road of a household: one list with whom, a picture of the same, and its days to keep."""

from __future__ import annotations

import re
from datetime import date

import pytest
from icalendar import Calendar

from tests.conftest import TODAY
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import machine
from tests.web.resident.result.test_overview import words_of
from tests.web.resident.result.told import COUPLE, PARENT, SINGLE, state, tell

PREFIXES = ("", "/en", "/zh-hant")
STATION = re.compile(r'<li(?: class="now")?>\s*<h2>([^<]+)</h2>(.*?)</ul>', re.DOTALL)
STOP = re.compile(
    r'<li class="stop ([a-z_]+)"><span class="nr" aria-hidden="true">(\d*)</span>(.*?)</li>',
    re.DOTALL,
)
#: Of the RIDER and the EMPLOYEE: nothing of it may stand where calendars are synchronised.
ANSWERS = ("sichuan", "四川", "meituan", "美团", "2022-03", "1992", "1993")


def stations(text: str) -> dict[str, list[tuple[str, str, str]]]:
    """Each station with the kind, number and words of what it brings."""
    return {
        when: [(kind, number, words_of(words)) for kind, number, words in STOP.findall(stops)]
        for when, stops in STATION.findall(text.split('<ol class="road">')[1])
    }


def events(fetch: Fetcher, path: str = "/result/calendar.ics") -> list[dict[str, object]]:
    """The events of the calendar file."""
    body = fetch.get(path).get_data()
    return [dict(its.items()) for its in Calendar.from_ical(body).walk("VEVENT")]


def test_the_road_begins_now_and_goes_on_month_by_month_with_whom(fetch: Fetcher) -> None:
    road = stations(tell(fetch, COUPLE).get("/roadmap").text)
    whens = list(road)
    assert whens[0] == "现在"
    months = [tuple(map(int, re.findall(r"\d+", when))) for when in whens[1:]]
    assert months == sorted(months)
    assert ("now", "", "爱人 ： 务工经商落户") in road["现在"]
    begin = [stop for stops in road.values() for stop in stops if stop[0] == "begin_by"]
    assert any(words.startswith("老大 ：") and "最迟" in words for _, _, words in begin)
    assert any(words.startswith("老二 ：") for _, _, words in begin)


def test_the_numbers_of_the_picture_are_those_of_the_list(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/roadmap").text
    listed = {int(number) for stops in stations(text).values() for _, number, _ in stops if number}
    picture = text.split("<figure")[1].split("</figure>")[0]
    drawn = {
        int(number) for number in re.findall(r'<text class="number[^>]*>(\d+)</text>', picture)
    }
    assert drawn == listed == set(range(1, len(listed) + 1))
    for name in ("您", "爱人", "老大", "老二", "老三"):
        assert f">{name}</text>" in picture


def test_nothing_on_the_road_looks_done_and_nothing_without_a_day_is_counted_as_dated(
    fetch: Fetcher,
) -> None:
    text = tell(fetch, COUPLE).get("/roadmap").text
    assert "✓" not in text
    assert 'd="m5 13' not in text, "the icon of what is met"
    (counted,) = set(re.findall(r"把(\d+)个日子放进日历", text))
    dates = re.findall(r"<li>(\d{4}年\d+月\d+日)：", text.split('id="dates"')[1].split("</ul>")[0])
    assert int(counted) == len(dates) == len(events(fetch))


def test_what_is_true_of_the_whole_road_is_said_once(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/roadmap").text
    assert text.count("以后可能变") == 1
    said = [words for stops in stations(text).values() for _, _, words in stops]
    assert len(said) == len(set(said))


def test_a_window_that_is_open_now_is_said_with_what_can_be_done_in_it(fetch: Fetcher) -> None:
    road = stations(tell(fetch, COUPLE).get("/roadmap").text)
    of_children = [
        words
        for _, _, words in road["现在"]
        if words.startswith("老大、老二和老三") and "居民医保" in words
    ]
    assert len(of_children) == 1
    assert "12月31日" in of_children[0]


def test_a_family_that_goes_one_after_the_other_reads_it_as_a_picture_and_a_list(
    fetch: Fetcher,
) -> None:
    text = tell(fetch, COUPLE).get("/roadmap").text
    plan = text.split('id="plan"')[1].split("</section>")[0]
    assert plan.count('<path class="way') >= 4
    assert 'class="spot now"' in plan
    assert "按户籍入学" in plan
    for prefix in PREFIXES:
        assert 'id="plan"' in fetch.get(f"{prefix}/roadmap").text


def test_the_calendar_file_is_stored_nowhere_and_holds_whole_days_that_lie_ahead(
    fetch: Fetcher,
) -> None:
    response = tell(fetch, COUPLE).get("/result/calendar.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert "attachment" in response.headers["Content-Disposition"]
    assert "Set-Cookie" not in response.headers
    days = [event["DTSTART"].dt for event in events(fetch)]  # type: ignore[attr-defined]
    assert all(type(day) is date and day >= TODAY for day in days)
    assert days == sorted(days)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_events_say_what_to_do_in_the_language_of_the_page(fetch: Fetcher, prefix: str) -> None:
    tell(fetch, COUPLE)
    titles = [str(its["SUMMARY"]) for its in events(fetch, f"{prefix}/result/calendar.ics")]
    wanted = {"": "老大", "/en": "First child", "/zh-hant": "老大"}[prefix]
    assert any(title.startswith(wanted) for title in titles)
    assert any(re.search("最迟|最遲|last to begin", title) for title in titles)
    fetch.get(f"{prefix}/roadmap")


def test_identities_stay_the_same_and_no_answer_stands_in_the_file(fetch: Fetcher) -> None:
    before = tell(fetch, COUPLE).get("/result/calendar.ics").get_data(as_text=True)
    uids = [str(its["UID"]) for its in events(fetch)]
    assert len(uids) == len(set(uids))
    assert uids == [str(its["UID"]) for its in events(fetch)]
    folded = before.replace("\r\n ", "")
    for answer in ANSWERS:
        assert answer not in folded, answer


def test_without_answers_there_is_no_file_and_in_a_kiosk_there_never_is(
    fetch: Fetcher, kiosk_app: object
) -> None:
    assert fetch.follow(fetch.get("/result/calendar.ics", status=303)) == "/check?expired=1"
    kiosk = machine(kiosk_app)  # type: ignore[arg-type]
    kiosk.post("/kiosk/check", {"district": "shapingba"})
    kiosk.get("/kiosk/result/calendar.ics", status=404)
    assert "calendar.ics" not in kiosk.get("/kiosk/roadmap").text


def test_the_file_of_another_district_stays_there(fetch: Fetcher) -> None:
    text = tell(fetch, PARENT).get("/roadmap?district=yongchuan").text
    assert 'href="/result/calendar.ics?district=yongchuan"' in text
    urls = [str(its["URL"]) for its in events(fetch, "/result/calendar.ics?district=yongchuan")]
    assert urls
    assert all("/districts/yongchuan/" in url for url in urls)


def test_somebody_alone_with_nothing_ahead_sees_no_picture_of_it(fetch: Fetcher) -> None:
    text = tell(fetch, SINGLE).get("/roadmap").text
    assert "<h1>时间表</h1>" in text or "<h1>路线图</h1>" in text
    assert 'class="who"' not in text


def test_who_told_nothing_is_led_on(fetch: Fetcher) -> None:
    text = tell(fetch, state({}, children=({},), home={})).get("/roadmap").text
    assert re.search(r'href="/check/[a-z_]+\?who=', text)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_name_of_a_window_ends_before_its_days_are_said(fetch: Fetcher, prefix: str) -> None:
    tell(fetch, COUPLE)
    road = stations(fetch.get(f"{prefix}/roadmap").text)
    windows = [words for stops in road.values() for kind, _, words in stops if kind == "window"]
    joined = [
        words for words in windows if re.search(r"[^。.?：\s]\s?(往年\d|In past years)", words)
    ]
    assert windows
    assert not joined
