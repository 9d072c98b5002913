"""Months: elapsed and paid, on both sides of the last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.model.months import NONE, Month, Span, months_passed, read_months
from tests.rules.exact import days_of, exact_months

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MONTHS = st.builds(Month.of, st.integers(1950, 2099), st.integers(1, 12))


@pytest.mark.parametrize(
    ("day", "elapsed", "paid"),
    [
        (date(2026, 11, 1), (5, 6), (6, 6)),
        (date(2026, 11, 29), (5, 6), (6, 6)),
        (date(2026, 11, 30), (6, 6), (6, 6)),
        (date(2026, 12, 1), (6, 7), (7, 7)),
        (date(2026, 5, 1), (0, 0), (0, 0)),
        (date(2026, 4, 30), (0, 0), (0, 0)),
    ],
)
def test_elapsed_months_are_known_for_certain_only_on_the_last_day(
    day: date, elapsed: tuple[int, int], paid: tuple[int, int]
) -> None:
    since = Month.read("2026-05")
    assert months_passed(day, since) == elapsed
    assert months_passed(day, since, paid=True) == paid


def test_the_last_day_of_february_counts_in_a_leap_year() -> None:
    since = Month.read("2024-01")
    assert months_passed(date(2024, 2, 28), since) == (0, 1)
    assert months_passed(date(2024, 2, 29), since) == (1, 1)


def test_none_counts_no_month() -> None:
    assert months_passed(date(2026, 11, 24), NONE) == (0, 0)


def test_a_span_counts_from_its_latest_to_its_earliest_month() -> None:
    span = read_months("2019-01/2021-12")
    assert months_passed(date(2026, 11, 24), span) == (58, 94)
    assert months_passed(date(2026, 11, 30), span) == (59, 94)
    assert months_passed(date(2026, 11, 24), span, paid=True) == (59, 94)


@given(DAYS, MONTHS)
def test_every_day_of_the_month_lies_within_the_months_passed(day: date, since: Month) -> None:
    counted = {exact_months(begun, day) for begun in days_of(since)}
    least, most = months_passed(day, since)
    assert least <= min(counted)
    assert max(counted) <= most
    if len(list(days_of(since))) == 31:
        assert (least, most) == (min(counted), max(counted))


@given(DAYS, MONTHS)
def test_time_never_takes_a_month_away(day: date, since: Month) -> None:
    before = months_passed(day, since)
    after = months_passed(day + timedelta(days=1), since)
    assert after[0] >= before[0] >= 0
    assert after[1] >= before[1]


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-00", "24-01", "2024-1", "2024-01-01", "", "0000-01"]
)
def test_anything_but_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month.read(text)


@given(MONTHS)
def test_a_month_reads_back_what_it_writes(month: Month) -> None:
    assert Month.read(str(month)) == month


@given(MONTHS, MONTHS)
def test_a_span_reads_back_what_it_writes(one: Month, other: Month) -> None:
    span = Span(min(one, other), max(one, other))
    assert read_months(str(span)) == (span if one != other else one)


@pytest.mark.parametrize("text", ["2021-12/2019-01", "2019-01/", "/2019-01", "2019-01/2020/2021"])
def test_a_span_runs_from_the_earlier_month_to_the_later(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        read_months(text)
