"""Of several people: whose facts count, who is asked on, and which step is for whom."""

from __future__ import annotations

import pytest

from portal.rules.building import load
from portal.rules.evaluation.answer_reader import Answers
from portal.rules.evaluation.household_outcomes import (
    SubjectOutcome,
    evaluate_household,
    whole_household,
)
from portal.rules.evaluation.interview import Asking, household_agenda, household_to_find_out
from portal.rules.evaluation.next_steps import About, Apply, Ask, Do, FindOut, Wait, next_steps
from portal.rules.evaluation.outcomes import Frame, Outcome
from portal.rules.evaluation.roadmap import roadmap
from portal.rules.evaluation.step_order import HouseholdSteps, household_steps
from portal.rules.model.households import THE_HOUSEHOLD, Household, Subject
from portal.rules.model.months import Month
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import COMMON, HEAD, PARAMETERS, TODAY, requirement, world

YOU, PARTNER = (Subject("adult", number) for number in (1, 2))
CHILD, SECOND = (Subject("child", number) for number in (1, 2))
ACTION = 'action.zh = "签合同"\naction.en = "Sign a contract"'
WORKS = requirement("works", "work == contract", ACTION)
HOMELESS = requirement("homeless", "owns_home == no")
OF_PARENTS = world(WORKS, HOMELESS, head='for = "child"\n')
OF_ADULTS = world(WORKS, HOMELESS)

BOTH = {"work": "contract", "owns_home": False}
WORKING = {"work": "contract", "owns_home": True}
WITHOUT_HOME = {"work": "none", "owns_home": False}


def frame_of(rules: Ruleset) -> Frame:
    return Frame(rules, rules.gazetteer.districts["town"], TODAY)


def family(*adults: Answers, children: int = 1) -> Household:
    return Household(adults=adults, children=tuple({} for _ in range(children)))


def of_the_child(*adults: Answers) -> SubjectOutcome:
    (found,) = evaluate_household(frame_of(OF_PARENTS), family(*adults), "flat", TODAY)
    assert found.subject == CHILD
    return found


def asked_of(rules: Ruleset, household: Household) -> list[Asking]:
    found = whole_household(frame_of(rules), household, rules.services, TODAY)
    return list(household_agenda(found, household, rules.questions).asked)


def steps_of(rules: Ruleset, household: Household) -> HouseholdSteps:
    frame = frame_of(rules)
    return household_steps(frame, whole_household(frame, household, rules.services, TODAY), TODAY)


def test_the_better_parent_counts_and_is_named() -> None:
    found = of_the_child(WITHOUT_HOME, BOTH)
    assert (found.outcome, found.by) == (Outcome.MEETS, (PARTNER,))
    assert found.answers == BOTH


def test_equal_parents_are_all_named() -> None:
    assert of_the_child(BOTH, BOTH).by == (YOU, PARTNER)


def test_a_refusal_needs_one_requirement_that_nobody_meets() -> None:
    found = of_the_child(WITHOUT_HOME, {"work": "none", "owns_home": True})
    assert (found.outcome, found.by) == (Outcome.DOES_NOT_MEET, (YOU, PARTNER))


def test_where_each_meets_a_part_the_counter_is_asked() -> None:
    found = of_the_child(WORKING, WITHOUT_HOME)
    assert found.outcome is Outcome.ASK_THE_COUNTER
    assert found.evaluation.split_between
    assert found.by == (YOU, PARTNER)
    asks = [its for its in next_steps(frame_of(OF_PARENTS), found, TODAY) if isinstance(its, Ask)]
    assert asks[0].inquiries[0].about is About.BOTH_PARENTS
    assert asks[0].subjects == (CHILD,)


def test_parts_of_each_never_replace_a_better_outcome() -> None:
    assert of_the_child(WORKING, {"work": "none"}).outcome is Outcome.MORE_INFORMATION
    assert of_the_child(WORKING, BOTH).outcome is Outcome.MEETS
    assert not of_the_child(WORKING).evaluation.split_between


@pytest.mark.parametrize(
    ("owns", "outcome"), [(True, Outcome.DOES_NOT_MEET), (False, Outcome.ASK_THE_COUNTER)]
)
def test_what_could_still_be_lacking_in_both_is_asked_first(owns: bool, outcome: Outcome) -> None:
    still_open = family(WORKING, {"work": "none"})
    assert asked_of(OF_PARENTS, still_open) == [Asking(PARTNER, "owns_home")]
    told = family(WORKING, {"work": "none", "owns_home": owns})
    (found,) = evaluate_household(frame_of(OF_PARENTS), told, "flat", TODAY)
    assert found.outcome is outcome


def test_who_could_do_better_is_asked_on_and_nobody_once_it_is_met() -> None:
    assert asked_of(OF_PARENTS, family(BOTH, {})) == []
    assert asked_of(OF_PARENTS, family(WITHOUT_HOME, {})) == [
        Asking(PARTNER, "work"),
        Asking(PARTNER, "owns_home"),
    ]


