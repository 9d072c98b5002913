"""Months: elapsed and paid, on both sides of the last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.months import NONE, Month, months_until

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MONTHS = st.builds(Month.of, st.integers(1950, 2099), st.integers(1, 12))


@pytest.mark.parametrize(
    ("day", "elapsed", "paid"),
    [
        (date(2026, 11, 1), 5, 6),
        (date(2026, 11, 29), 5, 6),
        (date(2026, 11, 30), 6, 6),
        (date(2026, 12, 1), 6, 7),
        (date(2026, 5, 1), 0, 0),
    ],
)
def test_an_elapsed_month_is_full_only_on_its_last_day(day: date, elapsed: int, paid: int) -> None:
    since = Month.read("2026-05")
    assert months_until(day, since) == elapsed
    assert months_until(day, since, paid=True) == paid


def test_the_last_day_of_february_counts_in_a_leap_year() -> None:
    since = Month.read("2024-01")
    assert months_until(date(2024, 2, 28), since) == 0
    assert months_until(date(2024, 2, 29), since) == 1


def test_none_counts_no_month() -> None:
    assert months_until(date(2026, 11, 24), NONE) == 0


@given(DAYS, MONTHS)
def test_whoever_started_on_the_last_day_of_the_month_gets_no_false_yes(
    day: date, since: Month
) -> None:
    started = since.later(1).first_day - timedelta(days=1)
    months = months_until(day, since)
    if months:
        later = Month.on(started).later(months)
        reached = later.first_day.replace(day=1)
        assert reached <= day
        assert Month.on(day + timedelta(days=1)) >= later


@given(DAYS, MONTHS)
def test_time_never_takes_a_month_away(day: date, since: Month) -> None:
    assert months_until(day + timedelta(days=1), since) >= months_until(day, since) >= 0


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-00", "24-01", "2024-1", "2024-01-01", "", "0000-01"]
)
def test_anything_but_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month.read(text)


@given(MONTHS)
def test_a_month_reads_back_what_it_writes(month: Month) -> None:
    assert Month.read(str(month)) == month
