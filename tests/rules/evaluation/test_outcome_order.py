"""The order of outcomes, what only the counter has left to see, and what holds for all of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.findings import Finding, Reason
from portal.rules.evaluation.interview import agenda
from portal.rules.evaluation.outcomes import Evaluation, Frame, Outcome, Strength
from portal.rules.model.months import Month
from portal.rules.model.parameters import last_known
from tests.rules.worlds import TODAY, evaluate, requirement, world

WORK = requirement("works", "work == contract")
JUDGED = requirement("needy", "", 'check = "judgement"')
LONG = requirement("long", "months(work_since) >= work_months")
LINE = """
[parameters.line]
text.zh = "线"
text.en = "Line"
unit = "fen_per_month"
yearly = true
[[parameters.line.rows]]
since = 2024-01-01
until = 2024-12-31
value = 300000
source = "law"
[[parameters.line.rows]]
districts = "north"
since = 2024-01-01
until = 2024-11-23
value = 300000
source = "law"
[[parameters.line.rows]]
districts = "town"
since = 2025-01-01
until = 2025-12-31
value = 400000
source = "law"
[[parameters.line.rows]]
districts = "town"
since = 2027-01-01
until = 2027-12-31
value = 500000
source = "law"
"""
POOR = requirement("poor", "income <= line")


def test_an_entitlement_is_information_at_once_and_only_concern_undoes_it() -> None:
    head = 'kind = "entitlement"\nconcerns = "owns_home == no"\n'
    rules = world(WORK, head=head)
    for answers in ({}, {"owns_home": False}, {"owns_home": None}, {"work": "none"}):
        found = evaluate(rules, answers)
        assert (found.outcome, found.strength, found.missing) == (Outcome.INFORMATION, None, ())
    assert evaluate(rules, {"owns_home": True}).outcome is Outcome.DOES_NOT_CONCERN


def test_an_entitlement_needs_no_requirement() -> None:
    assert evaluate(world(head='kind = "entitlement"\n'), {}).outcome is Outcome.INFORMATION


def test_what_is_ahead_comes_before_every_requirement() -> None:
    rules = world(WORK, head='concerns = "owns_home == no"\nahead = "persons < 3"\n')
    sure = {"owns_home": False, "work": "none"}
    found = evaluate(rules, {**sure, "persons": 2})
    assert (found.outcome, found.strength, found.missing) == (Outcome.NOT_YET, None, ())
    open_yet = evaluate(rules, sure)
    assert (open_yet.outcome, open_yet.missing) == (Outcome.MORE_INFORMATION, ("persons",))
    assert open_yet.ahead_open
    assert evaluate(rules, {**sure, "persons": 3}).outcome is Outcome.DOES_NOT_MEET
    unsure = evaluate(rules, {**sure, "persons": None})
    assert (unsure.outcome, unsure.ahead_unsure) == (Outcome.ASK_THE_COUNTER, True)
    assert evaluate(rules, {"persons": 2, "owns_home": None}).outcome is Outcome.NOT_YET


def test_in_doubt_whether_it_concerns_nothing_is_met_or_refused_and_findings_stand() -> None:
    rules = world(WORK, JUDGED, head='concerns = "owns_home == no"\n')
    for work, verdict in (("contract", Verdict.YES), ("none", Verdict.NO)):
        found = evaluate(rules, {"owns_home": None, "work": work})
        assert (found.outcome, found.concern_unsure) == (Outcome.ASK_THE_COUNTER, True)
        assert found.findings[0].verdict is verdict
    asks_on = evaluate(rules, {"owns_home": None})
    assert (asks_on.outcome, asks_on.missing) == (Outcome.MORE_INFORMATION, ("work",))


def test_where_an_answer_could_end_the_doubt_it_is_asked_before_anything_is_said() -> None:
    rules = world(WORK, head='concerns = "owns_home == no or persons == 1"\n')
    found = evaluate(rules, {"owns_home": None, "work": "contract"})
    assert (found.outcome, found.missing) == (Outcome.MORE_INFORMATION, ("persons",))


def test_what_the_counter_judges_by_rule_is_all_that_is_left() -> None:
    found = evaluate(world(WORK, JUDGED), {"work": "contract"})
    assert (found.outcome, found.strength) == (Outcome.COUNTER_DECIDES, Strength.CONFIRMED)
    assert [its.requirement.id for its in found.deciding()] == ["needy"]
    weak = world(WORK.replace('source = "law"', 'source = "page"'), JUDGED)
    assert evaluate(weak, {"work": "contract"}).strength is Strength.INDICATIVE
    assert evaluate(world(JUDGED), {}).outcome is Outcome.ASK_THE_COUNTER


@pytest.mark.parametrize(
    ("usual", "outcome"),
    [("", Outcome.ASK_THE_COUNTER), ("usual = true", Outcome.COUNTER_DECIDES)],
)
def test_a_judged_missed_condition_is_asked_about_unless_it_usually_goes_through(
    usual: str, outcome: Outcome
) -> None:
    judged = requirement("long", "work == flexible", f'judged_when = "persons == 1"\n{usual}')
    rules = world(WORK, judged)
    assert evaluate(rules, {"work": "contract", "persons": 1}).outcome is outcome


def test_a_no_of_a_single_weak_page_is_not_the_counter_s_part_by_rule() -> None:
    weak = requirement("weak", "owns_home == no", 'check = "judgement"', source="lone")
    rules = world(WORK, weak)
    assert evaluate(rules, {"work": "contract", "owns_home": False}).outcome is (
        Outcome.COUNTER_DECIDES
    )
    assert evaluate(rules, {"work": "contract", "owns_home": True}).outcome is (
        Outcome.ASK_THE_COUNTER
    )


def test_a_day_that_the_end_of_the_month_settles_to_yes_is_left_to_the_counter() -> None:
    given_in_may = {"work": "contract", "work_since": "2026-05"}
    assert evaluate(world(WORK, LONG), given_in_may).outcome is Outcome.COUNTER_DECIDES
    short = LONG.replace(">=", "<")
    assert evaluate(world(WORK, short), given_in_may).outcome is Outcome.ASK_THE_COUNTER


def test_a_gap_is_left_to_the_counter_where_the_last_known_amount_says_yes() -> None:
    rules = world(WORK, POOR, LINE)
    found = evaluate(rules, {"work": "contract", "income": 350_000})
    finding = found.findings[1]
    assert (found.outcome, found.strength) == (Outcome.COUNTER_DECIDES, Strength.INDICATIVE)
    assert (finding.verdict, finding.reasons) == (Verdict.UNKNOWN, (Reason.GAP,))
    assert finding.by_last_known is Verdict.YES
    (last,) = finding.last_known
    assert (last.parameter, last.value, last.ended) == ("line", 400_000, date(2025, 12, 31))
    assert finding.coming["line"].value == 500_000
    richer = evaluate(rules, {"work": "contract", "income": 450_000})
    assert (richer.outcome, richer.findings[1].by_last_known) == (
        Outcome.ASK_THE_COUNTER,
        Verdict.NO,
    )


def test_a_gap_asks_what_the_last_known_amount_still_needs_and_nothing_for_an_old_one() -> None:
    rules = world(WORK, POOR, LINE)
    assert evaluate(rules, {"work": "contract"}).missing == ("income",)
    within = evaluate(rules, {"work": "contract"}, district="new", day=date(2026, 12, 31))
    assert within.missing == ("income",)
    old = evaluate(rules, {"work": "contract"}, district="new", day=date(2027, 1, 1))
    assert (old.outcome, old.missing) == (Outcome.ASK_THE_COUNTER, ())
    told = evaluate(rules, {"work": "contract", "income": 1}, district="new", day=date(2027, 1, 1))
    assert (told.outcome, told.findings[1].by_last_known) == (
        Outcome.ASK_THE_COUNTER,
        Verdict.YES,
    )


def test_the_last_known_amount_is_that_of_the_district_and_never_a_city_s_beside_it() -> None:
    rules = world(WORK, POOR, LINE)
    line = rules.services["flat"].parameters["line"]
    district = rules.gazetteer.districts["hill"]
    known = last_known(line, district, TODAY)
    assert known is not None
    assert known.ended == date(2024, 11, 23)
    assert not known.is_recent(TODAY)
    assert known.is_recent(date(2026, 11, 23))


def test_a_day_of_every_year_is_taken_in_the_year_asked_about() -> None:
    yearly = """