def test_nobody_is_asked_about_a_partner_or_a_child_who_was_not_told_of() -> None:
    assert {its.subject for its in asked_of(OF_PARENTS, family({}, children=0))} == set()
    assert {its.subject for its in asked_of(OF_PARENTS, family({}))} == {YOU}
    assert {its.subject for its in asked_of(OF_ADULTS, family({}, {}))} == {YOU, PARTNER}


def test_each_adult_has_an_outcome_of_their_own() -> None:
    found = evaluate_household(frame_of(OF_ADULTS), family(BOTH, WORKING), "flat", TODAY)
    assert [(its.subject, its.outcome, its.by) for its in found] == [
        (YOU, Outcome.MEETS, (YOU,)),
        (PARTNER, Outcome.DOES_NOT_MEET, (PARTNER,)),
    ]


def test_the_same_step_of_two_people_is_one_that_names_both() -> None:
    steps = steps_of(OF_ADULTS, family(WITHOUT_HOME, WITHOUT_HOME))
    (do,) = [its for its in steps.every if isinstance(its, Do)]
    assert do.subjects == (YOU, PARTNER)
    assert do.doers == (YOU, PARTNER)
    assert next(its.subjects for its in steps.of("flat", PARTNER)) == (PARTNER,)
    assert next(its.subjects for its in steps.of("flat")) == (YOU, PARTNER)


def test_who_applies_for_the_same_stands_in_one_step() -> None:
    (apply,) = steps_of(OF_ADULTS, family(BOTH, BOTH)).every
    assert isinstance(apply, Apply)
    assert apply.subjects == (YOU, PARTNER)


def test_a_question_to_find_out_says_whose_fact_it_is() -> None:
    (step,) = steps_of(OF_PARENTS, family(WITHOUT_HOME, {"work": "contract"})).every
    assert isinstance(step, FindOut)
    assert (step.subjects, step.question, step.of) == ((CHILD,), "owns_home", PARTNER)


def test_a_thing_that_one_takes_up_helps_what_that_person_lacks() -> None:
    insured = requirement("paid", "months(insured_since) >= work_months")
    grants = 'grants = { insured_since = "this_month" }\n'
    cover = '[[covers]]\nsince = 2020-01-01\nsource = "law"\n'
    rules = load(
        {
            **COMMON,
            "services/housing/flat.toml": HEAD + cover + insured + PARAMETERS,
            "services/housing/insurance.toml": HEAD.replace('id = "flat"', 'id = "insurance"')
            + grants
            + cover
            + HOMELESS
            + PARAMETERS,
        }
    )
    without = {"owns_home": False, "insured_since": "none"}
    owner = {"owns_home": True, "insured_since": "none"}
    couple = Household(adults=(without, owner))
    found = roadmap(rules, rules.gazetteer.districts["town"], TODAY, couple, TODAY)
    assert [(its.services, its.subjects, its.month) for its in found.entries] == [
        (("insurance",), (YOU,), Month.read("2026-11")),
        (("flat",), (YOU,), Month.read("2027-05")),
    ]
    both = Household(adults=(without, without))
    found = roadmap(rules, rules.gazetteer.districts["town"], TODAY, both, TODAY)
    assert [its.subjects for its in found.entries] == [(YOU, PARTNER), (YOU, PARTNER)]


def test_three_unknown_in_a_row_are_found_out_whoever_they_are_of() -> None:
    given = [
        (Asking(YOU, "work"), None),
        (Asking(YOU, "owns_home"), None),
        (Asking(PARTNER, "work"), None),
    ]
    couple = Household(adults=({"work": None, "owns_home": None}, {"work": None}))
    found = whole_household(frame_of(OF_ADULTS), couple, OF_ADULTS.services, TODAY)
    assert set(household_to_find_out(given, found, OF_ADULTS.questions)) == {
        asking for asking, _ in given
    }
    assert household_to_find_out(given[:2], found, OF_ADULTS.questions) == ()
    assert THE_HOUSEHOLD not in {asking.subject for asking, _ in given}


def test_the_adult_whom_time_brings_there_first_is_named() -> None:
    rules = world(
        requirement("works", "work == contract and months(work_since) >= work_months"),
        head='for = "child"\n',
    )

    def since(month: str) -> Answers:
        return {"work": "contract", "work_since": Month.read(month)}

    def waits(*adults: Answers) -> list[tuple[Month, tuple[Subject, ...]]]:
        steps = steps_of(rules, family(*adults)).every
        return [(its.month, its.by) for its in steps if isinstance(its, Wait)]

    assert waits(since("2026-10"), since("2026-08")) == [(Month.read("2027-02"), (PARTNER,))]
    assert waits(since("2026-08"), since("2026-08")) == [(Month.read("2027-02"), ())]
    assert waits(since("2026-08"), {"work": "none"}) == [(Month.read("2027-02"), (YOU,))]
    assert waits(since("2026-08")) == [(Month.read("2027-02"), ())]
