"""What to do next: from every outcome a step, in the order in which it helps."""

from datetime import date

import pytest

from portal.rules.building import load
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.findings import Reason
from portal.rules.evaluation.household_outcomes import flat_outcome
from portal.rules.evaluation.next_steps import (
    About,
    Apply,
    Ask,
    BeginBy,
    Do,
    FindOut,
    NextStep,
    Wait,
    next_steps,
)
from portal.rules.evaluation.outcomes import Frame, Outcome
from portal.rules.evaluation.step_order import HouseholdSteps, household_steps
from portal.rules.model.households import Subject
from portal.rules.model.ruleset import Ruleset
from tests.rules.places import COUNTER, FLAT
from tests.rules.school_worlds import school_world
from tests.rules.worlds import COMMON, HEAD, PARAMETERS, TODAY, outcomes_of, requirement, world

COVER = '[[covers]]\nsince = 2020-01-01\nsource = "law"\n'
WORK = requirement("works", "work == contract and months(work_since) >= work_months")
HOMELESS = requirement("homeless", "owns_home == no")
YOU = (Subject("adult", 1),)
JUDGED = requirement("needy", "", 'check = "judgement"')


def steps_of(
    rules: Ruleset, raw: dict[str, object], day: date = TODAY, service: str = "flat"
) -> tuple[NextStep, ...]:
    return _worked_out(rules, raw, day, service)[2]


def outcome_of(rules: Ruleset, raw: dict[str, object], day: date = TODAY) -> Outcome:
    return _worked_out(rules, raw, day, "flat")[1]


def _worked_out(
    rules: Ruleset, raw: dict[str, object], day: date, service: str
) -> tuple[Frame, Outcome, tuple[NextStep, ...]]:
    answers, problems = read_answers(rules.questions, raw, day, rules.gazetteer)
    assert not problems, problems
    frame = Frame(rules, rules.gazetteer.districts["town"], day)
    found = frame.service(service).evaluate(answers, TODAY)
    return frame, found.outcome, next_steps(frame, flat_outcome(found, answers), TODAY)


def household(rules: Ruleset, raw: dict[str, object], day: date = TODAY) -> HouseholdSteps:
    answers, problems = read_answers(rules.questions, raw, day, rules.gazetteer)
    assert not problems, problems
    frame = Frame(rules, rules.gazetteer.districts["town"], day)
    return household_steps(frame, outcomes_of(frame, answers), TODAY)


def kinds(steps: tuple[NextStep, ...]) -> list[str]:
    return [step.kind for step in steps]


def asked(step: NextStep) -> list[tuple[About, str]]:
    assert isinstance(step, Ask)
    return [
        (its.about, its.finding.requirement.id if its.finding else "") for its in step.inquiries
    ]


MET = {"work": "contract", "work_since": "2026-01", "owns_home": False}


def test_what_does_not_concern_has_no_step() -> None:
    rules = world(WORK, head='concerns = "owns_home == no"\n')
    assert steps_of(rules, {"owns_home": True}) == ()


def test_what_is_met_is_applied_for_with_a_number_to_call() -> None:
    (step,) = steps_of(world(WORK, HOMELESS), MET)
    assert isinstance(step, Apply)
    assert step.whom.contacts == ("12345",)
    assert not step.informs


PAPERS = """
[[papers]]
paper = "id-card"
source = "law"
[[papers]]
paper = "contract"
when = "work == contract"
source = "law"
[[papers]]
paper = "lease"
when = "owns_home == no"
source = "law"
"""
_MORE_PAPERS = """
[papers.contract]
name.zh = "合同"
name.en = "Contract"
[papers.lease]
name.zh = "租约"
name.en = "Lease"
"""


def with_papers() -> Ruleset:
    text = HEAD + COVER + requirement("works", "work in (contract, flexible)") + PARAMETERS + PAPERS
    files = {**COMMON, "services/housing/flat.toml": text}
    files["papers/all.toml"] += _MORE_PAPERS
    return load(files)


def test_papers_are_those_of_the_route_and_of_what_is_not_known() -> None:
    def papers(raw: dict[str, object]) -> list[str]:
        (step,) = steps_of(with_papers(), raw)
        assert isinstance(step, Apply)
        return [its.paper for its in step.papers]

    assert papers({"work": "flexible", "owns_home": True}) == ["id-card"]
    assert papers({"work": "contract", "owns_home": True}) == ["id-card", "contract"]
    assert papers({"work": "flexible"}) == ["id-card", "lease"]
    assert papers({"work": "flexible", "owns_home": None}) == ["id-card", "lease"]