[parameters.yearly_cut_off]
text.zh = "截止日"
text.en = "Cut-off"
unit = "day"
yearly = true
[[parameters.yearly_cut_off.rows]]
since = 2024-09-01
until = 2025-08-31
value = 2024-08-31
source = "law"
"""
    counted = requirement("long", "months(work_since, yearly_cut_off) >= work_months")
    rules = world(WORK, counted, yearly)
    found = evaluate(rules, {"work": "contract", "work_since": "2026-02"}).findings[1]
    (last,) = found.last_known
    assert (last.value, last.row.value) == (date(2026, 8, 31), date(2024, 8, 31))
    assert found.by_last_known is Verdict.YES
    spring = evaluate(rules, {"work": "contract"}, day=date(2026, 3, 1)).findings[1]
    assert spring.last_known[0].value == date(2025, 8, 31)


@pytest.mark.parametrize("day", [date.min, date(2, 2, 28), date(9998, 12, 31), date.max])
def test_the_first_and_the_last_day_of_all_raise_nothing(day: date) -> None:
    rules = world(WORK, POOR, LINE)
    line = rules.services["flat"].parameters["line"]
    district = rules.gazetteer.districts["town"]
    known = last_known(line, district, day)
    assert (known is None) is (day.year < 2025)
    assert known is None or not known.is_recent(day)


def test_after_a_no_only_a_check_of_that_one_service_asks_on() -> None:
    rules = world(WORK, LONG)
    found = evaluate(rules, {"work": "none"})
    assert (found.outcome, found.missing, found.further) == (
        Outcome.DOES_NOT_MEET,
        (),
        ("work_since",),
    )
    assert agenda([found], rules.questions).next == "work_since"
    assert agenda([found, found], rules.questions).next is None


def test_a_contested_no_asks_what_bears_on_when_the_procedure_itself_would_be_met() -> None:
    both = "months(work_since) >= work_months and months(insured_since) >= work_months"
    extra = 'contested = [{ since = 2023-03-10, source = "page" }]'
    rules = world(requirement("long", f"work == contract and {both}", extra))
    short = {"work": "contract", "work_since": "2026-10"}
    found = evaluate(rules, short)
    assert (found.outcome, found.missing) == (Outcome.MORE_INFORMATION, ("insured_since",))
    assert found.findings[0].reason is Reason.CONTESTED
    whole = evaluate(rules, {**short, "insured_since": "none"})
    assert whole.outcome is Outcome.ASK_THE_COUNTER
    never = evaluate(rules, {"work": "none"})
    assert (never.outcome, never.missing) == (Outcome.ASK_THE_COUNTER, ())


# What holds in every situation.

EVERYTHING = world(
    WORK,
    POOR,
    LINE,
    LONG,
    requirement("usual", "owns_home == no", 'judged_when = "space < 50"\nusual = true'),
    requirement("judged", "persons < 10", 'check = "judgement"'),
    requirement("fought", "work != none", 'contested = [{ districts = "north", source = "page" }]'),
    requirement(
        "slow",
        "months(work_since) >= 1 and (work == contract or space >= 15)",
        'contested = [{ districts = "north", source = "page" }]',
    ),
    requirement("weak", "insured_district != here", source="lone"),
    head='concerns = "persons < 15 or work == flexible"\nahead = "persons == 1 and space < 15"\n',
)
ENTITLED = world(WORK, head='kind = "entitlement"\nconcerns = "persons < 15"\n')
POSSIBLE: dict[str, st.SearchStrategy[object]] = {
    "work": st.sampled_from(["contract", "flexible", "none", None]),
    "work_since": st.sampled_from(["2020-01", "2026-05", "2026-06", "2026-04/2026-07", None]),
    "insured_district": st.sampled_from(["town", "hill", "new", None]),
    "owns_home": st.sampled_from([True, False, None]),
    "space": st.sampled_from([0, 14.9, 15, 50, None]),
    "persons": st.sampled_from([1, 2, 9, 10, 15, None]),
    "income": st.sampled_from([0, 300_000, 300_001, 400_000, 400_001, None]),
}
SITUATIONS = st.fixed_dictionaries({}, optional=POSSIBLE)
COMPLETIONS = st.fixed_dictionaries(POSSIBLE)
PLACES = st.sampled_from(["town", "hill", "new"])
DAYS = st.sampled_from([TODAY, date(2026, 11, 30), date(2026, 12, 31), date(2027, 2, 1)])
KNOWN = frozenset(Outcome) - {Outcome.MORE_INFORMATION, Outcome.INFORMATION}


@given(SITUATIONS, COMPLETIONS, PLACES, DAYS)
def test_a_known_outcome_survives_every_further_answer(
    so_far: dict[str, object], completion: dict[str, object], district: str, day: date
) -> None:
    whole = {**completion, **so_far}
    before = evaluate(EVERYTHING, so_far, district, day=day)
    after = evaluate(EVERYTHING, whole, district, day=day)
    if before.outcome in KNOWN:
        assert after.outcome is before.outcome
        assert after.strength is before.strength
    offer = evaluate(ENTITLED, so_far, district, day=day).outcome
    then = evaluate(ENTITLED, whole, district, day=day).outcome
    assert then is offer or (offer, then) == (Outcome.INFORMATION, Outcome.DOES_NOT_CONCERN)


@given(SITUATIONS, COMPLETIONS, PLACES, DAYS)
def test_what_is_not_asked_changes_no_verdict_and_no_last_known_one(
    so_far: dict[str, object], completion: dict[str, object], district: str, day: date
) -> None:
    before = evaluate(EVERYTHING, so_far, district, day=day)
    after = evaluate(EVERYTHING, {**completion, **so_far}, district, day=day)
    for first, then in zip(before.findings, after.findings, strict=True):
        if not first.missing:
            assert then.verdict is first.verdict
            if first.known_lately:
                assert then.by_last_known is first.by_last_known


@given(COMPLETIONS, PLACES, DAYS)
def test_the_interview_ends_with_an_outcome(
    completion: dict[str, object], district: str, day: date
) -> None:
    answers: dict[str, object] = {}
    bound = len(POSSIBLE) + 1
    for _ in range(len(POSSIBLE) + 2):
        found = evaluate(EVERYTHING, answers, district, day=day)
        asked = agenda([found, found], EVERYTHING.questions)
        assert asked.at_most < bound or asked.next is None
        bound = asked.at_most
        if asked.next is None:
            break
        value = completion[asked.next]
        answers[asked.next] = "2026-05" if value == "2026-04/2026-07" else value
    assert found.outcome is not Outcome.MORE_INFORMATION


def is_left_to_counter(finding: Finding, then: Evaluation) -> bool:
    """The definition of semantics.md, written apart."""
    requirement = finding.requirement
    end = next(its for its in then.findings if its.requirement.id == requirement.id)
    is_weak = requirement.citations[0].source == "lone"
    allowed = {
        Reason.JUDGEMENT: (requirement.check == "judgement" or requirement.usual) and not is_weak,
        Reason.GAP: finding.by_last_known is Verdict.YES
        and all(its.is_recent(TODAY) for its in finding.last_known),
        Reason.DAY: end.verdict is Verdict.YES,
    }
    return all(allowed.get(reason, False) for reason in finding.reasons)


@given(COMPLETIONS, PLACES)
def test_counter_decides_where_all_that_is_unknown_is_the_counter_s_part(
    answers: dict[str, object], district: str
) -> None:
    found = evaluate(EVERYTHING, answers, district)
    if found.outcome not in (Outcome.COUNTER_DECIDES, Outcome.ASK_THE_COUNTER):
        return
    frame = Frame(EVERYTHING, EVERYTHING.gazetteer.districts[district], TODAY).service("flat")
    assert frame.place.day == TODAY
    then = evaluate(EVERYTHING, answers, district, day=Month.on(TODAY).last_day)
    unknown = [its for its in found.findings if its.verdict is Verdict.UNKNOWN]
    left = (
        bool(unknown)
        and found.met > 0
        and not (found.concern_unsure or found.ahead_unsure)
        and all(its.verdict is not Verdict.NO for its in found.findings)
        and all(is_left_to_counter(its, then) for its in unknown)
    )
    assert (found.outcome is Outcome.COUNTER_DECIDES) is left


@given(SITUATIONS, PLACES, DAYS)
def test_strength_is_said_of_what_is_met_left_to_the_counter_or_refused(
    answers: dict[str, object], district: str, day: date
) -> None:
    found = evaluate(EVERYTHING, answers, district, day=day)
    told = (Outcome.MEETS, Outcome.COUNTER_DECIDES, Outcome.DOES_NOT_MEET)
    assert (found.strength is not None) is (found.outcome in told)
    if found.outcome in told[:2] and any(its.gaps for its in found.findings):
        assert found.strength is Strength.INDICATIVE


BETTER = {"work": "contract", "owns_home": False, "income": 0, "work_since": "2020-01"}
RANK = {
    Outcome.DOES_NOT_MEET: 0,
    Outcome.ASK_THE_COUNTER: 1,
    Outcome.COUNTER_DECIDES: 2,
    Outcome.MEETS: 3,
}


@given(COMPLETIONS, st.sampled_from(sorted(BETTER)), PLACES)
def test_a_better_answer_never_makes_the_outcome_worse(
    answers: dict[str, object], question: str, district: str
) -> None:
    before = evaluate(EVERYTHING, answers, district)
    after = evaluate(EVERYTHING, {**answers, question: BETTER[question]}, district)
    if before.outcome in RANK and after.outcome in RANK:
        assert RANK[after.outcome] >= RANK[before.outcome]
