"""Who settles first and who can follow: a grant to the family, never to oneself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.evaluation.answer_reader import Answers, read_answers
from portal.rules.evaluation.family_plan import PlanStep, family_plan
from portal.rules.evaluation.household_outcomes import whole_household
from portal.rules.evaluation.outcomes import Frame, Outcome
from portal.rules.model.households import Household, Subject
from portal.rules.model.months import Month
from portal.rules.model.ruleset import Ruleset

RULES = load(read_folder(SHIPPED))
DAY = date(2026, 11, 30)
NOW = Month.on(DAY)
YOU, PARTNER = (Subject("adult", number) for number in (1, 2))
ELDEST, SECOND = (Subject("child", number) for number in (1, 2))

FROM_SICHUAN = {"hukou_place": "sichuan"}
TWO_YEARS = {
    **FROM_SICHUAN,
    "work": "contract",
    "work_district": "yongchuan",
    "work_area_since": "2024-11",
    "pension_insured_since": "2024-11",
}
AT_HOME = {**FROM_SICHUAN, "work": "none"}
PUPIL = {
    "child_stage": "primary",
    "child_grade": 3,
    "child_birth_month": "2018-02",
    "child_hukou_place": "sichuan",
}
RENTED = {"home": "registered_rental", "owns_home": False}


def typed(raw: Mapping[str, object]) -> Answers:
    answers, problems = read_answers(RULES.questions, raw, DAY, RULES.gazetteer)
    assert not problems, problems
    return answers


def household(
    home: Mapping[str, object],
    *adults: Mapping[str, object],
    children: tuple[Mapping[str, object], ...] = (),
) -> Household:
    return Household(
        household=typed(home),
        adults=tuple(map(typed, adults)),
        children=tuple(map(typed, children)),
    )


def plan_of(
    told: Household, district: str = "yongchuan", rules: Ruleset = RULES
) -> tuple[PlanStep, ...]:
    frame = Frame(rules, rules.gazetteer.districts[district], DAY)
    outcomes = whole_household(frame, told, rules.services, DAY)
    return family_plan(frame, told, outcomes, DAY)


def told(steps: tuple[PlanStep, ...]) -> list[tuple[str, str, Subject | None]]:
    return [(its.kind, str(its.subject), its.needs) for its in steps]


def test_the_one_who_meets_it_settles_and_the_other_follows() -> None:
    first, second = plan_of(household(RENTED, TWO_YEARS, AT_HOME))
    assert (first.service, first.subject, first.needs) == ("settle-by-work", YOU, None)
    assert (first.month, first.when_done) == (NOW, False)
    assert (second.service, second.subject, second.needs) == ("settle-with-family", PARTNER, YOU)
    assert second.month >= NOW
    assert not second.when_done


def test_it_does_not_matter_who_was_told_first() -> None:
    first, second = plan_of(household(RENTED, AT_HOME, TWO_YEARS))
    assert (first.subject, second.subject, second.needs) == (PARTNER, YOU, PARTNER)


def test_a_child_follows_and_then_goes_to_school_by_its_own_registration() -> None:
    steps = plan_of(household(RENTED, TWO_YEARS, children=(PUPIL,)))
    assert told(steps) == [
        ("settle", "adult:1", None),
        ("join", "child:1", YOU),
        ("school", "child:1", ELDEST),
    ]
    assert steps[2].service == "compulsory-education"


def test_whoever_is_registered_here_already_does_not_follow() -> None:
    here = {**PUPIL, "child_hukou_place": "chongqing", "child_hukou_district": "yongchuan"}
    steps = plan_of(household(RENTED, TWO_YEARS, children=(here, PUPIL)))
    assert [str(its.subject) for its in steps if its.kind == "join"] == ["child:2"]


def test_of_whom_it_was_not_told_where_they_are_registered_nothing_is_planned() -> None:
    steps = plan_of(household(RENTED, TWO_YEARS, {}, children=({"child_stage": "primary"},)))
    assert [its.kind for its in steps] == ["settle"]


def test_a_grown_up_child_does_not_follow() -> None:
    grown = {**PUPIL, "child_stage": "vocational", "child_birth_month": "2005-02"}
    assert [its.kind for its in plan_of(household(RENTED, TWO_YEARS, children=(grown,)))] == [
        "settle"
    ]


def test_where_the_counter_decides_it_is_planned_as_if_it_were_granted() -> None:
    frame = Frame(RULES, RULES.gazetteer.districts["yongchuan"], date(2026, 11, 15))
    you = household(RENTED, TWO_YEARS, AT_HOME)
    outcomes = whole_household(frame, you, RULES.services, DAY)
    assert outcomes["settle-by-work"][0].outcome is Outcome.COUNTER_DECIDES
    first, second = family_plan(frame, you, outcomes, DAY)
    assert first.when_done
    assert second.when_done


def test_nobody_settles_nobody_follows() -> None:
    assert plan_of(household(RENTED, {}, AT_HOME)) == ()


def test_a_student_in_the_household_of_the_school_brings_nobody() -> None:
    student = {**FROM_SICHUAN, "work": "student", "qualification": "none"}
    steps = plan_of(household(RENTED, student, AT_HOME))
    assert not [its for its in steps if its.kind == "join"]


def test_time_alone_leads_to_a_plan_with_its_month() -> None:
    later = {**TWO_YEARS, "work_area_since": "2025-06", "pension_insured_since": "2025-05"}
    first, second = plan_of(household(RENTED, later, AT_HOME))
    assert first.month > NOW
    assert second.month >= first.month


@pytest.mark.parametrize(
    "name", ["settle-by-work", "settle-by-home", "settle-as-graduate-or-skilled"]
)
def test_a_settlement_that_brings_the_family_says_by_which_source(name: str) -> None:
    grant = RULES.services[name].grants_family
    assert grant is not None
    assert grant.citations
    assert set(grant.joins) == {"spouse", "parent"}


def test_a_plan_leaves_everybody_registered_where_they_are() -> None:
    couple = household(RENTED, TWO_YEARS, AT_HOME, children=(PUPIL,))
    steps = plan_of(couple)
    assert [its.kind for its in steps] == ["settle", "join", "join", "school"]
    assert couple == household(RENTED, TWO_YEARS, AT_HOME, children=(PUPIL,))
    for step in steps:
        if step.kind == "join":
            assert step.outcome is not Outcome.DOES_NOT_CONCERN, "it would be, once registered here"