def test_what_only_the_day_decides_says_from_which_day_it_is_enough() -> None:
    rules = world(WORK, HOMELESS)
    raw = {**MET, "work_since": "2026-05"}
    assert outcome_of(rules, raw) is Outcome.COUNTER_DECIDES
    (step,) = steps_of(rules, raw)[:1]
    assert isinstance(step, Apply)
    assert (step.sure_from, step.only_by_day) == (date(2026, 11, 30), True)
    judged = world(WORK, HOMELESS, JUDGED)
    (step, ask) = steps_of(judged, raw)[:2]
    assert isinstance(step, Apply)
    assert not step.only_by_day
    assert asked(ask) == [(About.REQUIREMENT, "needy")]


def test_what_the_counter_decides_is_applied_for_and_asked() -> None:
    steps = steps_of(world(WORK, JUDGED), MET)
    assert kinds(steps) == ["apply", "ask"]


def test_an_action_is_for_what_is_refused_and_never_for_what_is_not_known() -> None:
    action = 'action.zh = "签合同"\naction.en = "Sign a contract"'
    rules = world(requirement("works", "work == contract", action), HOMELESS)
    (step,) = steps_of(rules, {"work": "none", "owns_home": False})[:1]
    assert isinstance(step, Do)
    assert step.requirement is not None
    assert step.requirement.id == "works"
    assert kinds(steps_of(rules, {"work": None, "owns_home": False})) == ["find_out", "ask"]
    assert kinds(steps_of(rules, {"owns_home": False})) == ["find_out"]
    judged = 'judged_when = "work == flexible"\n' + action
    rules = world(requirement("works", "work == contract", judged), HOMELESS)
    assert kinds(steps_of(rules, {"work": "flexible", "owns_home": False})) == ["do", "ask"]


def test_a_refusal_without_anything_to_do_asks_for_an_exception() -> None:
    rules = world(requirement("works", "work == contract"))
    (step,) = steps_of(rules, {"work": "none"})
    assert asked(step) == [(About.EXCEPTION, "works")]


def test_what_time_brings_is_waited_for_with_the_months_that_are_left() -> None:
    (step,) = steps_of(world(WORK), {"work": "contract", "work_since": "2026-08"})
    assert isinstance(step, Wait)
    assert (str(step.month), step.months_left, step.contested) == ("2027-02", 3, False)


def test_what_is_contested_is_asked_and_followed_by_the_procedure_itself() -> None:
    extra = 'contested = [{ since = 2020-01-01, source = "page" }]'
    rules = world(requirement("works", "months(work_since) >= work_months", extra))
    ask, wait = steps_of(rules, {"work_since": "2026-08"})
    assert asked(ask) == [(About.REQUIREMENT, "works")]
    assert isinstance(wait, Wait)
    assert wait.contested


def test_the_month_in_which_what_is_refused_is_full_counts_while_the_rest_is_open() -> None:
    (step,) = steps_of(world(WORK, HOMELESS), {"work": "contract", "work_since": "2026-08"})
    assert isinstance(step, Wait)
    assert step.timeline.nothing_refused is not None


def test_more_information_asks_the_next_question_in_its_order() -> None:
    (step,) = steps_of(world(HOMELESS, WORK), {})
    assert step == FindOut(
        services=("flat",), subjects=YOU, question="work", of=YOU[0], is_next=True
    )


def test_a_doubt_whether_it_concerns_is_found_out_and_asked_first() -> None:
    rules = world(WORK, head='concerns = "owns_home == no"\n')
    found, ask = steps_of(rules, {**MET, "owns_home": None})
    assert found == FindOut(
        services=("flat",), subjects=YOU, question="owns_home", of=YOU[0], is_next=False
    )
    assert asked(ask)[0] == (About.CONCERN, "")


def test_an_amount_that_is_not_in_force_is_asked_with_the_last_known() -> None:
    line = """
[parameters.limit]
text.zh = "人数"
text.en = "Persons"
unit = "persons"
[[parameters.limit.rows]]
since = 2020-01-01
until = 2025-12-31
value = 3
source = "law"
"""
    rules = world(requirement("small", "persons <= limit") + line, HOMELESS)
    apply, ask = steps_of(rules, {"persons": 3, "owns_home": False})[:2]
    assert isinstance(apply, Apply)
    assert isinstance(ask, Ask)
    (inquiry,) = ask.inquiries
    assert inquiry.finding is not None
    assert inquiry.finding.reasons == (Reason.GAP,)
    assert [its.value for its in inquiry.finding.last_known] == [3]
    assert kinds(steps_of(rules, {"persons": 4, "owns_home": False})) == ["ask"]


