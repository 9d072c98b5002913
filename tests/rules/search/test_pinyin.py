"""Typed pinyin: cut into syllables, forgiving what is commonly confused."""

from __future__ import annotations

import pytest

from portal.rules.search.pinyin import cut, folded, near


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gongzhufang", "gongzufang"),
        ("gonzufang", "gongzufang"),
        ("juzuzheng", "juzhuzheng"),
        ("jvzhuzheng", "juzhuzheng"),
        ("luofu", "luofu"),
        ("nuohu", "luohu"),
        ("shenyu", "shengyu"),
        ("xinping", "xingpin"),
    ],
)
def test_spellings_that_are_easily_confused_are_the_same(typed: str, meant: str) -> None:
    assert cut(typed) == cut(meant)


def test_different_words_stay_different() -> None:
    assert cut("luohu") != cut("luofu")
    assert cut("dibao") != cut("tebao")


@pytest.mark.parametrize("letters", ["qwrtp", "xkcd", "bbbb", ""])
def test_letters_that_are_no_pinyin_are_not_cut(letters: str) -> None:
    assert cut(letters) == ()


def test_a_syllable_is_folded_alike_however_often() -> None:
    for syllable in ("zhuang", "shi", "lv", "ning"):
        assert folded(folded(syllable)) == folded(syllable)


@pytest.mark.parametrize(
    ("one", "other", "most", "is_near"),
    [
        ("juzhuzheng", "juzhzheng", 1, True),
        ("juzhuzheng", "juzhzhen", 1, False),
        ("juzhuzheng", "juzhzhen", 2, True),
        ("", "a", 1, True),
        ("abc", "abcdef", 2, False),
    ],
)
def test_words_are_near_by_letters_added_lost_or_changed(
    one: str, other: str, most: int, is_near: bool
) -> None:
    assert near(one, other, most) is is_near
    assert near(other, one, most) is is_near
