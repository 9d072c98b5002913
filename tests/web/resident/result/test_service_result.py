"""One service for one person of a household: whose it is, why theirs, and what is taken along."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.web.receipt_code import read_receipt
from tests.web.fetching import Fetcher
from tests.web.resident.result.test_overview import words_of
from tests.web.resident.result.told import COUPLE, EMPLOYEE, PUPIL, SIBLINGS, SINGLE, state, tell


def persons(text: str) -> dict[str, bool]:
    """Whose result can be chosen, and whether it is the one shown."""
    found = re.findall(r'<a class="person" href="[^"]+"([^>]*)>(.*?)</a>', text, re.DOTALL)
    return {words_of(words): "aria-current" in marked for marked, words in found}


def test_the_result_is_of_whom_it_holds_best_for_until_somebody_else_is_chosen(
    fetch: Fetcher,
) -> None:
    tell(fetch, COUPLE)
    text = fetch.get("/result/settle-by-work").text
    assert persons(text) == {"您 要先问": False, "爱人 能办": True}
    other = fetch.get("/result/settle-by-work?who=adult:1").text
    assert persons(other) == {"您 要先问": True, "爱人 能办": False}
    assert "符合已公布的条件" in text
    assert "符合已公布的条件" not in other


def test_the_child_whose_time_has_come_is_shown_before_the_one_for_whom_it_is_later(
    fetch: Fetcher,
) -> None:
    text = tell(fetch, SIBLINGS).get("/result/school-placement").text
    assert persons(text) == {"老大 要先问": True, "老二 还没到时候": False}


@pytest.mark.parametrize("who", ["", "child:1", "adult:7", "household", "x", "adult:2 "])
def test_nobody_whom_it_is_not_for_changes_whose_result_it_is(fetch: Fetcher, who: str) -> None:
    text = tell(fetch, COUPLE).get(f"/result/settle-by-work?who={who}").text
    assert persons(text)["爱人 能办"]


def test_whom_the_sentences_mean_is_said_where_it_is_not_who_reads(fetch: Fetcher) -> None:
    tell(fetch, COUPLE)
    assert "下面说的“您”是指爱人" in fetch.get("/result/settle-by-work").text
    assert "下面说的“您”" not in fetch.get("/result/settle-by-work?who=adult:1").text
    assert "下面说的“您”" not in tell(fetch, SINGLE).get("/result/settle-by-work").text


def test_the_parent_whose_facts_fit_better_is_named_and_should_apply(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/result/compulsory-education?who=child:1").text
    assert "按爱人的情况算，更合适；由爱人去办。" in text


def test_parents_who_are_equal_are_both_named(fetch: Fetcher) -> None:
    alike = state(EMPLOYEE, EMPLOYEE, children=(PUPIL,))
    text = tell(fetch, alike).get("/result/compulsory-education").text
    assert "谁去办都行" in text


def test_somebody_alone_is_offered_no_choice_of_people(fetch: Fetcher) -> None:
    text = tell(fetch, SINGLE).get("/result/settle-by-work").text
    assert persons(text) == {}
    assert 'id="by"' not in text


def test_first_comes_what_to_do_with_place_papers_fee_and_time_then_what_is_folded(
    fetch: Fetcher,
) -> None:
    text = tell(fetch, COUPLE).get("/result/settle-by-work").text
    steps = words_of(text.split('id="steps"')[1].split("</section>")[0])
    order = ("去：", "带：", "收费：", "办理时限：")
    places = [steps.index(words) for words in order]
    assert places == sorted(places)
    folded = re.findall(r"<summary>([^<]+)", text)
    assert folded[0].startswith("已经符合的")
    assert folded[1].startswith("依据")
    assert folded[-1] == "回执和二维码"
    assert text.index('id="steps"') < text.index("已经符合的")


def test_what_is_lacking_is_said_from_the_persons_side_before_what_is_met(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/result/settle-by-work?who=adult:1").text
    lacking = text.split('id="lacking"')[1].split("</section>")[0]
    assert "您填的：" in lacking
    assert "不符合：" not in lacking
    assert 'class="mark yes"' not in lacking
    assert text.index('id="lacking"') < text.index("<summary>已经符合的")


def test_an_answer_is_changed_for_whom_it_was_given(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/result/settle-by-work").text
    links = set(re.findall(r'href="(/check/[a-z_]+\?who=[^&"]+)', text))
    assert {link.partition("who=")[2] for link in links} <= {"adult:2", "household"}
    assert any("who=adult:2" in link for link in links)


def test_the_shared_text_holds_the_steps_and_none_of_the_answers(fetch: Fetcher) -> None:
    tell(fetch, COUPLE)
    for service in ("settle-by-work", "residence-permit", "college-entrance", "resident-medical"):
        text = fetch.get(f"/result/{service}").text
        shared = words_of(text.split('id="shared"')[1].split("</pre>")[0])
        assert "1. " in shared or service == "resident-medical", service
        assert "您填的" not in shared
        for answer in ("四川", "美团", "2022年3月", "1993", "出租房"):
            assert answer not in shared, service
        assert f"/districts/jiulongpo/{service}" in shared
        assert 'data-share-text="shared"' in text


def test_a_receipt_says_of_what_kind_of_person_it_speaks(fetch: Fetcher, app: Flask) -> None:
    tell(fetch, COUPLE)
    found = {}
    for service in ("settle-by-work", "compulsory-education", "public-rental"):
        text = fetch.get(f"/result/{service}").text
        (code,) = set(re.findall(r'href="/receipts/([0-9A-Z-]+)"', text))
        with app.test_request_context("/"):
            receipt = read_receipt(code)
        assert receipt
        found[service] = receipt.person
    assert found == {
        "settle-by-work": "adult",
        "compulsory-education": "child",
        "public-rental": "household",
    }


def test_what_is_years_away_is_folded_and_its_caveats_said_once(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/result/college-entrance?who=child:2").text
    assert "到时候要符合的" in text
    steps = text.split('id="steps"')[1].split("</section>")[0]
    assert steps.count("data-step=") > 1
    assert steps.count("按现在的规定；以后可能变。") == 1


def test_who_waits_for_a_window_is_not_told_to_go_now(fetch: Fetcher) -> None:
    text = tell(fetch, COUPLE).get("/result/compulsory-education?who=child:1").text
    assert "等到办理的时间去办" in text
    assert "可以去办。" not in text


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_the_result_of_everybody_reads_well_in_every_language(fetch: Fetcher, prefix: str) -> None:
    tell(fetch, COUPLE)
    for service in ("settle-by-work", "compulsory-education", "public-rental", "preschool"):
        for who in ("adult:1", "adult:2", "child:1", "child:3", "household"):
            fetch.get(f"{prefix}/result/{service}?who={who}")
            fetch.get(f"{prefix}/result/{service}?who={who}&print=a4")
