"""Situations of three services: their examples with every open question answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.rules.conditions.tree import questions_of
from portal.rules.evaluation.answer_reader import Answer, Answers, read_answers
from portal.rules.evaluation.outcomes import Frame, ServiceFrame
from portal.rules.model.months import Month
from portal.rules.model.ruleset import Example, Question, Ruleset

from .translating import CEL, ZEN, Syntax, condition, requirement

SERVICES = ("public-rental", "college-entrance", "flexible-pension")
Facts = dict[str, object]
CONCERNS = "concerns"
#: Later than every day: whoever never began has no months.
_NEVER = Month.of(9999, 1)


@dataclass(frozen=True)
class Translated:
    """A service in one district on one day: ours, and each requirement as the peers write it."""

    frame: ServiceFrame
    zen: Mapping[str, str]
    cel: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One situation with complete answers; ``facts`` are the same as a peer takes them."""

    name: str
    place: Translated
    day: date
    answers: Answers
    facts: Facts


def cases(rules: Ruleset, service: str) -> list[Case]:
    """Every example twice: what it leaves open answered low, and answered high."""
    places: dict[tuple[str, date], Translated] = {}
    found = []
    for example in rules.services[service].examples:
        where = (example.district, example.day)
        if where not in places:
            places[where] = _translated(rules, service, example)
        for end in (0, -1):
            answers = _completed(rules, service, example, end)
            facts = facts_of(answers, rules)
            found.append(
                Case(
                    name=example.name,
                    place=places[where],
                    day=example.day,
                    answers=answers,
                    facts=facts,
                )
            )
    return found


def facts_of(answers: Answers, rules: Ruleset) -> Facts:
    """Answers as a peer takes them: months as numbers, «没有» as a month that never comes."""
    return {name: _fact(rules.questions[name], value) for name, value in answers.items()}


def _fact(question: Question, value: Answer) -> object:
    if question.kind != "month" or value is None:
        return value
    return int(value) if isinstance(value, Month) else int(_NEVER)


def _translated(rules: Ruleset, service: str, example: Example) -> Translated:
    frame = Frame(rules, rules.gazetteer.districts[example.district], example.day).service(service)
    return Translated(frame, _expressions(frame, ZEN), _expressions(frame, CEL))


def _expressions(frame: ServiceFrame, syntax: Syntax) -> dict[str, str]:
    written = {
        its.requirement.id: requirement(its, frame.place, syntax) for its in frame.requirements
    }
    concerns = frame.service.concerns
    if concerns:
        written[CONCERNS] = f'{condition(concerns, frame.place, syntax)} ? "yes" : "no"'
    return written


def _completed(rules: Ruleset, service: str, example: Example, end: int) -> dict[str, Answer]:
    """The example's answers, and the first or last possible of what it leaves open."""
    given, _ = read_answers(rules.questions, example.answers, example.day, rules.gazetteer)
    conditions = [its for _, its in rules.services[service].conditions()]
    asked = dict.fromkeys(name for its in conditions for name in questions_of(its))
    open_ones = [name for name in asked if given.get(name) is None]
    possible = {name: _possible(rules, rules.questions[name], example.day) for name in open_ones}
    return {**given, **{name: values[end] for name, values in possible.items()}}


def _possible(rules: Ruleset, question: Question, day: date) -> tuple[Answer, ...]:
    match question.kind:
        case "yes_no":
            return (True, False)
        case "choice":
            return tuple(option.id for option in question.options)
        case "month":
            return (Month.of(1990, 1), Month.on(day))
        case "district":
            return tuple(district.id for district in rules.gazetteer.on(day))
        case _:
            return (question.minimum, question.maximum)
