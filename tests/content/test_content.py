"""The shipped rules in thousands of situations: nothing raises or flips, outcomes are reached."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.checking import check
from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.interview import agenda
from portal.rules.evaluation.outcomes import Evaluation, Frame, Outcome
from portal.rules.evaluation.question_dependence import dependence, uncounted, unknowable
from portal.rules.model.ruleset import Service
from tests.content.situations import CLUSTERS, DAYS, completions, moved, situations

RULES = load(read_folder(SHIPPED))
TODAY = date(2026, 11, 24)
FRAMES = {
    (district.id, day): Frame(RULES, district, day)
    for day in DAYS
    for district in RULES.gazetteer.on(day)
}
PLACES = st.sampled_from(sorted(FRAMES))
DEPENDS = dependence(RULES)
KNOWN = frozenset(Outcome) - {Outcome.MORE_INFORMATION, Outcome.INFORMATION}
"""Outcomes that no further answer changes."""


def evaluate(raw: dict[str, object], place: tuple[str, date]) -> tuple[Evaluation, ...]:
    """All services; answers that cannot be given on that day are left out."""
    answers, _ = read_answers(RULES.questions, raw, place[1], RULES.gazetteer)
    return FRAMES[place].evaluate(answers, TODAY)


def test_the_shipped_rules_are_clean() -> None:
    ruleset, problems = check(read_folder(SHIPPED))
    assert problems == ()
    assert ruleset is not None
    assert len(ruleset.services) >= 38
    assert ruleset.coverage


@settings(max_examples=150)
@given(situations(RULES), PLACES)
def test_no_situation_raises_and_nothing_uncovered_is_ever_met(
    raw: dict[str, object], place: tuple[str, date]
) -> None:
    for found in evaluate(raw, place):
        if not found.covered:
            assert found.outcome in (Outcome.INFORMATION, Outcome.DOES_NOT_CONCERN)
        if found.outcome is Outcome.MEETS:
            assert all(finding.verdict is Verdict.YES for finding in found.findings)


@settings(max_examples=100)
@given(situations(RULES), completions(RULES), PLACES)
def test_a_known_outcome_survives_every_further_answer(
    raw: dict[str, object], completion: dict[str, object], place: tuple[str, date]
) -> None:
    before = evaluate(raw, place)
    after = evaluate({**completion, **raw}, place)
    for first, then in zip(before, after, strict=True):
        if first.outcome in KNOWN:
            assert then.outcome is first.outcome, first.service.id
        if first.outcome is Outcome.INFORMATION:
            assert then.outcome in (first.outcome, Outcome.DOES_NOT_CONCERN), first.service.id
        for one, other in zip(first.findings, then.findings, strict=True):
            if one.verdict is not Verdict.UNKNOWN:
                assert other.verdict is one.verdict


@settings(max_examples=30)
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


UNDECIDED = (Outcome.MORE_INFORMATION, Outcome.ASK_THE_COUNTER, Outcome.INFORMATION)


def test_with_nothing_answered_no_service_is_met_or_refused() -> None:
    for place, frame in FRAMES.items():
        for found in frame.evaluate({}, TODAY):
            assert found.outcome in UNDECIDED, place


@pytest.mark.parametrize(
    "question", ["work_area_since", "pension_insured_since", "child_enrolled_since"]
)
@settings(max_examples=20)
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
NOT_HELD = "no procedure is held there"
ALL = tuple(CLUSTERS)
OUTER = ("new_urban", "northeast", "southeast")
UNREACHED = {
    ("compulsory-education", "does_not_meet"): (ALL, NO_REFUSAL),
    ("school-transfer", "does_not_meet"): (ALL, NO_REFUSAL),
    ("school-placement", "does_not_meet"): (ALL, NO_REFUSAL),
    ("occupational-injury", "does_not_meet"): (ALL, NO_REFUSAL),
    ("maternity", "does_not_meet"): (ALL, NO_REFUSAL),
    ("skills-training", "does_not_meet"): (ALL, NO_REFUSAL),
    ("public-rental", "does_not_concern"): (ALL, FOR_EVERYBODY),
    ("minimum-living-allowance", "does_not_concern"): (ALL, FOR_EVERYBODY),
    **{
        (service, outcome): (where, NOT_HELD)
        for service, where in (
            ("public-rental", OUTER),
            ("rent-subsidy", OUTER),
            ("affordable-rental", OUTER),
            ("shared-ownership", ALL),
        )
        for outcome in ("meets", "does_not_meet", "more_information")
    },
    **{
        ("school-placement", outcome): (OUTER, NOT_HELD)
        for outcome in ("meets", "more_information", "not_yet")
    },
    ("rent-subsidy", "meets"): (ALL, "its income limit was not found"),
    ("affordable-rental", "does_not_meet"): (ALL, "its conditions stand on one page alone"),
}


FAVOURABLE = frozenset({"meets", "counter_decides"})


def wanted(service: Service, cluster: str) -> set[str]:
    """What a service must reach in a cluster; ``meets`` stands for *counter decides* too."""
    if service.kind == "entitlement" or not service.covers:
        outcomes = {"information"}
    else:
        outcomes = {"meets", "does_not_meet", "more_information"}
    if service.ahead:
        outcomes.add("not_yet")
    if service.concerns:
        outcomes.add("does_not_concern")
    return {o for o in outcomes if cluster not in UNREACHED.get((service.id, o), ((), ""))[0]}


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("service", RULES.services.values(), ids=lambda service: service.id)
def test_every_service_reaches_each_of_its_outcomes_in_every_cluster(
    service: Service, cluster: str
) -> None:
    found = reached(service, CLUSTERS[cluster])
    if found & FAVOURABLE:
        found.add("meets")
    assert wanted(service, cluster) <= found
    never = {
        o for (name, o), (where, _) in UNREACHED.items() if name == service.id and cluster in where
    }
    assert not never & found


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
        ("yongchuan", date(2023, 3, 9), False),
        ("yongchuan", date(2023, 3, 10), True),
        ("kaizhou", date(2022, 5, 18), False),
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


@settings(max_examples=100)
@given(completions(RULES), PLACES)
def test_an_answer_that_does_not_count_changes_nothing_when_it_is_taken_away(
    raw: dict[str, object], place: tuple[str, date]
) -> None:
    answers, _ = read_answers(RULES.questions, raw, place[1], RULES.gazetteer)
    idle = uncounted(answers, DEPENDS)
    rest = {name: value for name, value in answers.items() if name not in idle}
    with_all, without = (FRAMES[place].evaluate(its, TODAY) for its in (answers, rest))
    assert [its.outcome for its in with_all] == [its.outcome for its in without]


@settings(max_examples=100)
@given(situations(RULES), PLACES)
def test_what_nobody_can_know_hangs_on_an_answer_that_is_not_known(
    raw: dict[str, object], place: tuple[str, date]
) -> None:
    answers, _ = read_answers(RULES.questions, raw, place[1], RULES.gazetteer)
    silent = unknowable(answers, DEPENDS)
    assert not silent & answers.keys()
    unknown = silent | {name for name, value in answers.items() if value is None}
    assert all(DEPENDS[name].keys() & unknown for name in silent)
    assert not unknowable(answers | dict.fromkeys(silent), DEPENDS)


@pytest.mark.parametrize(
    ("service", "district", "answers"),
    [
        (
            "settle-by-work",
            "yuzhong",
            {
                "hukou_place": "chongqing",
                "hukou_district": "kaizhou",
                "work": "contract",
                "work_since": "2015-03",
                "work_district": "yuzhong",
                "pension_insured_since": "2015-04",
                "home": "registered_rental",
            },
        ),
        (
            "settle-by-work",
            "kaizhou",
            {
                "hukou_place": "sichuan",
                "work": "contract",
                "work_since": "2015-03",
                "work_district": "kaizhou",
                "pension_insured_since": "2015-04",
                "home": "owned",
            },
        ),
        (
            "public-rental",
            "shapingba",
            {
                "hukou_place": "sichuan",
                "birth_month": "1990-01",
                "work": "contract",
                "work_since": "2015-03",
                "work_district": "shapingba",
                "pension_insured_since": "2015-04",
                "insured_district": "shapingba",
                "monthly_income_per_person": 300_000,
                "household_size": 1,
                "owns_home": False,
                "sold_home": False,
                "home": "other_rental",
            },
        ),
    ],
)
def test_time_in_an_area_is_asked_and_never_taken_from_time_in_the_city(
    service: str, district: str, answers: dict[str, object]
) -> None:
    frame = Frame(RULES, RULES.gazetteer.districts[district], date(2025, 11, 30)).service(service)
    read, problems = read_answers(RULES.questions, answers, date(2025, 11, 30), RULES.gazetteer)
    assert problems == ()
    found = frame.evaluate(read, TODAY)
    assert found.outcome is Outcome.MORE_INFORMATION
    assert {"work_area_since", "insured_area_since"} & set(found.missing)