def test_an_offer_without_a_place_is_asked_and_with_a_place_gone_to() -> None:
    entitlement = HEAD + 'kind = "entitlement"\n' + COVER + FORMALITY + PARAMETERS
    rules = load({**COMMON, "services/housing/flat.toml": entitlement})
    (step,) = steps_of(rules, {})
    assert asked(step) == [(About.INFORMATION, "")]
    where = '[[particulars]]\nkind = "where"\ntext.zh = "社区"\ntext.en = "Here"\nsource = "law"\n'
    rules = load({**COMMON, "services/housing/flat.toml": entitlement + where})
    (step,) = steps_of(rules, {})
    assert isinstance(step, Apply)
    assert step.informs


@pytest.mark.parametrize(
    ("names", "has_where", "goes_to"),
    [
        ("", False, ["hall"]),
        ("", True, []),
        ('topics = ["housing", "work"]', False, ["hall"]),
        ('topics = ["housing", "work"]', True, []),
        ('services = ["flat"]', True, ["hall"]),
        ('topics = ["housing"]', True, ["hall"]),
    ],
)
def test_the_hall_of_a_district_does_not_stand_in_the_stead_of_the_place_a_service_names(
    names: str, has_where: bool, goes_to: list[str]
) -> None:
    where = '[[particulars]]\nkind = "where"\ntext.zh = "社区"\ntext.en = "Here"\nsource = "law"\n'
    flat = HEAD + COVER + HOMELESS + PARAMETERS + (where if has_where else "")
    hall = COUNTER.replace('services = ["flat"]', names)
    topics = COMMON["topics.toml"]
    topics += topics.replace("topics.housing", "topics.work")
    rules = load({**COMMON, "topics.toml": topics, FLAT: flat, "counters/town.toml": hall})
    (step,) = steps_of(rules, {"owns_home": False})
    assert isinstance(step, Apply)
    assert [counter.id for counter in step.whom.counters] == goes_to


FORMALITY = requirement("photo", "", 'check = "formality"')


def test_a_procedure_that_was_not_found_here_is_asked_about() -> None:
    rules = world(WORK, covers='since = 2020-01-01\ndistricts = "hill"')
    (step,) = steps_of(rules, MET)
    assert asked(step) == [(About.INFORMATION, "")]


def test_only_formalities_leave_what_to_bring_to_be_asked() -> None:
    (step,) = steps_of(world(FORMALITY), {})
    assert asked(step) == [(About.FORMALITIES, "")]


def dated(name: str, opens: str, closes: str) -> str:
    return (
        f'[[windows]]\nid = "{name}"\ntext.zh = "报名"\ntext.en = "Registration"\n'
        f'opens = {opens}\ncloses = {closes}\nsource = "law"\n'
    )


@pytest.mark.parametrize(
    ("day", "kind", "usual"),
    [
        (date(2026, 9, 12), "wait", True),
        (date(2026, 9, 13), "apply", True),
        (date(2026, 12, 31), "apply", True),
        (date(2027, 1, 1), "wait", True),
        (date(2024, 9, 12), "wait", False),
        (date(2024, 12, 31), "apply", False),
    ],
)
def test_a_window_is_waited_for_also_by_the_days_of_past_years(
    day: date, kind: str, usual: bool
) -> None:
    rules = world(HOMELESS + dated("autumn_2025", "2024-09-13", "2024-12-31"))
    (step,) = steps_of(rules, {"owns_home": False}, day)
    assert step.kind == kind
    assert isinstance(step, Apply | Wait)
    assert step.opening is not None
    assert step.opening.usual is usual


def test_of_the_past_years_the_newest_stands_and_a_known_year_before_it() -> None:
    past = dated("autumn-2024", "2024-09-01", "2024-09-30")
    newer = dated("autumn-2025", "2025-10-01", "2025-10-31")
    rules = world(HOMELESS + past + newer)
    (step,) = steps_of(rules, {"owns_home": False})
    assert isinstance(step, Wait)
    assert step.opening is not None
    assert (step.opening.opens, step.opening.usual) == (date(2027, 10, 1), True)
    known = dated("autumn-2027", "2027-09-15", "2027-09-20")
    (step,) = steps_of(world(HOMELESS + past + newer + known), {"owns_home": False})
    assert isinstance(step, Wait)
    assert step.opening is not None
    assert (step.opening.opens, step.opening.usual) == (date(2027, 9, 15), False)


