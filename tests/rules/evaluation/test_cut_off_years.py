"""At which year's cut-off a requirement is measured, where stage and grade do not say it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.findings import Finding, Reason
from portal.rules.evaluation.outcomes import Outcome
from portal.rules.model.months import Month
from portal.rules.model.ruleset import Ruleset
from tests.rules.school_worlds import at, school_world
from tests.rules.worlds import TODAY, requirement

PAID = requirement("paid", "months(insured_since, exam_day) >= exam_months")
EXAM = school_world(PAID)
FULL_THIS_YEAR = "2023-09"
FULL_NEXT_YEAR = "2024-09"
NOT_EVEN_THEN = "2024-10"


def finding(
    since: str, stage: str | None, grade: int | None, day: date = TODAY, rules: Ruleset = EXAM
) -> Finding:
    raw: dict[str, object] = {"insured_since": since, "child_stage": stage, "child_grade": grade}
    _, frame, answers = at(rules, raw, day)
    (found,) = frame.evaluate(answers, TODAY).findings
    return found


@pytest.mark.parametrize(
    ("since", "verdict"),
    [
        (FULL_THIS_YEAR, Verdict.YES),
        ("2023-10", Verdict.UNKNOWN),
        (FULL_NEXT_YEAR, Verdict.UNKNOWN),
        (NOT_EVEN_THEN, Verdict.NO),
    ],
)
def test_where_the_grade_is_not_known_what_lies_between_two_cut_offs_is_judged(
    since: str, verdict: Verdict
) -> None:
    found = finding(since, "senior", None)
    assert found.verdict is verdict
    assert found.reasons == ((Reason.JUDGEMENT,) if verdict is Verdict.UNKNOWN else ())


@pytest.mark.parametrize(
    ("since", "verdict"), [(FULL_THIS_YEAR, Verdict.YES), ("2023-10", Verdict.NO)]
)
def test_in_the_last_year_only_this_years_cut_off_counts(since: str, verdict: Verdict) -> None:
    assert finding(since, "senior", 3).verdict is verdict


def test_from_january_to_august_it_is_the_cut_off_of_the_autumn_before() -> None:
    for day in (date(2027, 1, 1), date(2027, 8, 31)):
        assert finding(FULL_THIS_YEAR, "senior", 3, day).verdict is Verdict.YES
        assert finding("2023-10", "senior", 3, day).verdict is Verdict.NO
    assert finding("2022-09", "senior", 3, date(2026, 8, 31)).verdict is Verdict.YES
    assert finding("2022-10", "senior", 3, date(2026, 8, 31)).verdict is Verdict.NO
    assert finding("2022-10", "senior", 3, date(2026, 9, 1)).verdict is Verdict.YES


def test_a_grade_that_was_not_asked_yet_is_asked_where_the_years_differ() -> None:
    rules = school_world(PAID, head='last_stage = "senior"\nlast_grade = 3\n')
    for since, missing in ((FULL_THIS_YEAR, ()), ("2023-10", ("child_grade",))):
        _, frame, answers = at(rules, {"insured_since": since, "child_stage": "senior"})
        evaluation = frame.evaluate(answers, TODAY)
        assert evaluation.findings[0].missing == missing
        assert (evaluation.outcome is Outcome.MORE_INFORMATION) is bool(missing)


def test_beside_a_service_without_a_last_grade_a_cut_off_is_that_of_the_day() -> None:
    rules = school_world(PAID, head="")
    assert finding("2023-10", None, None, rules=rules).verdict is Verdict.NO


@given(
    since=st.integers(-60, 0).map(lambda ago: str(Month.of(2026, 11).later(ago))),
    grade=st.integers(1, 3),
)
def test_a_known_verdict_agrees_with_that_of_every_grade_of_the_two_years(
    since: str, grade: int
) -> None:
    unknown = finding(since, "senior", None).verdict
    if unknown is not Verdict.UNKNOWN and grade == 3:
        assert finding(since, "senior", grade).verdict is unknown
