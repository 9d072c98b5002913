"""Random households: every question answered, every answer as likely as another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from portal.rules.evaluation.answer_reader import Answer, Answers
from portal.rules.evaluation.contradictions import contradictions
from portal.rules.model.districts import District, Gazetteer
from portal.rules.model.months import NONE, Month
from portal.rules.model.ruleset import Question, Ruleset

SEED = 20261128
"""The seed as first written: figures of two days are of the same households."""

_MONTHS_BACK = 120
_YOUNGEST = 18
_OLDEST = 75
_YEARS_OF_CHILDHOOD = 18
_LARGEST_NUMBER = 60
_MOST_FEN = 1_000_000


def households(
    rules: Ruleset, day: date, number: int, seed: int = SEED
) -> Iterator[tuple[District, Answers]]:
    """So many situations spread over all districts; none that contradicts itself."""
    chance = Random(seed)
    districts = rules.gazetteer.on(day)
    for place in range(number):
        district = districts[place % len(districts)]
        yield district, _answered(rules, district, day, chance)


def _answered(rules: Ruleset, district: District, day: date, chance: Random) -> Answers:
    answers: dict[str, Answer] = {
        question.id: _drawn(question, district, day, rules.gazetteer, chance)
        for question in rules.questions.values()
    }
    while found := contradictions(answers, day):
        for name in found[0].questions:
            question = rules.questions[name]
            answers[name] = _drawn(question, district, day, rules.gazetteer, chance)
    return answers


def _drawn(
    question: Question, here: District, day: date, gazetteer: Gazetteer, chance: Random
) -> Answer:
    match question.kind:
        case "yes_no":
            return chance.random() < 1 / 2
        case "choice":
            return chance.choice([option.id for option in question.options])
        case "number":
            return chance.randint(question.minimum, min(question.maximum, _LARGEST_NUMBER))
        case "money":
            return 100 * chance.randint(0, min(question.maximum, _MOST_FEN) // 100)
        case "district":
            return here.id if chance.random() < 1 / 2 else chance.choice(gazetteer.on(day)).id
        case "month":
            return _month(question, day, chance)


def _month(question: Question, day: date, chance: Random) -> Answer:
    if question.id == "birth_month":
        return Month.on(day).later(-chance.randint(12 * _YOUNGEST, 12 * _OLDEST))
    if question.id == "child_birth_month":
        return Month.on(day).later(-chance.randint(0, 12 * _YEARS_OF_CHILDHOOD))
    if question.none is not None and chance.random() < 1 / 4:
        return NONE
    return Month.on(day).later(-chance.randint(0, _MONTHS_BACK))
