"""What holds for every household: random ones over the shipped rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.evaluation.answer_reader import Answers, read_answers
from portal.rules.evaluation.family_plan import family_plan
from portal.rules.evaluation.household_outcomes import (
    SubjectOutcome,
    evaluate_household,
    household_of,
    rank,
    whole_household,
)
from portal.rules.evaluation.interview import Asking, HouseholdAgenda, household_agenda
from portal.rules.evaluation.next_steps import FindOut
from portal.rules.evaluation.outcomes import BEST_FIRST, Frame, Outcome, ServiceFrame
from portal.rules.evaluation.roadmap import roadmap
from portal.rules.evaluation.step_order import household_steps
from portal.rules.model.households import Household, Subject, Who
from portal.rules.model.months import Month
from tests.content.situations import completions, situations, values_of
from tests.rules.said import said_by

RULES = load(read_folder(SHIPPED))
DAYS = (date(2024, 6, 30), date(2026, 11, 24), date(2026, 11, 30))
FRAMES = {
    (district, day): Frame(RULES, RULES.gazetteer.districts[district], day)
    for district in ("shapingba", "yongchuan", "kaizhou")
    for day in DAYS
}
DISTRICTS = tuple(sorted({district for district, _ in FRAMES}))
PLACES = st.sampled_from(list(FRAMES))


def typed(raw: Mapping[str, object], day: date) -> Answers:
    answers, _ = read_answers(RULES.questions, raw, day, RULES.gazetteer)
    return answers


def answered(who: Who, *, every: bool) -> st.SearchStrategy[dict[str, object]]:
    """Answers to the questions of one kind, «不知道» among them."""
    values = {q.id: values_of(q, DISTRICTS) for q in RULES.questions.values() if q.of == who}
    return st.fixed_dictionaries(values if every else {}, optional=None if every else values)


def households(
    *, every: bool = False, adults: tuple[int, int] = (1, 2)
) -> st.SearchStrategy[Household]:
    """Households with some questions answered, or every one; read as of the earliest day."""
    return st.builds(
        lambda household, grown, children: Household(
            household=typed(household, DAYS[0]),
            adults=tuple(typed(its, DAYS[0]) for its in grown),
            children=tuple(typed(its, DAYS[0]) for its in children),
        ),
        answered("household", every=every),
        st.lists(answered("adult", every=every), min_size=adults[0], max_size=adults[1]),
        st.lists(answered("child", every=every), max_size=3),
    )


def outcomes_of(
    frame: Frame, household: Household, services: Iterable[str] = RULES.services
) -> dict[str, tuple[SubjectOutcome, ...]]:
    return whole_household(frame, household, services, DAYS[-1])


def told(found: Mapping[str, tuple[SubjectOutcome, ...]]) -> dict[tuple[str, str], SubjectOutcome]:
    return {(name, str(one.subject)): one for name, its in found.items() for one in its}


def agenda_of(frame: Frame, household: Household, services: Iterable[str]) -> HouseholdAgenda:
    return household_agenda(outcomes_of(frame, household, services), household, RULES.questions)


@given(situations(RULES) | completions(RULES), PLACES)
@settings(max_examples=25, deadline=None)
def test_flat_answers_come_to_what_they_came_to(
    raw: dict[str, object], where: tuple[str, date]
) -> None:
    frame = FRAMES[where]
    flat = typed(raw, where[1])
    household = household_of(flat, RULES.questions)
    for name, found in outcomes_of(frame, household).items():
        expected = frame.service(name).evaluate(flat, DAYS[-1])
        assert [(one.outcome, one.evaluation.strength) for one in found] == [
            (expected.outcome, expected.strength)
        ], name


@given(situations(RULES) | completions(RULES), PLACES, st.sampled_from(sorted(RULES.services)))
@settings(max_examples=50, deadline=None)
def test_what_was_met_before_comes_to_what_it_comes_to_anew(
    raw: dict[str, object], where: tuple[str, date], name: str
) -> None:
    kept = FRAMES[where].service(name)
    anew = ServiceFrame(kept.service, kept.place, kept.ruleset)
    answers = typed(raw, where[1])
    expected = said_by(anew.evaluate(answers, DAYS[-1]))
    assert said_by(kept.evaluate(answers, DAYS[-1])) == expected
    assert said_by(kept.evaluate(answers, DAYS[-1])) == expected


@given(households(), PLACES)
@settings(max_examples=25, deadline=None)
def test_one_service_alone_comes_to_what_it_comes_to_among_all(
    household: Household, where: tuple[str, date]
) -> None:
    frame = FRAMES[where]
    for name, found in outcomes_of(frame, household).items():
        alone = evaluate_household(frame, household, name, DAYS[-1])
        assert [(its.subject, its.by, its.outcome) for its in alone] == [
            (its.subject, its.by, its.outcome) for its in found
        ]


@given(households(adults=(1, 1)), answered("adult", every=False), PLACES)
@settings(max_examples=25, deadline=None)
def test_a_second_adult_worsens_nobodys_own_outcome(
    household: Household, partner: dict[str, object], where: tuple[str, date]
) -> None:
    frame = FRAMES[where]
    grown = Household(
        household=household.household,
        adults=(*household.adults, typed(partner, DAYS[0])),
        children=household.children,
    )
    before = told(outcomes_of(frame, household))
    after = told(outcomes_of(frame, grown))
    for key, one in before.items():
        reached = one.outcome
        # What was still open is not worsened by what it could not become.
        if reached is Outcome.MORE_INFORMATION:
            reached = frame.service(key[0]).best_possible(one.evaluation, one.answers, DAYS[-1])
        assert BEST_FIRST[after[key].outcome] <= max(
            BEST_FIRST[reached], BEST_FIRST[one.outcome]
        ), key


@given(households(), answered("child", every=False), PLACES)
@settings(max_examples=25, deadline=None)
def test_another_child_changes_nobody_elses_outcome(
    household: Household, child: dict[str, object], where: tuple[str, date]
) -> None:
    frame = FRAMES[where]
    grown = Household(
        household=household.household,
        adults=household.adults,
        children=(*household.children, typed(child, DAYS[0])),
    )
    before = told(outcomes_of(frame, household))
    after = told(outcomes_of(frame, grown))
    for (name, subject), one in before.items():
        if (name, subject) in after:
            assert after[name, subject].outcome is one.outcome
        else:
            assert one.outcome is Outcome.DOES_NOT_CONCERN


@given(households(adults=(2, 2)), PLACES)
@settings(max_examples=25, deadline=None)
def test_the_order_of_people_does_not_matter(household: Household, where: tuple[str, date]) -> None:
    frame = FRAMES[where]
    turned = Household(
        household=household.household,
        adults=household.adults[::-1],
        children=household.children[::-1],
    )

    def mirrored(subject: Subject) -> Subject:
        people = len(household.children) if subject.kind == "child" else 2
        is_one = subject.kind != "household"
        return Subject(subject.kind, people + 1 - subject.number) if is_one else subject

    before = told(outcomes_of(frame, household))
    after = told(outcomes_of(frame, turned))
    assert len(before) == len(after)
    for (name, _), one in before.items():
        other = after[name, str(mirrored(one.subject))]
        assert rank(other.evaluation) == rank(one.evaluation), name
        assert {mirrored(adult) for adult in other.by} == set(one.by), name


@given(households(), st.data(), PLACES)
@settings(max_examples=25, deadline=None)
def test_a_known_outcome_only_rises_by_further_answers(
    household: Household, data: st.DataObject, where: tuple[str, date]
) -> None:
    frame = FRAMES[where]
    more = household
    for subject in household.subjects():
        given_besides = typed(data.draw(answered(subject.kind, every=False)), DAYS[0])
        more = more.with_answers(subject, {**given_besides, **household.of(subject)})
    before = told(outcomes_of(frame, household))
    after = told(outcomes_of(frame, more))
    for key, one in before.items():
        if one.outcome in (Outcome.MORE_INFORMATION, Outcome.INFORMATION):
            continue
        assert BEST_FIRST[after[key].outcome] <= BEST_FIRST[one.outcome], key
        if len(household.adults) == 1:
            assert after[key].outcome is one.outcome, key


CHECKS = st.just(tuple(RULES.services)) | st.sampled_from([(name,) for name in RULES.services])
"""A check of everything, or of one service."""


@given(households(every=True), CHECKS, PLACES)
@settings(max_examples=25, deadline=None)
def test_the_interview_ends_keeps_its_word_and_finds_what_all_answers_come_to(
    household: Household, services: tuple[str, ...], where: tuple[str, date]
) -> None:
    frame = FRAMES[where]
    told_so_far = Household(
        adults=tuple({} for _ in household.adults), children=tuple({} for _ in household.children)
    )
    asked: set[Asking] = set()
    agenda = agenda_of(frame, told_so_far, services)
    while agenda.next is not None:
        asking = agenda.next
        assert asking.subject in household.subjects()
        assert RULES.questions[asking.question].of == asking.subject.kind
        assert asking not in asked
        asked.add(asking)
        answer = household.of(asking.subject).get(asking.question)
        told_so_far = told_so_far.with_answers(
            asking.subject, {**told_so_far.of(asking.subject), asking.question: answer}
        )
        following = agenda_of(frame, told_so_far, services)
        assert following.most < agenda.most
        agenda = following
    assert agenda.most == 0
    complete = household
    for subject in household.subjects():
        missing = {
            name: None
            for name, question in RULES.questions.items()
            if question.of == subject.kind and name not in household.of(subject)
        }
        complete = complete.with_answers(subject, {**missing, **household.of(subject)})
    found = told(outcomes_of(frame, told_so_far, services))
    for key, one in told(outcomes_of(frame, complete, services)).items():
        if one.outcome is not Outcome.DOES_NOT_CONCERN:
            assert found[key].outcome is one.outcome, key


@given(households() | households(every=True), PLACES)
@settings(max_examples=15, deadline=None)
def test_whoever_it_concerns_has_a_step_and_everything_names_people_who_were_told_of(
    household: Household, where: tuple[str, date]
) -> None:
    frame = FRAMES[where]
    everybody = set(household.subjects())
    outcomes = outcomes_of(frame, household)
    steps = household_steps(frame, outcomes, DAYS[-1])
    for name, found in outcomes.items():
        for one in found:
            concerns = one.outcome is not Outcome.DOES_NOT_CONCERN
            assert bool(steps.of(name, one.subject)) is concerns, (name, one.subject)
    for step in steps.every:
        assert step.subjects
        assert set(step.subjects) <= everybody
        if isinstance(step, FindOut):
            assert RULES.questions[step.question].of == step.of.kind
    road = roadmap(RULES, frame.district, frame.day, household, DAYS[-1], frame)
    assert all(entry.subjects and set(entry.subjects) <= everybody for entry in road.entries)
    for step in family_plan(frame, household, outcomes, DAYS[-1]):
        assert step.subject in everybody
        assert step.needs is None or step.needs in everybody
        assert step.month >= Month.on(frame.day)
