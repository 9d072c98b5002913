"""Reach: questions nobody asks, requirements never in force, services that decide nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..conditions.tree import Compare, Literal, atoms, parameters_of, questions_of
from ..model.districts import District
from ..model.named_amounts import texts_of
from ..model.retirement import PARAMETERS
from ..model.ruleset import Question, Requirement, Ruleset, Service
from ..model.texts import named_in
from ..problem_codes import CheckCode, Hint
from ..problems import Problem, say
from .places import Places


def check_reach(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """What is written but can never matter, and literals that should be parameters."""
    for topic in ruleset.topics:
        if not ruleset.services_of(topic):
            yield places.in_section("topics", topic, "", say(CheckCode.TOPIC_WITHOUT_SERVICE))
    for service in ruleset.services.values():
        yield from _literals(service, ruleset, places)
        yield from _idle_parameters(service, places)
        yield from _without_requirements(service, ruleset, places)
        yield from _idle_actions(service, ruleset, places)


def check_idle_questions(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Questions that no condition mentions."""
    asked = {
        question
        for service in ruleset.services.values()
        for _, condition in service.conditions()
        for question in questions_of(condition)
    }
    for question in ruleset.questions.keys() - asked:
        yield places.in_section("questions", question, "", say(CheckCode.ASKED_BY_NOTHING))


def _literals(service: Service, ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    for place, condition in service.conditions():
        for atom in atoms(condition):
            if not isinstance(atom, Compare):
                continue
            own = [ruleset.questions[name] for name in questions_of(atom)]
            for term in (atom.left, atom.right):
                if isinstance(term, Literal) and not _may_be_literal(term, own):
                    message = say(CheckCode.LITERAL, amount=term.value)
                    yield places.in_service(service, place, message, say(Hint.MAKE_PARAMETER))


def _may_be_literal(term: Literal, questions: list[Question]) -> bool:
    return term.value == 0 or any(question.own_classes for question in questions)


def _idle_parameters(service: Service, places: Places) -> Iterator[Problem]:
    used = {name for _, condition in service.conditions() for name in parameters_of(condition)}
    used.update(name for _, text in texts_of(service) for name in named_in(text))
    for parameter in service.parameters.values():
        if not parameter.shown and parameter.id not in used and parameter.id not in PARAMETERS:
            yield places.in_service(
                service, f"parameters.{parameter.id}", say(CheckCode.IDLE_PARAMETER)
            )


def _without_requirements(service: Service, ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Districts and days where a procedure is held and nothing would decide."""
    for day in boundary_days(service):
        for district in ruleset.gazetteer.on(day):
            covered = any(cover.scope.holds(district, day) for cover in service.covers)
            if covered and not any(
                _decides(r, district, day) for r in service.requirements.values()
            ):
                message = say(CheckCode.DECIDES_NOTHING, district=district.id, day=day)
                yield places.in_service(service, "covers", message)
                return


def _idle_actions(service: Service, ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """What a person can do that no result can ever show."""
    for requirement in service.requirements.values():
        if requirement.action is None:
            continue
        place = f"requirements.{requirement.id}.action"
        if service.kind == "entitlement" or requirement.check == "formality":
            message = say(CheckCode.ACTION_UNDECIDED)
        elif requirement.when is None:
            message = say(CheckCode.ACTION_NEVER_NO)
        elif not _is_ever_asked(requirement, service, ruleset):
            message = say(CheckCode.ACTION_NOWHERE)
        else:
            continue
        yield places.in_service(service, place, message, say(Hint.MOVE_TO, field="ask"))


def _is_ever_asked(requirement: Requirement, service: Service, ruleset: Ruleset) -> bool:
    """Whether there is a district and a day on which it decides."""
    days = (*boundary_days(service), date.min, date.max)
    return any(
        requirement.scope.holds(district, day)
        and any(cover.scope.holds(district, day) for cover in service.covers)
        for day in days
        for district in ruleset.gazetteer.districts.values()
        if district.period.holds(day)
    )


def _decides(requirement: Requirement, district: District, day: date) -> bool:
    return requirement.check != "formality" and requirement.scope.holds(district, day)


def boundary_days(service: Service) -> tuple[date, ...]:
    """The days on which something of a service begins, and the days after something ends."""
    scopes = [cover.scope for cover in service.covers]
    scopes += [requirement.scope for requirement in service.requirements.values()]
    scopes += [row.scope for p in service.parameters.values() for row in p.rows]
    days = {scope.period.since for scope in scopes} | {
        scope.period.until + timedelta(days=1)
        for scope in scopes
        if scope.period.until and scope.period.until < date.max
    }
    return tuple(sorted(day for day in days if day))
