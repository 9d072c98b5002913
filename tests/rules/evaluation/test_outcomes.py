"""Outcomes in their order, reasons of unknown, strength; and what holds for every situation."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.findings import Reason
from portal.rules.evaluation.interview import agenda
from portal.rules.evaluation.outcomes import Evaluation, Frame, Outcome, Strength
from portal.rules.model.months import NONE, Month
from portal.rules.problem_codes import AnswerCode
from tests.rules.said import said_by
from tests.rules.worlds import TODAY, evaluate, requirement, world

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
    found = evaluate(world(WORK), {"work": "contract", "work_since": "2026-06"})
    assert found.outcome is Outcome.DOES_NOT_MEET


def test_in_the_month_of_the_threshold_the_day_decides_and_nothing_is_asked() -> None:
    found = evaluate(world(WORK), {"work": "contract", "work_since": "2026-05"})
    (finding,) = found.findings
    assert found.outcome is Outcome.ASK_THE_COUNTER
    assert (finding.reason, finding.by_day, finding.missing) == (Reason.DAY, ("work_since",), ())
    assert finding.answers == ("work", "work_since")


def test_an_upper_limit_is_open_in_the_month_of_the_threshold_too() -> None:
    rules = world(requirement("new", "months(work_since) <= work_months"))
    for since, outcome in (
        ("2026-05", Outcome.MEETS),
        ("2026-04", Outcome.ASK_THE_COUNTER),
        ("2026-03", Outcome.DOES_NOT_MEET),
    ):
        assert evaluate(rules, {"work_since": since}).outcome is outcome, since
    last = date(2026, 11, 30)
    assert evaluate(rules, {"work_since": "2026-05"}, day=last).outcome is Outcome.MEETS
    assert evaluate(rules, {"work_since": "2026-04"}, day=last).outcome is Outcome.DOES_NOT_MEET


def test_whole_years_are_open_in_the_month_in_which_they_turn() -> None:
    rules = world(requirement("old", "years(work_since) >= 3"))
    for since, verdict in (
        ("2023-10", Verdict.YES),
        ("2023-11", Verdict.UNKNOWN),
        ("2023-12", Verdict.NO),
    ):
        assert verdicts(evaluate(rules, {"work_since": since})) == {"old": verdict}


@pytest.mark.parametrize("since", ["2026-12", "2030-01", NONE])
def test_the_kernel_counts_no_month_for_one_after_the_day(since: str) -> None:
    rules = world(requirement("new", "months(work_since) == 0"))
    frame = Frame(rules, rules.gazetteer.districts["town"], TODAY).service("flat")
    answer = NONE if since == NONE else Month.read(since)
    assert frame.evaluate({"work_since": answer}, TODAY).outcome is Outcome.MEETS


def test_the_day_stands_behind_a_gap_and_before_judgement_among_the_reasons() -> None:
    both = requirement("both", "months(work_since) >= work_months and income <= income_line")
    judged = requirement("judged", "months(work_since) >= work_months", 'check = "judgement"')
    found = evaluate(world(both, judged), {"work_since": "2026-05", "income": 1})
    assert [its.reasons for its in found.findings] == [
        (Reason.GAP, Reason.DAY),
        (Reason.DAY, Reason.JUDGEMENT),
    ]
    unclear = evaluate(world(both), {"work_since": None, "income": 1}).findings[0]
    assert unclear.reasons == (Reason.DONT_KNOW, Reason.GAP)


def test_a_judged_limit_that_a_day_decides_says_both() -> None:
    two = 'judged_when = "months(work_since) >= 3"'
    rules = world(requirement("between", "months(work_since) >= work_months", two))
    found = evaluate(rules, {"work_since": "2026-08"}).findings[0]
    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Reason.DAY, Reason.JUDGEMENT))
    assert evaluate(rules, {"work_since": "2026-05"}).findings[0].reasons == (Reason.DAY,)


def test_a_span_that_decides_is_taken_and_one_that_does_not_asks_the_exact_month() -> None:
    rules = world(requirement("long", "months(work_since) >= work_months"))
    assert evaluate(rules, {"work_since": "2019-01/2021-12"}).outcome is Outcome.MEETS
    assert evaluate(rules, {"work_since": "2026-09/2026-11"}).outcome is Outcome.DOES_NOT_MEET
    found = evaluate(rules, {"work_since": "2026-01/2026-11"})
    assert found.outcome is Outcome.MORE_INFORMATION
    assert found.findings[0].reason is Reason.UNANSWERED
    assert found.missing == ("work_since",)
    assert found.findings[0].answers == ("work_since",)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-11/2026-12", AnswerCode.FUTURE),
        ("2021-12/2019-01", AnswerCode.MONTH),
        ("1899-12/2019-01", AnswerCode.MONTH),
    ],
)
def test_a_span_after_the_day_or_the_wrong_way_round_is_refused(
    written: str, code: AnswerCode
) -> None:
    rules = world(WORK)
    _, problems = read_answers(rules.questions, {"work_since": written}, TODAY, rules.gazetteer)
    assert [its.code for its in problems] == [code]


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


def test_beside_a_gap_the_other_requirements_are_asked_for_they_are_worth_knowing() -> None:
    found = evaluate(world(WORK, INCOME), {"work": "contract", "work_since": "2026-04"})
    assert found.outcome is Outcome.ASK_THE_COUNTER
    contested = 'contested = [{ since = 2020-01-01, source = "page" }]'
    lenient = requirement("works", "work == contract", contested)
    assert evaluate(world(lenient, INCOME), {}).missing == ("work",)


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
    assert found.outcome is Outcome.COUNTER_DECIDES
    assert reasons(found)["needy"] is Reason.JUDGEMENT
    alone = evaluate(world(JUDGED), {})
    assert (alone.outcome, alone.strength) == (Outcome.ASK_THE_COUNTER, None)


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


@pytest.mark.parametrize(
    ("sources", "refused"),
    [
        ('"lone"', Outcome.ASK_THE_COUNTER),
        ('["lone", "lone art.2"]', Outcome.ASK_THE_COUNTER),
        ('["lone", "other"]', Outcome.DOES_NOT_MEET),
        ('"page"', Outcome.DOES_NOT_MEET),
        ('["lone", "law"]', Outcome.DOES_NOT_MEET),
    ],
)
def test_a_no_that_rests_on_a_single_secondary_page_is_left_to_the_counter(
    sources: str, refused: Outcome
) -> None:
    text = requirement("works", "work == contract").replace('source = "law"', f"source = {sources}")
    found = evaluate(world(text), {"work": "none"})
    assert found.outcome is refused
    if refused is Outcome.ASK_THE_COUNTER:
        assert reasons(found) == {"works": Reason.JUDGEMENT}
        assert found.missing == ()
    met = evaluate(world(text), {"work": "contract"})
    assert (met.outcome, met.strength) == (Outcome.MEETS, Strength.INDICATIVE)


def test_a_no_by_an_amount_known_from_a_single_secondary_page_is_left_to_the_counter() -> None:
    rules = world(HOME)
    single = replace(rules.sources["page"], origins=1)
    poorer = replace(rules, sources={**rules.sources, "page": single})
    answers = {"owns_home": True, "space": 15}
    assert evaluate(rules, answers).outcome is Outcome.DOES_NOT_MEET
    found = evaluate(poorer, answers)
    assert (found.outcome, reasons(found)) == (
        Outcome.ASK_THE_COUNTER,
        {"homeless": Reason.JUDGEMENT},
    )
    assert evaluate(poorer, {"owns_home": True, "space": 14.9}).outcome is Outcome.MEETS


def test_outside_what_is_covered_nothing_is_ever_met() -> None:
    rules = world(WORK, covers='since = 2020-01-01\ndistricts = "centre"')
    answers = {"work": "contract", "work_since": "2019-01"}
    assert evaluate(rules, answers).outcome is Outcome.MEETS
    found = evaluate(rules, answers, district="hill")
    assert found.outcome is Outcome.INFORMATION
    assert not found.covered
    assert found.missing == ()
    assert evaluate(rules, answers, day=date(2019, 12, 31)).outcome is Outcome.INFORMATION


def test_concerns_comes_first_and_is_asked_first() -> None:
    rules = world(WORK, head='concerns = "owns_home == no"\n')
    assert evaluate(rules, {"owns_home": True}).outcome is Outcome.DOES_NOT_CONCERN
    open_yet = evaluate(rules, {"work": "none"})
    assert open_yet.outcome is Outcome.MORE_INFORMATION
    assert open_yet.missing == ("owns_home",)
    assert evaluate(rules, {"work": "none", "owns_home": False}).outcome is Outcome.DOES_NOT_MEET
    unsure = evaluate(rules, {"work": "none", "owns_home": None})
    assert (unsure.outcome, unsure.concern_unsure) == (Outcome.ASK_THE_COUNTER, True)
    assert verdicts(unsure) == {"works": Verdict.NO}


def test_whom_a_service_concerns_by_the_day_is_asked_at_the_counter() -> None:
    rules = world(
        requirement("homeless", "owns_home == no"),
        head='concerns = "months(work_since) >= 6"\n',
    )
    for home in (True, False):
        found = evaluate(rules, {"work_since": "2026-05", "owns_home": home})
        assert (found.outcome, found.concern_by_day) == (Outcome.ASK_THE_COUNTER, True)
    on_the_last_day = date(2026, 11, 30)
    found = evaluate(rules, {"work_since": "2026-05", "owns_home": False}, day=on_the_last_day)
    assert (found.outcome, found.concern_by_day) == (Outcome.MEETS, False)
    assert evaluate(rules, {"work_since": "2026-06"}).outcome is Outcome.DOES_NOT_CONCERN


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
    in_order = evaluate(EVERYTHING, answers, district)
    assert said_by(evaluate(EVERYTHING, shuffled, district)) == said_by(in_order)


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
    again = evaluate(EVERYTHING, answers, today=TODAY)
    assert said_by(evaluate(EVERYTHING, answers)) == said_by(again)
