"""Times as people say them, read as the months they may mean."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.sentence.times import number, time_at

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("said", "kind", "months"),
    [
        ("三年", "lasting", "2022-12 2024-05"),
        ("3年", "lasting", "2022-12 2024-05"),
        ("一年", "lasting", "2024-12 2026-02"),
        ("3年半", "lasting", "2023-02 2023-08"),
        ("两年多", "lasting", "2023-12 2024-11"),
        ("两三年", "lasting", "2022-12 2025-05"),
        ("快三年", "lasting", "2023-11 2024-05"),
        ("十年", "lasting", "2015-05 2017-11"),
        ("十来年", "lasting", "2006-12 2016-06"),
        ("三个月", "lasting", "2026-07 2026-09"),
        ("半年多", "lasting", "2025-12 2026-05"),
        ("2021年起", "since", "2021-01 2021-12"),
        ("2021年3月", "since", "2021-03 2021-03"),
        ("二〇一九年", "since", "2019-01 2019-12"),
        ("二零二一年三月份", "since", "2021-03 2021-03"),
        ("19年来的", "since", "2019-01 2019-12"),
        ("去年三月", "since", "2025-03 2025-03"),
        ("前年", "since", "2024-01 2024-12"),
        ("去年底", "since", "2025-10 2025-12"),
        ("上个月", "since", "2026-10 2026-10"),
        ("45岁", "age", "1980-11 1982-11"),
        ("三十八岁", "age", "1987-11 1989-11"),
        ("刚满3岁", "age", "2023-08 2023-11"),
        ("8个月大", "age", "2026-02 2026-04"),
        ("1976年生", "born", "1976-01 1976-12"),
        ("85年5月出生", "born", "1985-05 1985-05"),
    ],
)
def test_a_time_is_read_as_the_months_it_may_mean(said: str, kind: str, months: str) -> None:
    found = time_at(said, 0, TODAY)
    assert found is not None
    assert (found.kind, f"{found.earliest} {found.latest}") == (kind, months)


@pytest.mark.parametrize(
    "said", ["三年级", "2031年", "明年", "19年", "年", "三百年", "999年", "0年级", "三"]
)
def test_what_is_no_time_of_the_past_is_none(said: str) -> None:
    found = time_at(said, 0, TODAY)
    assert found is None or found.kind == "lasting"


def test_small_numbers_are_read_in_both_kinds_of_figures() -> None:
    assert [number(its) for its in ("3", "三", "十", "十二", "二十", "四十五", "两")] == [
        3,
        3,
        10,
        12,
        20,
        45,
        2,
    ]
    assert number("甲") is None
