"""Sentences made plain, each character with the place it came from."""

from __future__ import annotations

import pytest

from portal.rules.sentence.normal_text import MOST_CHARACTERS, plain_text


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("２０２２年", "2022年"),
        ("沒有居住證", "没有居住证"),
        ("我在 渝北", "我在,渝北"),
        ("3 年", "3年"),
        ("㎡", "m2"),
        ("我\u200b娃", "我娃"),
        ("", ""),
    ],
)
def test_width_and_traditional_characters_are_folded(written: str, plain: str) -> None:
    assert plain_text(written).text == plain


def test_a_part_leads_back_to_the_words_as_they_were_written() -> None:
    written = "我 ３０㎡ 房"
    plain = plain_text(written)
    place = plain.text.index("m2")
    start, end = plain.written(place, place + 2)
    assert written[start:end] == "㎡"


def test_no_more_than_a_bounded_number_of_characters_is_read() -> None:
    assert len(plain_text("字" * 1000).text) == MOST_CHARACTERS
