"""Ids that are made of the Chinese: readable, allowed and unlike any other."""

from __future__ import annotations

import re

import pytest

from portal.publishing.proposed_ids import naming_words, proposed_id
from portal.rules.documents.parts import ID_PATTERN


@pytest.mark.parametrize(
    ("words", "joint", "expected"),
    [
        ("住房租赁补贴", "-", "zhu-fang-zu-lin-bu-tie"),
        ("每月补多少", "_", "mei_yue_bu_duo_shao"),
        ("App 指南", "-", "app-zhi-nan"),
        ("满{work_months}", "_", "man"),
        ("2025年办法", "-", "n-2025-nian-ban-fa"),
        ("！？", "-", "n"),
    ],
)
def test_an_id_reads_as_the_words_sound(words: str, joint: str, expected: str) -> None:
    assert proposed_id(words, (), joint=joint) == expected


@pytest.mark.parametrize("words", ["永川区" * 60, "《》", "1", "-", "ａｂ", "x_y-z"])
def test_whatever_is_typed_the_id_is_allowed(words: str) -> None:
    for joint in ("-", "_"):
        assert re.match(ID_PATTERN, proposed_id(words, (), joint=joint))


def test_an_id_is_unlike_those_that_are_taken() -> None:
    taken: set[str] = set()
    for _ in range(4):
        taken.add(proposed_id("补贴", taken))
    assert taken == {"bu-tie", "bu-tie-2", "bu-tie-3", "bu-tie-4"}


def test_an_item_is_known_by_its_name_before_its_text() -> None:
    assert naming_words({"text": {"zh": "文字"}, "name": {"zh": "名称"}}) == "名称"
    assert naming_words({"text": {"zh": "文字"}}) == "文字"
    assert naming_words({"value": 3}) == ""
