"""Outcomes in their order, reasons of unknown, strength; and what holds for every situation."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.evaluation import Evaluation, Outcome, Strength
from portal.rules.findings import Reason
from portal.rules.interview import agenda
from portal.rules.verdict import Verdict

from .worlds import TODAY, evaluate, requirement, world

WORK = requirement("works", "work == contract and months(work_since) >= work_months")
HOME = requirement("homeless", "owns_home == no or space < minimum_space")
INCOME = requirement("poor", "income <= income_line")
JUDGED = requirement("needy", "", 'check = "judgement"')
FORMALITY = requirement("photo", "", 'check = "formality"')


def reasons(evaluation: Evaluation) -> dict[str, Reason | None]:
    return {f.requirement.id: f.reason for f in evaluation.findings}


def verdicts(evaluation: Evaluation) -> dict[str, Verdict]:
    return {f.requirement.id: f.verdict for f in evaluation.findings}


def test_all_requirements_met_is_meets_and_confirmed_by_law() -> None:
    found = evaluate(world(WORK), {"work": "contract", "work_since": "2026-04"})
    assert (found.outcome, found.strength) == (Outcome.MEETS, Strength.CONFIRMED)
    assert found.met == 1


def test_a_month_less_does_not_meet() -> None:
    found = evaluate(world(WORK), {"work": "contract", "work_since": "2026-05"})
    assert found.outcome is Outcome.DOES_NOT_MEET


def test_nothing_answered_is_more_information() -> None:
    found = evaluate(world(WORK, HOME), {})
    assert found.outcome is Outcome.MORE_INFORMATION
    assert found.missing == ("work", "work_since", "owns_home", "space")


def test_a_decided_part_alone_is_the_reason() -> None:
    found = evaluate(world(WORK), {"work": "none", "work_since": "2020-01"})
    assert found.findings[0].answers == ("work",)


def test_an_alternative_that_holds_makes_the_other_question_idle() -> None:
    found = evaluate(world(HOME), {"owns_home": False})
    assert found.outcome is Outcome.MEETS
    assert found.findings[0].parameters == {}


def test_a_gap_is_unknown_and_asks_nothing() -> None:
    found = evaluate(world(INCOME), {})
    assert found.outcome is Outcome.ASK_THE_COUNTER
    assert reasons(found) == {"poor": Reason.GAP}
    assert found.findings[0].gaps == ("income_line",)
    assert found.missing == ()


def test_beside_a_gap_only_what_can_give_a_no_is_asked() -> None:
    found = evaluate(world(WORK, INCOME), {"work": "contract", "work_since": "2026-04"})
    assert found.outcome is Outcome.ASK_THE_COUNTER
    contested = 'contested = [{ since = 2020-01-01, source = "page" }]'
    lenient = requirement("works", "work == contract", contested)
    assert evaluate(world(lenient, INCOME), {}).missing == ()


def test_i_do_not_know_is_unknown_and_not_asked_again() -> None:
    found = evaluate(world(HOME), {"owns_home": None, "space": 20})
    assert found.outcome is Outcome.ASK_THE_COUNTER
    assert reasons(found) == {"homeless": Reason.DONT_KNOW}
    assert agenda([found], world(HOME).questions).next is None


def test_i_do_not_know_beside_an_open_alternative_asks_the_alternative() -> None:
    found = evaluate(world(HOME), {"owns_home": None})
    assert found.outcome is Outcome.MORE_INFORMATION
    assert found.missing == ("space",)


def test_judgement_keeps_a_service_from_being_met() -> None:
    found = evaluate(world(WORK, JUDGED), {"work": "contract", "work_since": "2026-04"})
    assert found.outcome is Outcome.ASK_THE_COUNTER
    assert reasons(found)["needy"] is Reason.JUDGEMENT


def test_judgement_with_a_condition_can_give_a_no_and_never_a_yes() -> None:
    rules = world(requirement("needy", "owns_home == no", 'check = "judgement"'))
    assert evaluate(rules, {"owns_home": True}).outcome is Outcome.DOES_NOT_MEET
    assert evaluate(rules, {"owns_home": False}).outcome is Outcome.ASK_THE_COUNTER
    assert evaluate(rules, {}).missing == ("owns_home",)


def test_a_formality_decides_nothing_and_is_not_counted() -> None:
    found = evaluate(world(WORK, FORMALITY), {"work": "contract", "work_since": "2026-04"})
    assert found.outcome is Outcome.MEETS
    assert (found.met, len(found.findings)) == (1, 1)
    assert [r.id for r in found.formalities] == ["photo"]


def test_between_two_limits_the_counter_judges() -> None:
    two = 'judged_when = "months(work_since) >= 0 and space < minimum_space"'
    rules = world(requirement("between", "owns_home == no", two))
    assert evaluate(rules, {"owns_home": False}).outcome is Outcome.MEETS
    between = evaluate(rules, {"owns_home": True, "work_since": "none", "space": 14.9})
    assert between.outcome is Outcome.ASK_THE_COUNTER
    assert reasons(between) == {"between": Reason.JUDGEMENT}
    beyond = evaluate(rules, {"owns_home": True, "work_since": "none", "space": 15})
    assert beyond.outcome is Outcome.DOES_NOT_MEET
    assert set(beyond.findings[0].answers) == {"owns_home", "space"}


def test_a_no_that_a_later_policy_announced_to_end_is_contested() -> None:
    extra = 'contested = [{ since = 2023-03-10, districts = "centre", source = "page" }]'
    rules = world(requirement("works", "work == contract", extra))
    answers = {"work": "none"}
    assert evaluate(rules, answers, day=date(2023, 3, 9)).outcome is Outcome.DOES_NOT_MEET
    contested = evaluate(rules, answers, day=date(2023, 3, 10))
    assert contested.outcome is Outcome.ASK_THE_COUNTER
    assert reasons(contested) == {"works": Reason.CONTESTED}
    assert [c.source for c in contested.findings[0].citations] == ["law", "page"]
    assert evaluate(rules, answers, district="hill").outcome is Outcome.DOES_NOT_MEET
    assert evaluate(rules, {"work": "contract"}).outcome is Outcome.MEETS


def test_outside_what_is_covered_nothing_is_ever_met() -> None:
    rules = world(WORK, covers='since = 2020-01-01\ndistricts = "centre"')
    answers = {"work": "contract", "work_since": "2019-01"}
    assert evaluate(rules, answers).outcome is Outcome.MEETS
    found = evaluate(rules, answers, district="hill")
    assert found.outcome is Outcome.ASK_THE_COUNTER
    assert not found.covered
    assert found.missing == ()
    assert evaluate(rules, answers, day=date(2019, 12, 31)).outcome is Outcome.ASK_THE_COUNTER


def test_concerns_comes_first_and_is_asked_first() -> None:
    rules = world(WORK, head='concerns = "owns_home == no"\n')
    assert evaluate(rules, {"owns_home": True}).outcome is Outcome.DOES_NOT_CONCERN
    open_yet = evaluate(rules, {"work": "none"})
    assert open_yet.outcome is Outcome.MORE_INFORMATION
    assert open_yet.missing == ("owns_home",)
    assert evaluate(rules, {"work": "none", "owns_home": False}).outcome is Outcome.DOES_NOT_MEET
    assert evaluate(rules, {"work": "none", "owns_home": None}).outcome is Outcome.DOES_NOT_MEET


@pytest.mark.parametrize(
    ("today", "strength"),
    [(date(2027, 11, 22), Strength.CONFIRMED), (date(2027, 11, 23), Strength.INDICATIVE)],
)
def test_law_past_its_review_is_only_indicative(today: date, strength: Strength) -> None:
    rules = world(requirement("works", "work == contract"))
    assert evaluate(rules, {"work": "contract"}, today=today).strength is strength


def test_an_amount_from_a_weak_page_makes_the_finding_weak() -> None:
    found = evaluate(world(HOME), {"owns_home": True, "space": 10})
    assert (found.outcome, found.strength) == (Outcome.MEETS, Strength.INDICATIVE)


def test_one_confirmed_no_confirms_the_no() -> None:
    weak = requirement("weak", "work == contract", source="page")
    strong = requirement("strong", "owns_home == no")
    found = evaluate(world(weak, strong), {"work": "none", "owns_home": True})
    assert found.strength is Strength.CONFIRMED
    found = evaluate(world(weak, strong), {"work": "none", "owns_home": False})
    assert found.strength is Strength.INDICATIVE


def test_a_district_that_rules_do_not_name_is_left_alone() -> None:
    local = requirement("local", "owns_home == no", 'districts = "town"')
    assert set(verdicts(evaluate(world(WORK, local), {}))) == {"works", "local"}
    assert set(verdicts(evaluate(world(WORK, local), {}, district="hill"))) == {"works"}


def test_months_count_up_to_a_cut_off_and_not_beyond_the_rows() -> None:
    rules = world(requirement("long", "months(work_since, cut_off) >= work_months"))
    assert evaluate(rules, {"work_since": "2026-03"}).outcome is Outcome.MEETS
    assert evaluate(rules, {"work_since": "2026-04"}).outcome is Outcome.DOES_NOT_MEET
    gap = evaluate(rules, {"work_since": "2020-01"}, day=date(2025, 12, 31))
    assert reasons(gap) == {"long": Reason.GAP}


# What holds in every situation.

EVERYTHING = world(
    WORK,
    HOME,
    requirement("near", "insured_district in group(centre) or persons == 1"),
    requirement("paid", "not (months(insured_since) < work_months and work == flexible)"),
    requirement("judged", "persons < 10", 'check = "judgement"\ndistricts = "hill"'),
    requirement("fought", "work != none", 'contested = [{ districts = "north", source = "page" }]'),
    head='concerns = "persons < 15"\n',
)
POSSIBLE: dict[str, st.SearchStrategy[object]] = {
    "work": st.sampled_from(["contract", "flexible", "none", None]),
    "work_since": st.sampled_from(["2020-01", "2026-05", "2026-06", "none", None]),
    "insured_since": st.sampled_from(["2020-01", "2026-05", "2026-06", "none", None]),
    "insured_district": st.sampled_from(["town", "hill", "new", None]),
    "owns_home": st.sampled_from([True, False, None]),
    "space": st.sampled_from([0, 14.9, 15, 15.1, None]),
    "persons": st.sampled_from([1, 2, 9, 10, 15, None]),
}
SITUATIONS = st.fixed_dictionaries({}, optional=POSSIBLE)
COMPLETIONS = st.fixed_dictionaries(POSSIBLE)
PLACES = st.sampled_from(["town", "hill", "new"])
KNOWN = (Outcome.MEETS, Outcome.DOES_NOT_MEET, Outcome.DOES_NOT_CONCERN)


@given(SITUATIONS, COMPLETIONS, PLACES)
def test_a_known_verdict_and_outcome_survive_every_further_answer(
    given_so_far: dict[str, object], completion: dict[str, object], district: str
) -> None:
    before = evaluate(EVERYTHING, given_so_far, district)
    after = evaluate(EVERYTHING, {**completion, **given_so_far}, district)
    for first, then in zip(before.findings, after.findings, strict=True):
        if first.verdict is not Verdict.UNKNOWN:
            assert then.verdict is first.verdict
    if before.outcome in KNOWN:
        assert after.outcome is before.outcome


@given(SITUATIONS, COMPLETIONS, PLACES)
def test_answering_what_is_missing_settles_it_and_the_bound_only_falls(
    answers: dict[str, object], completion: dict[str, object], district: str
) -> None:
    bound = None
    for _ in range(len(POSSIBLE) + 1):
        found = evaluate(EVERYTHING, answers, district)
        asked = agenda([found], EVERYTHING.questions)
        if bound is not None:
            assert asked.at_most < bound
        bound = asked.at_most
        if asked.next is None:
            break
        assert asked.next not in answers
        answers = {**answers, asked.next: completion[asked.next]}
    assert found.outcome is not Outcome.MORE_INFORMATION


@given(COMPLETIONS, PLACES, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(
    answers: dict[str, object], district: str, random: object
) -> None:
    names = list(answers)
    random.shuffle(names)  # type: ignore[attr-defined]
    shuffled = {name: answers[name] for name in names}
    assert evaluate(EVERYTHING, shuffled, district) == evaluate(EVERYTHING, answers, district)


@given(SITUATIONS, PLACES, st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_no_situation_raises_and_what_is_idle_is_not_asked(
    answers: dict[str, object], district: str, today: date
) -> None:
    found = evaluate(EVERYTHING, answers, district, today=today)
    assert not set(found.missing) & set(answers)
    assert bool(found.missing) == (found.outcome is Outcome.MORE_INFORMATION)
    for finding in found.findings:
        assert (finding.reason is None) == (finding.verdict is not Verdict.UNKNOWN)


def test_evaluating_twice_gives_the_same() -> None:
    answers = {"work": "contract", "work_since": "2026-04"}
    assert evaluate(EVERYTHING, answers) == evaluate(EVERYTHING, answers, today=TODAY)
