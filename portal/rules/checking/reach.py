"""Reach: questions nobody asks, requirements never in force, services that decide nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..conditions import Compare, Literal, atoms, parameters_of, questions_of
from ..model import Question, Requirement, Ruleset, Service
from ..problems import Problem
from .places import Places


def check_reach(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """What is written but can never matter, and literals that should be parameters."""
    yield from _idle_questions(ruleset, places)
    for topic in ruleset.topics:
        if not ruleset.services_of(topic):
            yield places.in_section("topics", topic, "", "has no service")
    for service in ruleset.services.values():
        yield from _literals(service, ruleset, places)
        yield from _idle_parameters(service, places)
        yield from _without_requirements(service, ruleset, places)


def _idle_questions(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    asked = {
        question
        for service in ruleset.services.values()
        for _, condition in service.conditions()
        for question in questions_of(condition)
    }
    for question in ruleset.questions.keys() - asked:
        yield places.in_section("questions", question, "", "is asked by no requirement")


def _literals(service: Service, ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    for place, condition in service.conditions():
        for atom in atoms(condition):
            if not isinstance(atom, Compare):
                continue
            own = [ruleset.questions[name] for name in questions_of(atom)]
            for term in (atom.left, atom.right):
                if isinstance(term, Literal) and not _may_be_literal(term, own):
                    hint = "law may change it: make it a parameter with dated, cited rows"
                    yield places.in_service(service, place, f"{term.value} is a literal", hint)


def _may_be_literal(term: Literal, questions: list[Question]) -> bool:
    return term.value == 0 or any(question.own_classes for question in questions)


def _idle_parameters(service: Service, places: Places) -> Iterator[Problem]:
    used = {name for _, condition in service.conditions() for name in parameters_of(condition)}
    for parameter in service.parameters.values():
        if parameter.id not in used and not parameter.shown:
            yield places.in_service(
                service, f"parameters.{parameter.id}", "is neither used nor shown"
            )


def _without_requirements(service: Service, ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Districts and days where a procedure is held and nothing would decide."""
    for day in boundary_days(service):
        for district in ruleset.gazetteer.on(day):
            covered = any(cover.scope.holds(district, day) for cover in service.covers)
            if covered and not any(
                _decides(r, district, day) for r in service.requirements.values()
            ):
                message = f"covered in {district.id} on {day}, but no requirement is in force"
                yield places.in_service(service, "covers", message)
                return


def _decides(requirement: Requirement, district: object, day: date) -> bool:
    return requirement.check != "formality" and requirement.scope.holds(district, day)  # type: ignore[arg-type]


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
