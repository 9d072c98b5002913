"""What a copy takes along, what it leaves empty, and how it speaks of the new district."""

from __future__ import annotations

from datetime import date

import pytest

from portal.content import SHIPPED, read_folder
from portal.publishing.copies import Renaming, copied, renaming
from portal.rules.building import load

GAZETTEER = load(read_folder(SHIPPED)).gazetteer


def put(old: str, new: str) -> Renaming:
    found = renaming(GAZETTEER, old, new)
    assert found
    return found


@pytest.mark.parametrize(
    ("language", "text", "after"),
    [
        ("zh", "您在合川区工作，合川的线", "您在永川区工作，永川的线"),
        ("en", "You work in Hechuan.", "You work in Yongchuan."),
        ("en", "Hechuan District says", "Yongchuan District says"),
        ("zh", "在重庆工作", "在重庆工作"),
    ],
)
def test_wordings_speak_of_the_new_district(language: str, text: str, after: str) -> None:
    assert put("hechuan", "yongchuan").words(language, text) == after


def test_conditions_compare_with_the_new_district_and_nothing_else_of_that_name() -> None:
    text = "hukou_district == hechuan and work_district in (hechuan, wanzhou) and hechuan_home"
    after = text.replace(" hechuan ", " yongchuan ").replace("(hechuan", "(yongchuan")
    assert put("hechuan", "yongchuan").condition(text) == after


def test_a_group_is_not_put_for_a_district() -> None:
    assert renaming(GAZETTEER, "centre", "yongchuan") is None


def test_an_amount_keeps_neither_value_nor_day_nor_source() -> None:
    row = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "value": 3, "source": "s"}
    its = copied("parameters/p/rows/hechuan@2026-01-01", row, districts="yongchuan")
    assert its.value == {"districts": "yongchuan"}
    assert set(its.asked) == {"since", "value", "source"}


def test_points_keep_their_wording_and_lose_their_figures() -> None:
    value = {
        "id": "school",
        "text": {"zh": "积分"},
        "items": [{"text": {"zh": "住满一年"}, "points": 5, "most": 20}],
        "source": "s",
    }
    its = copied("points/school", value, districts="yongchuan")
    assert its.value["items"] == [{"text": {"zh": "住满一年"}}]
    assert its.asked == ("items.0.points", "items.0.most", "source")


def test_a_parameter_comes_along_whole_but_for_its_source() -> None:
    value = {"text": {"zh": "收入线"}, "unit": "fen_per_month", "source": "s"}
    its = copied("parameters/line", value, districts="yongchuan")
    assert its.value == {"text": {"zh": "收入线"}, "unit": "fen_per_month"}
    assert its.asked == ()