def exam(window: str = "", text: str = "") -> Ruleset:
    permit = requirement(
        "permit",
        "has_residence_permit == yes and months(residence_permit_since, exam_day) >= exam_months",
    )
    return school_world(permit + text, more=window)


SENIOR = {"child_stage": "senior", "child_grade": 3, "has_residence_permit": True}


def test_who_cannot_wait_for_the_next_window_asks_today() -> None:
    rules = exam(dated("registration_2025", "2025-10-20", "2025-11-05"))
    raw = {**SENIOR, "residence_permit_since": "2020-01"}
    (step,) = steps_of(rules, raw, date(2026, 11, 5))
    assert isinstance(step, Apply)
    first, then = steps_of(rules, raw, date(2026, 11, 6))
    assert asked(first) == [(About.MISSED, "")]
    assert isinstance(first, Ask)
    assert first.at_once
    assert isinstance(then, Wait)
    (step,) = steps_of(rules, raw, date(2026, 10, 19))
    assert isinstance(step, Wait), "the window of this school year is still to come"


def test_what_cannot_be_full_by_the_cut_off_says_so_and_asks_what_remains() -> None:
    begin, ask = steps_of(exam(), {**SENIOR, "residence_permit_since": "2023-10"})
    assert isinstance(begin, BeginBy)
    assert (begin.too_late, str(begin.month)) == (True, "2023-09")
    assert asked(ask) == [(About.TOO_LATE, "permit")]
    found = household(exam(), {**SENIOR, "residence_permit_since": "2023-10"})
    assert [its.kind for its in found.every] == ["ask", "begin_by"]


def test_not_yet_without_a_clock_names_the_registration_and_its_usual_window() -> None:
    rules = school_world(HOMELESS, more=dated("registration_2025", "2025-10-20", "2025-11-05"))
    (step,) = steps_of(rules, {"child_stage": "senior", "child_grade": 1})
    assert isinstance(step, BeginBy)
    assert step.opening is not None
    assert (step.school_year, str(step.month), step.opening.usual) == (2028, "2028-10", True)


def test_not_yet_of_an_unknown_year_asks_when_it_is_time() -> None:
    rules = world(HOMELESS, head='ahead = "persons == 1"\n')
    (step,) = steps_of(rules, {"persons": 1})
    assert asked(step) == [(About.TIME, "")]


def other(name: str, text: str, head: str = "") -> dict[str, str]:
    changed = HEAD.replace('id = "flat"', f'id = "{name}"') + head
    return {f"services/housing/{name}.toml": changed + COVER + text + PARAMETERS}


def test_a_refusal_names_another_way_to_the_same_end_unless_that_is_refused_too() -> None:
    head = 'alternatives = ["other"]\n'
    flat = HEAD + head + COVER + requirement("works", "work == contract") + PARAMETERS
    rules = load(
        {**COMMON, "services/housing/flat.toml": flat, **other("other", HOMELESS + FORMALITY)}
    )
    steps = steps_of(rules, {"work": "none", "owns_home": False})
    assert Do(services=("flat",), subjects=YOU, doers=YOU, instead=("other",)) in steps
    steps = steps_of(rules, {"work": "none", "owns_home": True})
    assert not [step for step in steps if isinstance(step, Do)]


def test_another_way_that_is_applied_for_anyway_is_not_named_twice() -> None:
    head = 'alternatives = ["other"]\n'
    flat = HEAD + head + COVER + requirement("works", "work == contract") + PARAMETERS
    files = {**COMMON, "services/housing/flat.toml": flat}
    raw = {"work": "none", "owns_home": False}
    found = household(load({**files, **other("other", HOMELESS)}), raw)
    assert [its.kind for its in found.every] == ["apply", "ask"]
    found = household(load({**files, **other("other", HOMELESS + JUDGED)}), raw)
    assert [its.kind for its in found.every] == ["apply", "ask", "ask"]
    found = household(load({**files, **other("other", JUDGED)}), raw)
    assert [its.kind for its in found.every] == ["ask", "ask", "do"]


INSURED = requirement("paid", "months(insured_since) >= work_months")


