"""The index of a release: what a query is read as, however it is typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.publishing.derived_texts import derive
from portal.rules.building import load
from portal.rules.search.index import SearchIndex, Sought

DAY = date(2026, 11, 28)
BEFORE = date(2026, 1, 24)
RULES = load(read_folder(SHIPPED))
INDEX = SearchIndex(RULES, derive(RULES).pinyin)


def find(query: str, day: date = DAY) -> Sought:
    return INDEX.find(query, day)


def first(query: str) -> str:
    """The service or topic that a query finds first, if it is sure."""
    sought = find(query)
    return sought.matches[0].id if sought.sure else ""


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("如何办理居住证", "居住证"),
        ("请问 居住证 在哪里办？", "居住证"),
        ("ＧＺＦ", "gzf"),
        ("戶口遷移", "户口迁移"),
        ("娃儿要读小学", "孩子上小学"),
        ("啷个领失业金", "失业金"),
        ("重庆市低保申请条件", "低保"),
        ("公祖房", "公租房"),
        ("居柱证", "居住证"),
        ("gonzufang", "公租房"),
        ("zenme banli juzhuzheng", "居住证"),
        ("juzhuzhen", "居住证"),
        ("juzhuzhegn", "居住证"),
        ("residence permits", "residence permit"),
    ],
)
def test_ways_of_typing_the_same_find_the_same(query: str, same: str) -> None:
    assert first(query) == first(same) != ""


@pytest.mark.parametrize(
    ("query", "service"),
    [
        ("没有居住证孩子能上学吗", "compulsory-education"),
        ("外地户口可以申请公租房吗", "public-rental"),
        ("上小学要居住证吗", "compulsory-education"),
        ("没有合同", "equal-pay-and-wages"),
    ],
)
def test_a_sentence_is_about_its_aim_not_about_what_is_lacking_or_needed(
    query: str, service: str
) -> None:
    assert first(query) == service


@pytest.mark.parametrize(
    ("query", "districts"),
    [
        ("九龙坡公租房", ("jiulongpo",)),
        ("公租房（九龙坡区）", ("jiulongpo",)),
        ("jiulongpo gongzufang", ("jiulongpo",)),
        ("开县低保", ("kaizhou",)),
        ("大学城 入学", ("shapingba",)),
        ("双福公租房", ("jiangjin",)),
        ("观音桥 租房", ("liangjiang",)),
        ("渝北入学", ("yubei",)),
        ("渝北 统景", ("beibei", "yubei")),
        ("公租房", ()),
    ],
)
def test_a_place_is_recognised_anywhere_in_a_query(query: str, districts: tuple[str, ...]) -> None:
    assert find(query).districts == districts


def test_a_street_lies_in_the_district_of_the_day() -> None:
    assert find("统景镇 低保", BEFORE).districts == ("yubei",)
    assert find("统景镇 低保", DAY).districts == ("beibei",)


@pytest.mark.parametrize("query", ["青年公寓", "劳动合同", "新生儿落户", "大学生落户", "shiye"])
def test_an_everyday_word_is_no_street(query: str) -> None:
    assert find(query).districts == ()


@pytest.mark.parametrize("query", ["驾照", "社保卡丢了", "身份证补办", "passport", "駕照換證"])
def test_what_is_not_covered_is_told_even_where_a_word_of_it_is(query: str) -> None:
    sought = find(query)
    assert sought.uncovered
    assert not sought.sure


@pytest.mark.parametrize("query", ["鱼香肉丝", "qwrtp", "养蜂证", "。", "", "🙂"])
def test_what_nothing_tells_is_no_answer(query: str) -> None:
    assert not find(query).sure


def test_the_best_comes_first_and_what_hardly_fits_is_left_out() -> None:
    scores = [match.score for match in find("养老保险").matches]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] >= 0.3 * scores[0]


def test_an_amount_and_a_paper_lead_to_the_services_that_have_them() -> None:
    assert "childcare-subsidy" in {match.id for match in find("每年3600元").matches}
    with_paper = {service.id for service in RULES.services.values() if service.papers}
    found = {match.id for match in find("出生医学证明 户口簿 房屋租赁合同").matches}
    assert found & with_paper


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    sought = find(text)
    assert not (sought.sure and sought.uncovered)
    assert {match.id for match in sought.matches} <= {*RULES.services, *RULES.topics}
