"""Amounts that cannot be meant: outside their range, or ten times the one before."""

from __future__ import annotations

import pytest

from portal.problem_words import english
from portal.rules.checking import check
from tests.rules.worlds import COMMON, requirement, service

LINE = 'unit = "fen_per_month"\n'
WORK = requirement("works", "months(work_since) >= work_months")
ROW = """[[parameters.income_line.rows]]
since = {since}
{more}
value = {value}
source = "law"
"""


def told(rows: str, extra: str = "") -> list[str]:
    """What is said of the rows of an amount of money."""
    text = service(WORK).replace(LINE, f"{LINE}{extra}{rows}", 1)
    _, problems = check({**COMMON, "services/housing/flat.toml": text})
    return [
        f"{p.place}: {english(p.message)}"
        for p in problems
        if "rows[" in p.place or "at_" in p.place
    ]


def rows(*values: int) -> str:
    days = (f"{2020 + at}-01-01" for at in range(len(values)))
    ends = [f"until = {2020 + at}-12-31" for at in range(len(values) - 1)] + [""]
    return "".join(
        ROW.format(since=since, more=more, value=value)
        for since, more, value in zip(days, ends, values, strict=True)
    )


@pytest.mark.parametrize("value", [0, -43000, -1, 10_000_001])
def test_money_outside_its_range_is_a_problem(value: int) -> None:
    (said,) = told(rows(value))
    assert said.startswith(
        "parameters.income_line.rows[0].value: must lie between 0.01 and 100000 yuan"
    )


@pytest.mark.parametrize("value", [1, 43000, 10_000_000])
def test_money_inside_it_is_none(value: int) -> None:
    assert not told(rows(value))


def test_a_hundred_times_the_amount_before_is_a_problem_unless_a_range_allows_it() -> None:
    (said,) = told(rows(43000, 4300000))
    assert "rows[1].value: is more than 10 times the amount before it, 430 yuan" in said
    assert not told(rows(43000, 4300000), "at_most = 9000000\n")
    (said,) = told(rows(4300000, 43000))
    assert "is less than 1/10 of the amount before it, 43000 yuan" in said


def test_ten_times_is_none() -> None:
    assert not told(rows(43000, 430000))


def test_a_range_of_its_own_wins_over_the_usual_one() -> None:
    assert not told(rows(0), "at_least = 0\n")
    (said,) = told(rows(43000), "at_least = 50000\nat_most = 60000\n")
    assert "must lie between 500 and 600 yuan" in said
    (said,) = told(rows(-1), "at_least = -5\n")
    assert "must lie between 0 and 100000 yuan" in said
    found = told(rows(43000), "at_least = 60000\nat_most = 50000\n")
    assert any("at_most: must not be less than the minimum" in said for said in found)
