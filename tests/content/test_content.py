"""The shipped rules in thousands of situations: nothing raises or flips, outcomes are reached."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.rules.answers import read_answers
from portal.rules.building import load
from portal.rules.checking import check
from portal.rules.evaluation import Evaluation, Frame, Outcome
from portal.rules.interview import agenda
from portal.rules.model import Service
from portal.rules.verdict import Verdict

from .situations import CLUSTERS, DAYS, completions, moved, situations

RULES = load(read_folder(SHIPPED))
TODAY = date(2026, 11, 24)
FRAMES = {
    (district.id, day): Frame(RULES, district, day)
    for day in DAYS
    for district in RULES.gazetteer.on(day)
}
PLACES = st.sampled_from(sorted(FRAMES))
KNOWN = (Outcome.MEETS, Outcome.DOES_NOT_MEET, Outcome.DOES_NOT_CONCERN)


def evaluate(raw: dict[str, object], place: tuple[str, date]) -> tuple[Evaluation, ...]:
    """All services; answers that cannot be given on that day are left out."""
    answers, _ = read_answers(RULES.questions, raw, place[1], RULES.gazetteer)
    return FRAMES[place].evaluate(answers, TODAY)


def test_the_shipped_rules_are_clean() -> None:
    ruleset, problems = check(read_folder(SHIPPED))
    assert problems == ()
    assert ruleset is not None
    assert len(ruleset.services) == 33
    assert ruleset.coverage


@settings(max_examples=400)
@given(situations(RULES), PLACES)
def test_no_situation_raises_and_nothing_uncovered_is_ever_met(
    raw: dict[str, object], place: tuple[str, date]
) -> None:
    for found in evaluate(raw, place):
        if not found.covered:
            assert found.outcome in (Outcome.ASK_THE_COUNTER, Outcome.DOES_NOT_CONCERN)
        if found.outcome is Outcome.MEETS:
            assert all(finding.verdict is Verdict.YES for finding in found.findings)


@settings(max_examples=300)
@given(situations(RULES), completions(RULES), PLACES)
def test_a_known_outcome_survives_every_further_answer(
    raw: dict[str, object], completion: dict[str, object], place: tuple[str, date]
) -> None:
    before, after = evaluate(raw, place), evaluate({**completion, **raw}, place)
    for first, then in zip(before, after, strict=True):
        if first.outcome in KNOWN:
            assert then.outcome is first.outcome, first.service.id
        for one, other in zip(first.findings, then.findings, strict=True):
            if one.verdict is not Verdict.UNKNOWN:
                assert other.verdict is one.verdict


@settings(max_examples=60)
@given(completions(RULES), PLACES)
def test_the_interview_ends_and_settles_everything_and_its_bound_falls(
    completion: dict[str, object], place: tuple[str, date]
) -> None:
    raw: dict[str, object] = {}
    bound = len(RULES.questions) + 1
    while True:
        found = evaluate(raw, place)
        asked = agenda(found, RULES.questions)
        assert asked.at_most < bound
        bound = asked.at_most
        if asked.next is None:
            break
        value = completion[asked.next]
        readable = not read_answers(
            RULES.questions, {asked.next: value}, place[1], RULES.gazetteer
        )[1]
        raw[asked.next] = value if readable else None
    assert all(its.outcome is not Outcome.MORE_INFORMATION for its in found)


def test_with_nothing_answered_no_service_is_met_or_refused() -> None:
    for place, frame in FRAMES.items():
        for found in frame.evaluate({}, TODAY):
            assert found.outcome in (Outcome.MORE_INFORMATION, Outcome.ASK_THE_COUNTER), place


@pytest.mark.parametrize(
    "question", ["work_since", "pension_insured_since", "child_enrolled_since"]
)
@settings(max_examples=40)
@given(completion=completions(RULES), place=PLACES)
def test_longer_is_never_worse_for_settling_and_examinations(
    question: str, completion: dict[str, object], place: tuple[str, date]
) -> None:
    """More months at work, insured or at school never turn a met service into one that is not."""
    gains = ("settle-by-work", "senior-high-entrance", "college-entrance", "vocational-school")
    shorter = dict(
        zip(RULES.services, evaluate(completion | {question: "2021-03"}, place), strict=True)
    )
    longer = dict(
        zip(RULES.services, evaluate(completion | {question: "2019-03"}, place), strict=True)
    )
    for name in gains:
        if shorter[name].outcome is Outcome.MEETS:
            assert longer[name].outcome is Outcome.MEETS, name


def reached(service: Service, district: str) -> set[str]:
    """The outcomes a service comes to in a district, over its examples moved there."""
    place = RULES.gazetteer.districts[district]
    found = set()
    for day, raw in moved(service, place):
        answers, problems = read_answers(RULES.questions, raw, day, RULES.gazetteer)
        if not problems:
            frame = Frame(RULES, place, day).service(service.id)
            found.add(frame.evaluate(answers, TODAY).outcome.value)
    return found


#: Outcomes no situation reaches, and why.
FOR_EVERYBODY = "has no `concerns`: it is open to everybody"
NO_REFUSAL = "its conditions leave the doubtful cases to the counter instead of refusing"
COUNTER = "the counter judges something in substance, so it is never simply met"
CONTESTED = "a no is contested since 2022-01-25, before the procedure begins there"
NOT_HELD = "no procedure is held there"
ALL = tuple(CLUSTERS)
OUTER = ("new_urban", "northeast", "southeast")
UNREACHED = {
    ("settle-by-work", "does_not_meet"): (OUTER, CONTESTED),
    ("settle-with-family", "meets"): (ALL, COUNTER),
    ("move-registration-online", "meets"): (ALL, COUNTER),
    ("settle-as-graduate-or-skilled", "meets"): (ALL, COUNTER),
    ("compulsory-education", "does_not_meet"): (ALL, NO_REFUSAL),
    ("compulsory-education", "meets"): (("centre",), "in Shapingba places are given by order"),
    ("employee-insurance", "does_not_meet"): (ALL, NO_REFUSAL),
    ("occupational-injury", "does_not_meet"): (ALL, NO_REFUSAL),
    ("transfer-and-settlement", "does_not_meet"): (ALL, NO_REFUSAL),
    ("transfer-and-settlement", "does_not_concern"): (ALL, FOR_EVERYBODY),
    ("public-rental", "does_not_concern"): (ALL, FOR_EVERYBODY),
    ("equal-pay-and-wages", "does_not_concern"): (ALL, FOR_EVERYBODY),
    ("equal-pay-and-wages", "does_not_meet"): (ALL, NO_REFUSAL),
    ("minimum-living-allowance", "does_not_concern"): (ALL, FOR_EVERYBODY),
    ("minimum-living-allowance", "meets"): (ALL, COUNTER),
    **{
        ("public-rental", outcome): (OUTER, NOT_HELD)
        for outcome in ("meets", "does_not_meet", "more_information")
    },
}


def expected(service: Service, cluster: str) -> set[str]:
    """What a service must reach in a cluster."""
    outcomes = {outcome.value for outcome in Outcome}
    if not service.covers:
        outcomes = {"ask_the_counter"} | ({"does_not_concern"} if service.concerns else set())
    return {o for o in outcomes if cluster not in UNREACHED.get((service.id, o), ((), ""))[0]}


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("service", RULES.services.values(), ids=lambda service: service.id)
def test_every_service_reaches_each_of_its_outcomes_in_every_cluster(
    service: Service, cluster: str
) -> None:
    assert reached(service, CLUSTERS[cluster]) == expected(service, cluster)


def test_the_same_household_gets_other_settlement_rules_in_each_cluster() -> None:
    amounts = {}
    for cluster, district in CLUSTERS.items():
        frame = FRAMES[district, DAYS[-1]].service("settle-by-work")
        ids = tuple(r.requirement.id for r in frame.requirements)
        amounts[cluster] = (ids, tuple(sorted((n, row.value) for n, row in frame.rows.items())))
    assert amounts["centre"] != amounts["new_urban"] != amounts["northeast"]
    assert ("work_months", 36) in amounts["centre"][1]
    assert ("work_months", 24) in amounts["new_urban"][1]
    assert ("park_months", 12) in amounts["southeast"][1]


@pytest.mark.parametrize(
    ("district", "day", "contested"),
    [
        ("shapingba", date(2023, 3, 9), False),
        ("shapingba", date(2023, 3, 10), True),
        ("yongchuan", date(2022, 5, 18), True),
        ("liangjiang", date(2026, 1, 25), True),
    ],
)
def test_settlement_years_are_contested_from_their_day_on(
    district: str, day: date, contested: bool
) -> None:
    frame = Frame(RULES, RULES.gazetteer.districts[district], day).service("settle-by-work")
    assert all((its.contest is not None) is contested for its in frame.requirements)


def test_public_rental_space_has_its_own_dated_rows_in_the_centre_and_in_liangping() -> None:
    parameter = RULES.services["public-rental"].parameters["minimum_area"]
    districts = RULES.gazetteer.districts

    def value(district: str, day: date) -> object:
        row = parameter.in_force(districts[district], day)
        return row and (row.value, row.citations[0].source)

    assert value("shapingba", TODAY) == (15, "public-rental-guide-2025")
    assert value("liangping", TODAY) == (15, "liangping-public-rental")
    assert value("qianjiang", TODAY) is None


def test_a_target_whose_year_has_passed_says_so_by_itself() -> None:
    policy = RULES.policies["hk-03"]
    assert not policy.has_lapsed(date(2025, 12, 31))
    assert policy.has_lapsed(date(2026, 1, 1))


def test_every_yearly_amount_ends_and_is_a_gap_after_it() -> None:
    for service in RULES.services.values():
        for parameter in service.parameters.values():
            for row in parameter.rows if parameter.yearly else ():
                until = row.scope.period.until
                assert until is not None, parameter.id
                later = [r for r in parameter.rows if r.scope.period.since == until + timedelta(1)]
                names = row.scope.names
                place = next(
                    d
                    for d in RULES.gazetteer.districts.values()
                    if row.scope.rank(d) is not None and d.period.holds(until + timedelta(1))
                )
                if not later:
                    assert parameter.in_force(place, until + timedelta(1)) is None, names
