"""The check of a household: told by tapping, asked person by person, nobody else asked about."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.web.fetching import Fetcher


def begin(fetch: Fetcher, adults: int, children: int, topic: str = "", prefix: str = "") -> str:
    """Start a check for so many people; returns the address of the first question."""
    address = fetch.follow(fetch.post(f"{prefix}/check", {"district": "jiulongpo", "topic": topic}))
    assert address == f"{prefix}/check/people"
    fetch.get(address)
    told = {"adults": str(adults), "children": str(children)}
    return fetch.follow(fetch.post(address, told))


def asked(fetch: Fetcher, address: str, choices: dict[str, str]) -> list[str]:
    """Whose which question was asked on the way to the result, by what is chosen or «不知道»."""
    found = []
    while "/check/" in address:
        text = fetch.get(address).text
        question, _, who = address.rsplit("/", 1)[1].partition("?who=")
        found.append(f"{question}@{unescape(who)}" if who else question)
        value = choices.get(question, "unknown")
        form = {"value": value} if 'name="listed"' not in text else {"unknown": "unknown"}
        listed = re.findall(r'name="listed" value="(\w+)"', text)
        address = fetch.follow(fetch.client.post(address, data={**form, "listed": listed}))
    return found


def test_nobody_is_asked_about_who_was_not_told(fetch: Fetcher) -> None:
    found = asked(fetch, begin(fetch, 1, 0), {})
    assert not [its for its in found if its.startswith("child_") or "@" in its]


def test_the_household_is_asked_first_then_person_by_person(fetch: Fetcher) -> None:
    found = asked(fetch, begin(fetch, 2, 2), {"child_stage": "primary"})
    owners = [its.partition("@")[2] or its for its in found]
    partner = [place for place, its in enumerate(owners) if its == "adult:2"]
    first_child = owners.index("child_stage")
    second_child = [place for place, its in enumerate(owners) if its == "child:2"]
    assert partner, "the partner is asked too"
    assert second_child
    assert owners.index("hukou_place") < partner[0]
    assert partner[-1] < first_child < second_child[0]


def test_the_heading_says_about_whom_a_question_is_and_the_row_whose_turn_it_is(
    fetch: Fetcher,
) -> None:
    begin(fetch, 2, 2)
    text = fetch.get("/check/work?who=adult:2").text
    assert "关于您爱人" in text
    assert re.search(r'<li class="now" aria-current="step">.*?爱人.*?正在问', text)
    assert "老大" in fetch.get("/check/child_stage").text
    assert "关于老二" in fetch.get("/check/child_stage?who=child:2").text
    fetch.post("/check/child_stage?who=child:2", {"value": "primary"})
    assert "老二（小学）" in fetch.get("/check/child_hukou_place?who=child:2").text


def test_a_row_of_the_family_stands_only_where_there_are_several(fetch: Fetcher) -> None:
    begin(fetch, 1, 0)
    assert 'class="family"' not in fetch.get("/check/work").text


def test_somebody_added_later_keeps_all_answers_and_is_asked(fetch: Fetcher) -> None:
    address = begin(fetch, 1, 1)
    asked(fetch, address, {"hukou_place": "sichuan", "child_stage": "junior"})
    response = fetch.post("/check/people?back=result", {"add": "adult"})
    assert "who=adult:2" in fetch.follow(response)
    text = fetch.get("/check/answers").text
    assert "四川" in text
    assert "初中" in text


def test_somebody_is_taken_away_with_their_answers_alone(fetch: Fetcher) -> None:
    begin(fetch, 2, 2)
    for who, stage in (("child:1", "primary"), ("child:2", "junior")):
        fetch.post(f"/check/child_stage?who={who}", {"value": stage})
    fetch.post("/check/hukou_place?who=adult:2", {"value": "yunnan"})
    text = fetch.get("/check/people").text
    assert "会清除这个人的1个回答" in text
    fetch.post("/check/people", {"without": "child:1", "then": "stay"})
    text = fetch.get("/check/answers").text
    assert "初中" in text
    assert "小学" not in text
    assert "云南" in text
    fetch.post("/check/people", {"without": "adult:1", "then": "stay"})
    assert "云南" in fetch.get("/check/answers").text, "who asks cannot be taken away"


def test_a_question_about_nobody_leads_to_the_people(fetch: Fetcher) -> None:
    begin(fetch, 1, 0)
    assert fetch.follow(fetch.get("/check/child_stage", status=303)) == "/check/people"
    response = fetch.post("/check/child_stage", {"value": "junior"})
    assert fetch.follow(response) == "/check/people"


def test_the_partner_takes_over_an_answer_at_a_tap(fetch: Fetcher) -> None:
    begin(fetch, 2, 0)
    fetch.post("/check/hukou_place", {"value": "guizhou"})
    text = fetch.get("/check/hukou_place?who=adult:2").text
    assert "和我一样" in text
    fetch.post("/check/hukou_place?who=adult:2", {"same": "1"})
    assert fetch.get("/check/answers").text.count("贵州") == 2
    fetch.post("/check/birth_month", {"year": "1990", "month": "5"})
    assert "和我一样" not in fetch.get("/check/birth_month?who=adult:2").text


def test_an_answer_may_be_given_for_all_children_at_once(fetch: Fetcher) -> None:
    begin(fetch, 1, 3)
    assert "几个孩子都一样" in fetch.get("/check/child_hukou_place").text
    fetch.post("/check/child_hukou_place", {"value": "yunnan", "same_for": "1"})
    assert fetch.get("/check/answers").text.count("云南") == 3


def test_the_number_of_people_is_proposed_and_a_difference_asked_about(fetch: Fetcher) -> None:
    begin(fetch, 2, 1)
    text = fetch.get("/check/household_size").text
    assert re.search(r'id="value"[^>]*value="3"', text)
    assert "您说到了3个人：您、爱人、孩子" in text
    text = fetch.post("/check/household_size", {"value": "5"}, status=422).text
    assert "您填了5个人，前面说到的是3个人" in text
    assert "/check/people" in text
    assert "5人" not in fetch.get("/check/answers").text
    fetch.post("/check/household_size", {"value": "5", "stands": "yes"})
    assert "5人" in fetch.get("/check/answers").text
    fetch.post("/check/household_size", {"value": "3"})


def test_what_contradicts_is_named_for_the_person_whose_answer_it_is(fetch: Fetcher) -> None:
    begin(fetch, 2, 0)
    fetch.post("/check/birth_month", {"year": "2000", "month": "1"})
    fetch.post("/check/birth_month?who=adult:2", {"year": "1980", "month": "1"})
    fetch.post("/check/work_since?who=adult:2", {"year": "2010", "month": "3"})
    text = fetch.post("/check/work_since", {"year": "2010", "month": "3"}, status=422).text
    assert "2000年1月" in text
    assert "1980年1月" not in text


def test_short_questions_on_one_page_are_each_answered(fetch: Fetcher) -> None:
    begin(fetch, 1, 0)
    fetch.post("/check/home", {"value": "other_rental"})
    text = fetch.get("/check/owns_home").text
    assert re.findall(r'name="listed" value="(\w+)"', text) == ["owns_home", "sold_home"]
    fetch.client.post(
        "/check/owns_home", data={"listed": ["owns_home", "sold_home"], "yes": ["sold_home"]}
    )
    text = fetch.get("/check/answers").text
    assert re.search(r"转让过.*?<strong>是</strong>", text, re.S)
    assert 'name="listed"' not in fetch.get("/check/owns_home?back=answers").text


def test_after_eight_answers_a_page_says_what_can_be_done_already(fetch: Fetcher) -> None:
    address = begin(fetch, 1, 0)
    choices = {"hukou_place": "sichuan", "work": "contract", "home": "other_rental"}
    for place in range(9):
        text = fetch.get(address).text
        if "按已填的，现在就能做这些" in text:
            assert place <= 8
            break
        listed = re.findall(r'name="listed" value="(\w+)"', text)
        question = address.rsplit("/", 1)[1]
        form = {"listed": listed} if listed else {"value": choices.get(question, "unknown")}
        address = fetch.follow(fetch.client.post(address, data=form))
    else:
        pytest.fail("no step was shown")


def test_a_span_of_months_is_enough_where_the_month_decides_nothing(fetch: Fetcher) -> None:
    begin(fetch, 1, 0, "settlement")
    fetch.post("/check/hukou_place", {"value": "sichuan"})
    fetch.post("/check/home", {"value": "other_rental"})
    text = fetch.get("/check/home_since").text
    spans = re.findall(r'id="value-(\d{4}-\d\d/\d{4}-\d\d)"', text)
    assert len(spans) > 1
    fetch.post("/check/home_since", {"value": spans[0]})
    assert "2026年" in fetch.get("/check/answers").text


def test_what_follows_from_an_answer_is_not_asked(fetch: Fetcher) -> None:
    begin(fetch, 1, 0)
    fetch.post("/check/pension_insured_since", {"none": "none"})
    fetch.post("/check/medical_insured_since", {"none": "none"})
    found = asked(fetch, fetch.follow(fetch.post("/check/people", {})), {})
    assert "insured_district" not in found
    assert "insured_area_since" not in found


@pytest.mark.parametrize(
    ("prefix", "children", "who", "heading"),
    [
        ("", 3, "", "老大的户口在哪里？"),
        ("", 3, "?who=child:3", "老三的户口在哪里？"),
        ("", 1, "", "孩子的户口在哪里？"),
        ("/en", 2, "?who=child:2", "your second child?"),
        ("/en", 1, "", "your child?"),
    ],
)
def test_a_question_names_the_child_that_it_is_about(
    fetch: Fetcher, prefix: str, children: int, who: str, heading: str
) -> None:
    begin(fetch, 1, children, prefix=prefix)
    text = fetch.get(f"{prefix}/check/child_hukou_place{who}").text
    (shown,) = re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    assert heading in shown


def test_how_many_children_there_are_must_be_said_and_is_not_assumed(fetch: Fetcher) -> None:
    fetch.follow(fetch.post("/check", {"district": "jiulongpo", "topic": ""}))
    text = fetch.get("/check/people").text
    radios = re.findall(r'<input type="radio" name="children"[^>]*>', text)
    assert len(radios) == 7
    assert all(its.endswith(" required>") for its in radios)


def test_people_told_in_another_windows_check_change_nothing_here(fetch: Fetcher) -> None:
    begin(fetch, 1, 1)
    form = {"check": "2026-11-24/yongchuan/", "add": "adult"}
    fetch.post("/check/people", form, status=409)
    assert "爱人" not in re.findall(r"<strong>(.*?)</strong>", fetch.get("/check/people").text)


@pytest.mark.parametrize(
    ("prefix", "named"), [("", "老二"), ("/en", "your second child"), ("/zh-hant", "老二")]
)
def test_a_question_about_one_of_several_children_names_that_child(
    fetch: Fetcher, prefix: str, named: str
) -> None:
    begin(fetch, 1, 3, prefix=prefix)
    for question in ("child_stage", "child_hukou_place", "child_birth_month"):
        text = fetch.get(f"{prefix}/check/{question}?who=child:2").text
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
        assert heading, question
        assert named in heading[1], question


def test_who_left_the_page_of_people_untouched_is_asked_again(fetch: Fetcher) -> None:
    form = {"district": "jiulongpo"}
    for _ in range(2):
        assert fetch.follow(fetch.post("/check", form)).startswith("/check/people")
