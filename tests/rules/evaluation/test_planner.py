"""The year of an examination from stage and grade, and the last month of each clock."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.evaluation.household_outcomes import flat_outcome
from portal.rules.evaluation.next_steps import BeginBy, next_steps
from portal.rules.evaluation.outcomes import Outcome
from portal.rules.evaluation.planner import (
    ClockState,
    Plan,
    entry_year,
    is_last_year,
    plan,
    registration_year,
    school_year,
)
from portal.rules.model.months import Month
from portal.rules.model.ruleset import Ruleset
from tests.rules.school_worlds import at, school_world
from tests.rules.worlds import TODAY, requirement

PERMIT = requirement(
    "permit",
    "has_residence_permit == yes and months(residence_permit_since, exam_day) >= exam_months",
)
ENROLLED = requirement("enrolled", "months(child_enrolled_since, exam_day) >= exam_months")
WORKED_LONG = "months(work_since, exam_day) >= exam_months"
EXAM = school_world(PERMIT)


def year(stage: str, grade: int, day: date = TODAY, rules: Ruleset = EXAM) -> int | None:
    _, frame, answers = at(rules, {"child_stage": stage, "child_grade": grade}, day)
    return registration_year(frame.service, answers, day)


def planned(rules: Ruleset, raw: dict[str, object], day: date = TODAY) -> Plan:
    _, frame, answers = at(rules, raw, day)
    found = plan(frame, answers)
    assert found is not None
    return found


def test_a_school_year_turns_on_the_first_of_september() -> None:
    assert school_year(date(2026, 8, 31)) == 2025
    assert school_year(date(2026, 9, 1)) == 2026
    assert school_year(date(2027, 1, 1)) == 2026


@pytest.mark.parametrize(
    ("stage", "grade", "expected"),
    [
        ("senior", 3, 2026),
        ("senior", 1, 2028),
        ("junior", 3, 2029),
        ("junior", 1, 2031),
        ("primary", 6, 2032),
        ("primary", 1, 2037),
    ],
)
def test_the_year_follows_from_stage_and_grade(stage: str, grade: int, expected: int) -> None:
    assert year(stage, grade) == expected


def test_in_july_and_august_the_grade_is_the_one_just_finished() -> None:
    assert year("senior", 2, date(2026, 6, 30)) == 2026
    assert year("senior", 2, date(2026, 8, 31)) == 2026
    assert year("senior", 3, date(2026, 9, 1)) == 2026
    assert year("senior", 2, date(2026, 9, 1)) == 2027


def test_a_grade_that_the_stage_does_not_have_gives_no_year() -> None:
    assert year("senior", 4) is None
    assert year("primary", 6) is not None


def test_a_pupil_of_vocational_school_has_no_year_of_the_other_examination() -> None:
    assert year("vocational", 1) is None


@pytest.mark.parametrize(
    ("born", "entry"), [("2020-08", 2026), ("2020-09", 2027), ("2021-01", 2027), ("2020-12", 2027)]
)
def test_a_child_that_is_six_on_the_last_of_august_begins_the_day_after(
    born: str, entry: int
) -> None:
    assert entry_year(Month.read(born)) == entry


def test_primary_entry_is_registered_in_the_school_year_at_whose_end_the_child_is_six() -> None:
    rules = school_world(
        PERMIT, head='concerns = "child_stage == preschool"\nlast_stage = "preschool"\n'
    )
    for born, expected in (("2021-08", 2026), ("2021-09", 2027)):
        _, frame, answers = at(rules, {"child_stage": "preschool", "child_birth_month": born})
        assert registration_year(frame.service, answers, TODAY) == expected
    _, frame, answers = at(
        rules, {"child_stage": "preschool", "child_birth_month": "2021-01/2021-08"}
    )
    assert registration_year(frame.service, answers, TODAY) == 2026
    _, frame, answers = at(
        rules, {"child_stage": "preschool", "child_birth_month": "2021-08/2021-09"}
    )
    assert registration_year(frame.service, answers, TODAY) is None


def test_from_primary_school_on_the_next_place_is_that_at_junior_school() -> None:
    rules = school_world(
        PERMIT, head='concerns = "child_stage != none"\nlast_stage = "preschool"\n'
    )
    assert year("primary", 6, rules=rules) == 2026
    assert year("primary", 5, rules=rules) == 2027
    assert year("primary", 5, date(2026, 8, 31), rules) == 2026
    assert year("junior", 1, rules=rules) is None


def test_the_last_month_is_the_latest_that_is_enough_whatever_the_day() -> None:
    raw = {"child_stage": "junior", "child_grade": 1, "has_residence_permit": False}
    (clock,) = planned(EXAM, raw).clocks
    assert (clock.until, str(clock.begin_by)) == (date(2031, 9, 30), "2028-09")
    assert clock.assumed, "the cut-off of 2031 is not held: the last known day and month"
    assert clock.state is ClockState.TO_BEGIN


def test_a_cut_off_in_the_middle_of_a_month_asks_for_a_month_more() -> None:
    rules = school_world(PERMIT.replace("exam_day", "mid_day"), more=_MID_DAY)
    raw = {"child_stage": "senior", "child_grade": 3, "has_residence_permit": False}
    (clock,) = planned(rules, raw).clocks
    assert (clock.until, str(clock.begin_by)) == (date(2026, 9, 15), "2023-08")


_MID_DAY = """
[parameters.mid_day]
text.zh = "截止日"
text.en = "Cut-off"
unit = "day"
yearly = true
[[parameters.mid_day.rows]]
since = 2026-09-01
until = 2027-08-31
value = 2026-09-15
source = "law"
"""


@pytest.mark.parametrize(
    ("since", "state"),
    [
        ("2025-09", ClockState.RUNNING),
        ("2025-10", ClockState.TOO_LATE),
        ("2025-08/2025-09", ClockState.RUNNING),
        ("2025-09/2025-10", ClockState.UNCLEAR),
        ("none", ClockState.TOO_LATE),
        (None, ClockState.UNCLEAR),
    ],
)
def test_a_clock_runs_in_time_to_the_month(since: str | None, state: ClockState) -> None:
    raw = {"child_stage": "senior", "child_grade": 1, "residence_permit_since": since}
    (clock,) = planned(EXAM, raw, date(2026, 11, 24)).clocks
    assert str(clock.begin_by) == "2025-09"
    assert clock.state is state


def test_what_is_too_late_says_from_which_year_it_is_enough() -> None:
    raw = {"child_stage": "senior", "child_grade": 1, "has_residence_permit": False}
    (clock,) = planned(EXAM, raw).clocks
    assert clock.state is ClockState.TOO_LATE
    assert clock.possible_from == 2030, "36 months from November 2026 are full in November 2029"


def test_a_school_record_begins_with_the_stage_and_not_before() -> None:
    rules = school_world(ENROLLED)
    (clock,) = planned(rules, {"child_stage": "junior", "child_grade": 3}).clocks
    assert str(clock.begin_by) == "2027-09", "three years before are in junior school"
    assert clock.state is ClockState.TO_BEGIN
    usual = requirement(
        "enrolled",
        "months(child_enrolled_since, exam_day) >= exam_months",
        'usual = true\njudged_when = "months(child_enrolled_since, exam_day) >= work_months"',
    )
    raw = {"child_stage": "senior", "child_grade": 3, "child_enrolled_since": "2024-09"}
    (clock,) = planned(school_world(usual), raw).clocks
    assert clock.months == 6
    assert clock.state is ClockState.RUNNING


WORKED = {"child_stage": "senior", "child_grade": 1, "work_since": "2027-01"}


def judged(words: str) -> Ruleset:
    return school_world(requirement("works", WORKED_LONG, f'judged_when = "{words}"'))


def test_what_a_judgement_may_still_accept_is_not_called_too_late() -> None:
    day = date(2027, 3, 1)
    (late,) = planned(school_world(requirement("works", WORKED_LONG)), WORKED, day).clocks
    assert late.state is ClockState.TOO_LATE
    (clock,) = planned(judged("months(work_since, exam_day) >= work_months"), WORKED, day).clocks
    assert clock.months == 6
    assert clock.state is ClockState.RUNNING
    assert planned(judged("child_stage in (preschool, senior)"), WORKED, day).clocks == ()


def test_what_comes_too_late_for_the_judgement_as_well_is_called_so() -> None:
    raw = WORKED | {"child_grade": 3, "work_since": "2026-08"}
    rules = judged("months(work_since, exam_day) >= work_months")
    (clock,) = planned(rules, raw, date(2027, 3, 1)).clocks
    assert clock.state is ClockState.TOO_LATE


def test_stage_and_grade_of_a_judgement_are_those_of_the_year_planned_for() -> None:
    earlier = judged("child_stage != senior or child_grade < 3")
    (clock,) = planned(earlier, WORKED, date(2027, 3, 1)).clocks
    assert clock.state is ClockState.TOO_LATE, "in the last year nothing of this holds"


def test_of_several_ways_the_one_with_the_most_time_is_planned() -> None:
    either = requirement(
        "either",
        "months(insured_since, exam_day) >= exam_months"
        " or months(work_since, exam_day) >= work_months",
    )
    raw = {"child_stage": "senior", "child_grade": 2}
    (clock,) = planned(school_world(either), raw).clocks
    assert (clock.question, str(clock.begin_by)) == ("work_since", "2027-03")


def test_a_way_that_nobody_can_take_is_not_planned() -> None:
    rules = school_world(
        requirement(
            "either",
            "owns_home == yes and months(work_since, exam_day) >= work_months"
            " or months(insured_since, exam_day) >= exam_months",
        )
    )
    raw = {"child_stage": "senior", "child_grade": 2, "owns_home": False}
    (clock,) = planned(rules, raw).clocks
    assert clock.question == "insured_since"
    (clock,) = planned(rules, {**raw, "owns_home": True}).clocks
    assert clock.question == "work_since"


def test_of_two_requirements_with_one_clock_the_stricter_counts() -> None:
    rules = school_world(
        PERMIT, requirement("short", "months(residence_permit_since, exam_day) >= work_months")
    )
    (clock,) = planned(rules, {"child_stage": "senior", "child_grade": 1}).clocks
    assert clock.months == 36
    assert set(clock.requirements) == {"permit", "short"}


def test_the_last_year_of_a_stage_is_known() -> None:
    for grade, last in ((3, True), (2, False)):
        _, frame, answers = at(EXAM, {"child_stage": "senior", "child_grade": grade})
        assert is_last_year(frame.service, answers, TODAY) is last


def test_a_child_in_primary_school_sees_by_when_every_clock_must_begin() -> None:
    rules = school_world(PERMIT, ENROLLED)
    raw = {"child_stage": "primary", "child_grade": 5, "has_residence_permit": False}
    frame, service, answers = at(rules, raw)
    found = service.evaluate(answers, TODAY)
    assert found.outcome is Outcome.NOT_YET
    steps = [
        s for s in next_steps(frame, flat_outcome(found, answers), TODAY) if isinstance(s, BeginBy)
    ]
    assert [(str(s.month), [c.question for c in s.clocks]) for s in steps] == [
        ("2030-09", ["residence_permit_since"]),
        ("2031-09", ["child_enrolled_since"]),
        ("2033-09", []),
    ]


@given(
    stage=st.sampled_from([("primary", 6), ("junior", 3), ("senior", 3)]),
    grade=st.integers(1, 6),
    months=st.integers(0, 60),
)
def test_who_begins_in_the_last_month_is_in_time_and_a_month_later_is_not(
    stage: tuple[str, int], grade: int, months: int
) -> None:
    name, most = stage
    day = Month.of(2026, 9).later(months).last_day
    raw: dict[str, object] = {"child_stage": name, "child_grade": min(grade, most)}
    (clock,) = planned(EXAM, raw, day).clocks
    if clock.begin_by <= Month.on(day):
        at_last = {**raw, "residence_permit_since": str(clock.begin_by)}
        assert planned(EXAM, at_last, day).clocks[0].state is ClockState.RUNNING
    if clock.begin_by < Month.on(day):
        later = {**raw, "residence_permit_since": str(clock.begin_by.later(1))}
        assert planned(EXAM, later, day).clocks[0].state is ClockState.TOO_LATE


JUNIOR: dict[str, object] = {"child_stage": "junior", "child_grade": 2}


def test_what_is_kept_of_a_release_is_not_taken_for_another() -> None:
    other = school_world(PERMIT, months=24)
    for _ in range(2):  # worked out, then kept
        assert [its.months for its in planned(EXAM, JUNIOR).clocks] == [36]
        assert [its.months for its in planned(other, JUNIOR).clocks] == [24]


def test_what_is_kept_says_nothing_of_whoever_it_was_worked_out_for() -> None:
    has = {**JUNIOR, "has_residence_permit": True, "residence_permit_since": "2020-01"}
    without = {**JUNIOR, "has_residence_permit": False}
    for _ in range(2):  # worked out, then kept
        assert [its.state for its in planned(EXAM, has).clocks] == [ClockState.RUNNING]
        assert [its.state for its in planned(EXAM, without).clocks] == [ClockState.TO_BEGIN]
