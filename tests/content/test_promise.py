"""The length of a check that the start pages promise is what a household goes through."""

from __future__ import annotations

from datetime import date
from statistics import median

from bench.households import households
from portal.rules.evaluation.answer_reader import Answers
from portal.rules.evaluation.household_outcomes import household_of, whole_household
from portal.rules.evaluation.interview import household_agenda
from portal.rules.evaluation.outcomes import Frame
from portal.rules.model.districts import District
from portal.rules.model.households import Household
from portal.rules.model.ruleset import Ruleset
from portal.web.resident.promise import PROMISE

TODAY = date(2026, 11, 24)
HOUSEHOLDS = 40
MOST_HOUSEHOLDS = 0.8
#: To read a question with its hint and to answer it.
SECONDS = 25


def asked(rules: Ruleset, district: District, answers: Answers) -> int:
    """How many questions a household is asked about everything until nothing can change."""
    frame = Frame(rules, district, TODAY)
    full = household_of(answers, rules.questions)
    told = Household(
        household={},
        adults=tuple({} for _ in full.adults),
        children=tuple({} for _ in full.children),
    )
    number = 0
    while True:
        outcomes = whole_household(frame, told, tuple(rules.services), TODAY)
        following = household_agenda(outcomes, told, rules.questions).next
        if following is None:
            return number
        who = following.subject
        answer = full.of(who).get(following.question)
        told = told.with_answers(who, {**told.of(who), following.question: answer})
        number += 1


def test_most_households_are_asked_as_many_questions_as_the_start_page_says(
    shipped: Ruleset,
) -> None:
    numbers = [asked(shipped, *its) for its in households(shipped, TODAY, HOUSEHOLDS)]
    inside = [number for number in numbers if PROMISE.fewest <= number <= PROMISE.most]
    assert len(inside) >= MOST_HOUSEHOLDS * len(numbers), sorted(numbers)
    minutes = median(numbers) * SECONDS / 60
    assert PROMISE.minutes / 2 <= minutes <= PROMISE.minutes
