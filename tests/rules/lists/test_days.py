"""Days in every manner in which people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.lists.cells import read_day
from portal.rules.problem_codes import ListCode
from portal.rules.problems import ReadError

FORMS = (
    "{0}-{1}-{2}",
    "{0}/{1}/{2}",
    "{0}.{1}.{2}",
    "{0} {1} {2}",
    "{0}. {1}. {2}",
    "{0}年{1}月{2}日",
    "{0} 年 {1} 月 {2} 日",
    "{0}年{1}月{2}号（星期六）",
    "{0}-{1:02}-{2:02}",
    "{0}/{1:02}/{2:02} 00:00:00",
    "{0}{1:02}{2:02}",
)
WIDE = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")
CHINESE = ("〇", *"一二三四五六七八九十", "十一", "十二", "十三", "十四", "十五", "十六", "十七")
CHINESE += ("十八", "十九", "二十", "二十一", "二十二", "二十三", "二十四", "二十五", "二十六")
CHINESE += ("二十七", "二十八", "二十九", "三十", "三十一")


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(FORMS), st.booleans())
def test_every_manner_gives_the_same_day(day: date, form: str, wide: bool) -> None:
    written = form.format(day.year, day.month, day.day)
    assert read_day(written.translate(WIDE) if wide else written) == day


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_day_in_chinese_numerals_is_read(day: date) -> None:
    year = "".join(CHINESE[int(figure)] for figure in str(day.year))
    assert read_day(f"{year}年{CHINESE[day.month]}月{CHINESE[day.day]}日") == day


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("parts", [(2027, 2, 30), (2027, 2, 29), (2026, 13, 1), (2026, 11, 31)])
def test_an_impossible_day_is_told_as_such(form: str, parts: tuple[int, int, int]) -> None:
    with pytest.raises(ReadError) as refused:
        read_day(form.format(*parts))
    assert refused.value.message.code is ListCode.NO_DAY_OF_CALENDAR


@pytest.mark.parametrize("typed", ["明天", "2026年11月", "28/11/2026", "26-11-28", "2026-1", ""])
def test_another_manner_is_told_as_such(typed: str) -> None:
    with pytest.raises(ReadError) as refused:
        read_day(typed)
    assert refused.value.message.code is ListCode.NOT_A_DAY


@given(st.text() | st.text("0123456789-/.年月日 二〇", max_size=20))
def test_whatever_is_typed_is_a_day_or_told(typed: str) -> None:
    try:
        day = read_day(typed)
    except ReadError:
        return
    assert read_day(day.isoformat()) == day