def granting() -> Ruleset:
    """Three services lack an insurance; a fourth gives it."""
    files = {**COMMON, "services/housing/flat.toml": HEAD + COVER + INSURED + PARAMETERS}
    files |= other("second", INSURED)
    files |= other("third", requirement("alone", "persons == 1"))
    files |= other("insurance", HOMELESS, head='grants = { insured_since = "this_month" }\n')
    return load(files)


def test_a_service_that_grants_what_is_missing_is_named() -> None:
    raw = {"insured_since": "none", "owns_home": False, "persons": 1}
    (step,) = steps_of(granting(), raw)
    assert isinstance(step, Do)
    assert step.granted_by == ("insurance",)


def test_what_most_others_lack_comes_before_what_helps_nobody_else() -> None:
    found = household(granting(), {"insured_since": "none", "owns_home": False, "persons": 1})
    assert [(its.kind, its.services) for its in found.every] == [
        ("apply", ("insurance",)),
        ("apply", ("third",)),
    ]
    assert found.first == found.every


@pytest.mark.parametrize(("since", "held"), [("2026-01", True), ("none", False), (None, False)])
def test_what_somebody_has_already_is_not_what_to_do_first(since: object, held: bool) -> None:
    found = household(granting(), {"insured_since": since, "owns_home": False, "persons": 1})
    places = [its.services for its in found.every if isinstance(its, Apply)]
    (step,) = (its for its in found.every if its.services == ("insurance",))
    assert isinstance(step, Apply)
    assert step.held is held
    assert (places.index(("insurance",)) > places.index(("third",))) is held


def test_equal_steps_are_one_that_names_every_service() -> None:
    found = household(granting(), {"insured_since": "none", "owns_home": None, "persons": 1})
    dos = [its for its in found.every if isinstance(its, Do)]
    assert [(its.services, its.granted_by) for its in dos] == [(("flat", "second"), ("insurance",))]
    (asking,) = [its for its in household(granting(), {}).every if its.services[:1] == ("flat",)]
    assert asking.services == ("flat", "second")


def test_a_deadline_within_sixty_days_comes_first() -> None:
    files = {**COMMON, "services/housing/flat.toml": HEAD + COVER + HOMELESS + PARAMETERS}
    files |= other("late", HOMELESS + dated("autumn", "2026-11-01", "2027-01-23"))
    found = household(load(files), {"owns_home": False})
    assert [its.services for its in found.every] == [("late",), ("flat",)]
    files |= other("late", HOMELESS + dated("autumn", "2026-11-01", "2027-01-24"))
    found = household(load(files), {"owns_home": False})
    assert [its.services for its in found.every] == [("flat",), ("late",)]


def test_what_is_to_be_asked_while_a_window_is_open_comes_before_its_end() -> None:
    files = {**COMMON, "services/housing/flat.toml": HEAD + COVER + HOMELESS + PARAMETERS}
    files |= other("asked", JUDGED + dated("autumn", "2026-11-01", "2027-01-23"))
    found = household(load(files), {"owns_home": False})
    assert [(its.kind, its.services) for its in found.every] == [
        ("ask", ("asked",)),
        ("apply", ("flat",)),
    ]
    files |= other("asked", JUDGED + dated("autumn", "2027-01-01", "2027-01-23"))
    found = household(load(files), {"owns_home": False})
    assert [its.services for its in found.every] == [("flat",), ("asked",)]


def test_steps_of_a_household_stand_by_their_kind() -> None:
    action = 'action.zh = "签合同"\naction.en = "Sign a contract"'
    files = {**COMMON, "services/housing/flat.toml": HEAD + COVER + WORK + PARAMETERS}
    files |= other("asked", JUDGED)
    files |= other("done", requirement("works", "work == flexible", action))
    files |= other("open", requirement("alone", "persons == 1"))
    files |= other("ready", HOMELESS)
    raw = {"work": "contract", "work_since": "2026-08", "owns_home": False}
    found = household(load(files), raw)
    assert [its.kind for its in found.every] == ["apply", "do", "ask", "find_out", "wait"]


def test_what_has_to_begin_is_named_by_its_last_month() -> None:
    rules = exam()
    raw = {"child_stage": "junior", "child_grade": 1, "has_residence_permit": False}
    steps = steps_of(rules, raw)
    assert [str(its.month) for its in steps if isinstance(its, BeginBy)] == ["2028-09", "2031-09"]
    assert [its.kind for its in household(rules, raw).every] == ["begin_by", "begin_by"]
