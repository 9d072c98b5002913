"""Windows as pages without answers tell them: never a past year as if it were to come."""

from __future__ import annotations

from datetime import date, timedelta

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.evaluation.windows import Opening, stem, told_windows
from portal.rules.model.ruleset import Window

RULES = load(read_folder(SHIPPED))
DAYS = [date(2023, 1, 1) + timedelta(days=45 * number) for number in range(40)]


def told(service: str, district: str, day: date) -> tuple[Window | Opening, ...]:
    windows = RULES.services[service].windows
    return told_windows(windows, RULES.gazetteer.districts[district], day)


def test_no_window_that_is_over_is_told_with_its_own_days() -> None:
    for day in DAYS:
        for district in RULES.gazetteer.on(day):
            for service in RULES.services.values():
                for its in told_windows(service.windows, district, day):
                    if isinstance(its, Window):
                        assert its.closes is None or its.closes >= day
                    else:
                        assert its.usual
                        assert its.closes >= day


def test_of_several_past_years_the_usual_days_are_told_once() -> None:
    found = told("school-placement", "shapingba", date(2026, 11, 28))
    stems = [stem(its.window) for its in found if isinstance(its, Opening)]
    assert sorted(stems) == ["place_application", "shapingba_data"]


def test_what_is_open_or_dated_ahead_stays_a_window() -> None:
    (now,) = (
        its
        for its in told("resident-medical", "yunyang", date(2024, 11, 1))
        if isinstance(its, Window) and its.id == "enrolment_2025"
    )
    assert now.closes == date(2024, 12, 31)


def test_what_comes_every_year_stays_a_window() -> None:
    (window,) = told("residence-permit-endorsement", "shapingba", date(2026, 11, 28))
    assert isinstance(window, Window)
