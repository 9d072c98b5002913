"""Every outcome of the shipped rules leads somewhere, whatever is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.conditions.tree import questions_of
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.household_outcomes import flat_outcome, household_of
from portal.rules.evaluation.next_steps import Apply, Ask, Do, NextStep, next_steps
from portal.rules.evaluation.outcomes import Evaluation, Frame, Outcome
from portal.rules.evaluation.roadmap import roadmap
from portal.rules.evaluation.step_order import household_steps
from portal.rules.model.months import Month
from portal.web.lines.step_words import said_in_both
from tests.content.situations import CLUSTERS, completions, situations
from tests.rules.worlds import outcomes_of

RULES = load(read_folder(SHIPPED))
DAYS = (date(2022, 12, 31), date(2025, 10, 31), date(2026, 8, 31), date(2026, 9, 1))
FRAMES = {
    (district, day): Frame(RULES, RULES.gazetteer.districts[district], day)
    for district in CLUSTERS.values()
    for day in (*DAYS, date(2026, 11, 28))
}
PLACES = st.sampled_from(sorted(FRAMES))
TODAY = date(2026, 11, 28)


def evaluations(frame: Frame, raw: dict[str, object]) -> list[tuple[Evaluation, list[NextStep]]]:
    answers, _ = read_answers(RULES.questions, raw, frame.day, RULES.gazetteer)
    return [
        (found, list(next_steps(frame, flat_outcome(found, answers), TODAY)))
        for found in frame.evaluate(answers, TODAY)
    ]


@settings(max_examples=40)
@given(raw=situations(RULES) | completions(RULES), place=PLACES)
def test_every_outcome_that_concerns_has_a_step_and_no_step_needs_a_smartphone(
    raw: dict[str, object], place: tuple[str, date]
) -> None:
    for found, steps in evaluations(FRAMES[place], raw):
        concerns = found.outcome is not Outcome.DOES_NOT_CONCERN
        assert bool(steps) is concerns, (found.service.id, found.outcome)
        for step in steps:
            if isinstance(step, Apply | Ask):
                whom = step.whom
                assert whom.counters or whom.where or whom.contacts, found.service.id
            if isinstance(step, Do) and not step.instead:
                assert step.requirement is not None


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1900, 1, 1), date(9990, 3, 1), date.max])
def test_at_the_ends_of_the_calendar_there_are_steps_too(day: date) -> None:
    frame = Frame(RULES, RULES.gazetteer.districts["shapingba"], day)
    for service in RULES.services.values():
        for example in service.examples[:3]:
            answers, _ = read_answers(
                RULES.questions, example.answers, example.day, RULES.gazetteer
            )
            found = frame.service(service.id).evaluate(answers, TODAY)
            concerns = found.outcome is not Outcome.DOES_NOT_CONCERN
            assert bool(next_steps(frame, flat_outcome(found, answers), TODAY)) is concerns
    answers, _ = read_answers(
        RULES.questions, {"hukou_place": "sichuan", "work": "none"}, day, RULES.gazetteer
    )
    assert household_steps(frame, outcomes_of(frame, answers), TODAY).every
    road = roadmap(RULES, frame.district, day, household_of(answers, RULES.questions), TODAY)
    assert all(its.month >= Month.on(day) for its in road.milestones)


@settings(max_examples=40)
@given(raw=completions(RULES), place=PLACES)
def test_a_refusal_names_the_other_way_that_is_not_refused(
    raw: dict[str, object], place: tuple[str, date]
) -> None:
    found = evaluations(FRAMES[place], raw)
    outcomes = {its.service.id: its.outcome for its, _ in found}
    closed = (Outcome.DOES_NOT_CONCERN, Outcome.DOES_NOT_MEET)
    for its, steps in found:
        others = [name for name in its.service.alternatives if outcomes[name] not in closed]
        dos = [step for step in steps if isinstance(step, Do)]
        named = {name for step in dos for name in (*step.instead, *step.granted_by)}
        if its.outcome is Outcome.DOES_NOT_MEET:
            assert named >= set(others)


@settings(max_examples=25)
@given(raw=situations(RULES) | completions(RULES), place=PLACES)
def test_every_step_is_said_in_chinese_and_english(
    raw: dict[str, object], place: tuple[str, date]
) -> None:
    frame = FRAMES[place]
    answers, _ = read_answers(RULES.questions, raw, frame.day, RULES.gazetteer)
    steps = household_steps(frame, outcomes_of(frame, answers), TODAY)
    assert len(steps.first) <= 3
    for step in steps.every:
        line, text = said_in_both(step, frame)
        assert line.head
        assert text.zh
        assert text.en
        assert "%(" not in text.zh + text.en
        assert "{" not in text.zh + text.en


@pytest.mark.parametrize(
    ("service", "requirement"),
    [
        (service.id, requirement.id)
        for service in RULES.services.values()
        for requirement in service.requirements.values()
        if requirement.action is not None
    ],
)
def test_every_action_can_appear(service: str, requirement: str) -> None:
    assert any(shown == requirement for shown in actions_shown(service, requirement))


def actions_shown(service: str, requirement: str) -> Iterator[str]:
    """Requirements whose action somebody near an example of the service is told."""
    own = RULES.services[service]
    when = own.requirements[requirement].when
    names = questions_of(when) if when else ()
    for example in own.examples:
        frame = Frame(RULES, RULES.gazetteer.districts[example.district], example.day)
        for raw in [example.answers, *varied(example.answers, names, example.day)]:
            answers, _ = read_answers(RULES.questions, raw, example.day, RULES.gazetteer)
            found = frame.service(service).evaluate(answers, TODAY)
            for step in next_steps(frame, flat_outcome(found, answers), TODAY):
                if isinstance(step, Do) and step.requirement is not None:
                    yield step.requirement.id


def varied(
    answers: Mapping[str, object], names: Iterable[str], day: date
) -> Iterator[dict[str, object]]:
    """Answers with one of some questions answered otherwise."""
    for name in names:
        question = RULES.questions[name]
        values: list[object] = [option.id for option in question.options]
        if question.kind == "yes_no":
            values = [True, False]
        if question.kind == "month":
            values = [str(Month.on(day)), "none"]
        for value in values:
            yield {**answers, name: value}
