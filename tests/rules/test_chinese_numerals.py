"""Chinese numerals in texts become figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.chinese_numerals import with_figures

FIGURES = "零一二三四五六七八九"


def written(number: int) -> str:
    """A number below ten thousand as Chinese writes it."""
    if number < 10:
        return FIGURES[number]
    words, lacking = "", False
    for step, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure = number // step % 10
        if figure:
            words += ("零" if lacking and words else "") + FIGURES[figure] + name
        lacking = not figure
    return words.removeprefix("一") if words.startswith("一十") else words


@given(st.integers(0, 9999))
def test_a_number_is_read_as_it_is_written(number: int) -> None:
    assert with_figures(f"第{written(number)}条") == f"第{number}条"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("二〇二六年", "2026年"),
        ("二零二六年十一月", "2026年11月"),
        ("两百", "200"),
        ("没有", "没有"),
    ],
)
def test_years_are_read_figure_by_figure(text: str, read: str) -> None:
    assert with_figures(text) == read
