"""Windows: never a past year as if it were to come; when to go is asked before it is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.evaluation.outcomes import Frame, Outcome
from portal.rules.evaluation.windows import Opening, stem, told_windows
from portal.rules.model.months import Month
from portal.rules.model.ruleset import Window
from tests.rules.worlds import TODAY, evaluate, requirement, world

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


OWN_YEAR = """
[[windows]]
id = "yearly"
text.zh = "每年"
text.en = "Every year"
anniversary_of = "work_since"
when = "work == contract"
source = "law"
"""
HOME = requirement("homeless", "owns_home == no")


def test_when_to_go_is_asked_before_it_is_said_that_one_can() -> None:
    rules = world(HOME, OWN_YEAR)
    for told, missing in (
        ({}, ("work", "work_since")),
        ({"work": "contract"}, ("work_since",)),
        ({"work_since": "2025-03"}, ()),
        ({"work": "contract", "work_since": "2025-03"}, ()),
        ({"work": "contract", "work_since": None}, ()),
        ({"work": "none"}, ()),
    ):
        found = evaluate(rules, {"owns_home": False, **told})
        assert found.missing == missing, told
        assert found.outcome is (Outcome.MORE_INFORMATION if missing else Outcome.MEETS), told


def test_whoever_does_not_meet_is_not_asked_when_to_go() -> None:
    found = evaluate(world(HOME, OWN_YEAR), {"owns_home": True, "work": "contract"})
    assert (found.outcome, found.missing) == (Outcome.DOES_NOT_MEET, ())


@pytest.mark.parametrize(("work", "is_theirs"), [("contract", True), ("none", False)])
def test_a_window_is_only_theirs_whom_it_holds_for(work: str, is_theirs: bool) -> None:
    rules = world(HOME, OWN_YEAR)
    office = Frame(rules, rules.gazetteer.districts["town"], TODAY).service("flat").office
    answers = {"work": work, "work_since": Month.read("2025-03")}
    assert bool(office.openings(answers)) is is_theirs


def test_a_window_that_holds_nowhere_here_asks_nothing() -> None:
    later = OWN_YEAR + "since = 2030-01-01\n"
    found = evaluate(world(HOME, later), {"owns_home": False, "work": "contract"})
    assert (found.outcome, found.missing) == (Outcome.MEETS, ())
