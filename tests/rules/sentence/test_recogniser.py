"""What a sentence says, of whom, and what it only asks, wishes or denies."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.sentence.reading import facts, read

WORDS = [
    "我",
    "老公",
    "娃儿",
    "老大",
    "老二",
    "妈",
    "没",
    "没有",
    "不是",
    "想",
    "吗",
    "和",
    "都",
    "户口",
    "四川",
    "渝中",
    "在",
    "住",
    "租房",
    "送外卖",
    "三年",
    "2021年",
    "五年级",
    "初二",
    "45岁",
    "居住证",
    "社保",
    ",",
    "。",
    "从",
    "来",
    "的",
    "人",
    "两个娃",
    "一家四口",
    "人均每月2500",
    "他",
    "迁到",
    "断了",
    "以前",
]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("居住证没办", {"adult:1 has_residence_permit": False}),
        ("没得居住证", {"adult:1 has_residence_permit": False}),
        ("还没办居住证", {"adult:1 has_residence_permit": False}),
        ("有居住证", {"adult:1 has_residence_permit": True}),
        ("想办居住证", {}),
        ("居住证怎么办", {}),
        ("没有居住证能上学吗", {}),
        ("要是没有居住证", {}),
        ("不是没有居住证", {}),
    ],
)
def test_denial_wishes_and_questions_are_told_apart(said: str, expected: dict[str, object]) -> None:
    assert facts(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("我是四川人", {"adult:1 hukou_place": "sichuan"}),
        ("我在四川打工", {}),
        ("老公是重庆户口", {"adult:2 hukou_place": "chongqing"}),
        ("我妈是四川人", {}),
        ("我姐在渝中送外卖", {}),
        (
            "我和老公都是贵州人",
            {"adult:1 hukou_place": "guizhou", "adult:2 hukou_place": "guizhou"},
        ),
        ("娃儿户口在四川", {"child:1 child_hukou_place": "sichuan"}),
        ("不是四川人，是贵州的", {"adult:1 hukou_place": "guizhou"}),
    ],
)
def test_each_fact_belongs_to_whom_the_clause_speaks_of(
    said: str, expected: dict[str, object]
) -> None:
    assert facts(said) == expected


def test_children_are_told_apart_by_rank_and_order() -> None:
    said = "两个娃，大的读初二，小的上幼儿园"
    assert facts(said) == {
        "child:1 child_stage": "junior",
        "child:1 child_grade": 2,
        "child:2 child_stage": "preschool",
    }
    read_ = read(said)
    assert read_.children
    assert read_.children.value == 2


def test_grown_up_children_are_no_children_of_the_household() -> None:
    read_ = read("女儿在渝中上班，我退休了")
    assert read_.children is None
    assert not [its for its in read_.proposals if its.subject.kind == "child"]


def test_two_answers_that_gainsay_each_other_are_not_proposed() -> None:
    assert "adult:1 sex" not in facts("男，女")
    assert "child:1 child_grade" not in facts("娃儿读三年级，娃儿读五年级")


def test_an_abolished_district_is_its_one_successor_or_nothing() -> None:
    assert facts("在江北上班")["adult:1 work_district"] == "liangjiang"
    assert "adult:1 work_district" not in facts("在渝北上班")


def test_a_street_names_its_district() -> None:
    assert facts("在石桥铺上班")["adult:1 work_district"] == "jiulongpo"


def test_what_is_no_longer_so_is_not_proposed() -> None:
    assert facts("以前在渝中送外卖") == {}


def test_a_time_is_that_of_the_word_it_stands_beside() -> None:
    found = facts("2021年3月来重庆，送外卖两年半，社保断了")
    assert found["adult:1 work_since"] == "2024-02/2024-08"
    assert "adult:1 pension_insured_since" not in found


def test_after_a_fact_of_grown_ups_the_next_clause_speaks_of_them_again() -> None:
    found = facts("儿子读初二，租的房子没备案，没有居住证")
    assert found["adult:1 has_residence_permit"] is False
    assert "child:1 child_permit_since" not in found


def test_how_far_somebody_got_at_school_is_no_stage_of_a_child() -> None:
    assert not [its for its in facts("职高毕业，在渝中上班") if its.startswith("child")]


def test_what_was_said_outright_outweighs_what_follows_from_a_denial() -> None:
    assert facts("送外卖，没签劳动合同")["adult:1 work"] == "platform"
    assert facts("在工地打工，没签劳动合同")["adult:1 work"] == "flexible"


def test_a_time_beside_a_word_that_is_not_known_is_not_that_of_the_clause_before() -> None:
    assert "adult:1 work_since" not in facts("在渝中打工，钢琴是前年买的")
    assert facts("在渝中打工，三年了")["adult:1 work_since"] == "2022-12/2024-05"


@pytest.mark.parametrize(
    ("said", "words"), [("没有居住证", "没有居住证"), ("居住证还没办", "居住证还没")]
)
def test_a_denial_is_shown_with_the_word_that_denies(said: str, words: str) -> None:
    read_ = read(said)
    assert read_.text(read_.proposals[0].words) == words


def test_what_was_not_understood_is_left() -> None:
    read_ = read("我是四川人，屋头有架钢琴")
    assert [read_.text(part) for part in read_.left] == ["架钢琴"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
def test_no_order_of_words_raises_and_every_proposal_is_an_answer(said: str) -> None:
    for its in read(said).proposals:
        assert its.words[0] < its.words[1] <= len(said)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=320))
def test_no_text_raises(said: str) -> None:
    assert read(said).sentence == said


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_the_same_words_come_to_the_same(said: str) -> None:
    assert read(said) == read(said)
