"""Conditions compiled once for all districts and days: what is shared, and what is not."""

from __future__ import annotations

import gc
import weakref
from datetime import date

from portal.rules.evaluation.answer_reader import Answers, read_answers
from portal.rules.evaluation.outcomes import Frame, ServiceFrame
from portal.rules.evaluation.prepared_service import OtherTests, prepared_service
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import TODAY, requirement, world

WORK = requirement("works", "work == contract and months(work_since) >= work_months")
LATER = requirement("homeless", "owns_home == no", "since = 2030-01-01")


def frame(rules: Ruleset, day: date = TODAY, district: str = "town") -> ServiceFrame:
    return Frame(rules, rules.gazetteer.districts[district], day).service("flat")


def read(rules: Ruleset, **raw: str | bool) -> Answers:
    answers, problems = read_answers(rules.questions, raw, TODAY, rules.gazetteer)
    assert not problems
    return answers


def test_the_frames_of_all_districts_and_days_share_what_depends_on_neither() -> None:
    rules = world(WORK)
    prepared = prepared_service(rules.services["flat"], rules)
    frames = [
        frame(rules, day, district)
        for day in (TODAY, date(2027, 3, 1))
        for district in rules.gazetteer.districts
        if rules.gazetteer.districts[district].period.holds(day)
    ]
    assert len(frames) > 3
    for its in frames:
        (works,) = its.requirements
        assert works.prepared is prepared.requirements["works"]


def test_what_is_prepared_goes_with_its_release() -> None:
    rules = world(WORK)
    prepared = weakref.ref(prepared_service(rules.services["flat"], rules))
    assert prepared() is not None
    del rules
    gc.collect()
    assert prepared() is None


def test_rules_of_equal_words_are_prepared_each_for_itself() -> None:
    one, other = world(WORK), world(WORK)
    first = prepared_service(one.services["flat"], one)
    assert prepared_service(one.services["flat"], one) is first
    assert prepared_service(other.services["flat"], other) is not first


def test_an_answer_that_no_requirement_in_force_reads_leads_to_the_same_evaluation() -> None:
    rules = world(WORK, LATER)
    its = frame(rules)
    kept = its.evaluate(read(rules, work="contract", work_since="2026-01"), TODAY)
    besides = read(rules, work="contract", work_since="2026-01", owns_home=True)
    assert its.evaluate(besides, TODAY) is kept
    then = frame(rules, date(2030, 1, 1))
    assert [its.name for its in then.evaluate(besides, TODAY).findings] == ["works", "homeless"]


def test_tests_that_stand_in_leave_what_they_stand_in_for_as_it_was() -> None:
    rules = world(WORK)
    its = frame(rules)
    results = its.requirements[0].tests.all(read(rules, work="contract", work_since="2026-01"))
    other = OtherTests([(0, 1)]).over(results)
    assert other[0] is results[1]
    assert other[1:] == list(results[1:])
