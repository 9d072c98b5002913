"""One service in full: its requirements as text, amounts, documents, steps, dates, examples."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, jsonify

from ...problem_words import english
from ...rules.conditions.text_form import write, write_elapsed
from ...rules.conditions.tree import Condition
from ...rules.evaluation.answer_reader import plain
from ...rules.model.family import FamilyGrant
from ...rules.model.months import Month
from ...rules.model.named_amounts import with_amounts
from ...rules.model.parameters import Parameter, Row
from ...rules.model.ruleset import (
    Example,
    ExampleHousehold,
    ExamplePerson,
    HousingOption,
    PaperNeeded,
    Particular,
    PointItem,
    PointsTable,
    Requirement,
    Service,
    Step,
    Window,
)
from ...rules.suggestions import suggestion
from ..http import request_context
from .definition_filter import Filter, filter_asked
from .json_fields import held_json, maybe, number, sources_json, value_json, words, written
from .problems import Fault, NotFound
from .shapes.basic import Plain
from .shapes.definition import (
    Definition,
    ExampleHouseholdShape,
    ExamplePersonShape,
    ExampleShape,
    FamilyGrantShape,
    HousingOptionShape,
    PaperShape,
    ParameterShape,
    ParticularShape,
    PointItemShape,
    PointsShape,
    RequirementShape,
    RowShape,
    ServiceShape,
    StepShape,
    WindowShape,
)


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/services/<service>", "service", service)


def service(service: str) -> Response:
    """A service's full definition; ``?on=&district=`` narrows it to what is in force."""
    ruleset = request_context.release().ruleset
    found = ruleset.services.get(service)
    if found is None:
        hint = english(suggestion(service, ruleset.services))
        raise NotFound([Fault(pointer="/service", message="is not a service", hint=hint)])
    kept = filter_asked()
    document = Definition(
        release=number(),
        day=written(kept.day),
        district=kept.district.id if kept.district else None,
        service=definition(found, kept),
    )
    return jsonify(document)


def definition(service: Service, kept: Filter) -> ServiceShape:
    """A service as its document says it, with the amounts of a district and day in its texts."""
    service = with_amounts(service, kept.in_force(service), {})
    return {
        "id": service.id,
        "topic": service.topic,
        "for": service.is_for,
        "kind": service.kind,
        "right": service.right,
        "name": words(service.name),
        "summary": words(service.summary),
        "audience": words(service.audience),
        "concerns": _condition(service.concerns),
        "ahead": _condition(service.ahead),
        "last_stage": service.last_stage,
        "last_grade": service.last_grade,
        "alternatives": list(service.alternatives),
        "contacts": list(service.contacts),
        "grants": {name: _plain(value) for name, value in service.grants.items()},
        "grants_family": _family(service.grants_family),
        "covers": [held_json(cover) for cover in kept.kept(service.covers)],
        "requirements": [
            _requirement(its, kept) for its in kept.kept(service.requirements.values())
        ],
        "parameters": [_parameter(its, kept.rows(its)) for its in service.parameters.values()],
        "papers": [_paper(paper) for paper in kept.kept(service.papers)],
        "steps": [_step(step) for step in kept.kept(service.steps)],
        "particulars": [_particular(its) for its in kept.kept(service.particulars)],
        "windows": [_window(window) for window in kept.kept(service.windows)],
        "options": [_option(option) for option in kept.kept(service.options)],
        "points": [_points(table) for table in kept.kept(service.points)],
        "examples": [_example(example) for example in service.examples],
    }


def _family(grant: FamilyGrant | None) -> FamilyGrantShape | None:
    if grant is None:
        return None
    return {
        "joins": list(grant.joins),
        "district": "here",
        "rural": grant.rural,
        "when": _condition(grant.when),
        "sources": sources_json(grant.citations),
    }


def _condition(condition: Condition | None) -> str | None:
    return None if condition is None else write(condition)


def _plain(value: object) -> Plain:
    return plain(value) if isinstance(value, Month) else cast(Plain, value)


def _requirement(requirement: Requirement, kept: Filter) -> RequirementShape:
    return {
        "id": requirement.id,
        "text": words(requirement.text),
        "without": maybe(requirement.without),
        "note": maybe(requirement.note),
        "unmet": maybe(requirement.unmet),
        "open": maybe(requirement.open),
        "action": maybe(requirement.action),
        "ask": maybe(requirement.ask),
        "usual": requirement.usual,
        "check": requirement.check,
        "when": _condition(requirement.when),
        "judged_when": _condition(requirement.judged_when),
        "contested": [held_json(contest) for contest in kept.kept(requirement.contested)],
        **held_json(requirement),
    }


def _parameter(parameter: Parameter, rows: list[Row]) -> ParameterShape:
    return {
        "id": parameter.id,
        "text": words(parameter.text),
        "unit": parameter.unit,
        "yearly": parameter.yearly,
        "missing": maybe(parameter.missing),
        "unpublished": parameter.unpublished,
        "sources": sources_json(parameter.citations),
        "rows": [row_json(row) for row in rows],
    }


def row_json(row: Row) -> RowShape:
    """An amount with where and when it is in force."""
    return {"value": value_json(row), "then_default": row.then_default, **held_json(row)}


def _paper(paper: PaperNeeded) -> PaperShape:
    known = request_context.release().ruleset.papers[paper.paper]
    return {
        "paper": paper.paper,
        "name": words(known.name),
        "form": paper.form or known.form or None,
        "note": maybe(paper.note),
        "issuer": maybe(known.issuer),
        "how": maybe(known.how),
        "when": _condition(paper.when),
        **held_json(paper),
    }


def _step(step: Step) -> StepShape:
    return {"text": words(step.text), "when": _condition(step.when), **held_json(step)}


def _particular(its: Particular) -> ParticularShape:
    return {
        "kind": its.kind,
        "text": words(its.text),
        "days": its.days,
        "working_days": its.working_days,
        **held_json(its),
    }


def _window(window: Window) -> WindowShape:
    return {
        "id": window.id,
        "text": words(window.text),
        "opens": written(window.opens),
        "closes": written(window.closes),
        "month": window.month,
        "until_month": window.until_month,
        "anniversary_of": window.anniversary_of,
        "when": _condition(window.when),
        **held_json(window),
    }


def _option(option: HousingOption) -> HousingOptionShape:
    return {
        "id": option.id,
        "name": words(option.name),
        "who": words(option.who),
        "costs": list(option.costs),
        **held_json(option),
    }


def _points(table: PointsTable) -> PointsShape:
    return {
        "id": table.id,
        "text": words(table.text),
        "note": maybe(table.note),
        "items": [_point_item(item) for item in table.items],
        **held_json(table),
    }


def _point_item(item: PointItem) -> PointItemShape:
    return {
        "text": words(item.text),
        "points": item.points,
        "when": _condition(item.when),
        "per": None if item.per is None else write_elapsed(item.per),
        "every": item.every,
        "most": item.most,
    }


def _told(told: ExampleHousehold | None) -> ExampleHouseholdShape | None:
    if told is None:
        return None
    return {
        "household": {name: _plain(value) for name, value in told.household.items()},
        "adults": [_person(its) for its in told.adults],
        "children": [_person(its) for its in told.children],
    }


def _person(person: ExamplePerson) -> ExamplePersonShape:
    answers = {name: _plain(value) for name, value in person.answers.items()}
    return {"answers": answers, "expect": person.expect}


def _example(example: Example) -> ExampleShape:
    return {
        "name": example.name,
        "day": example.day.isoformat(),
        "district": example.district,
        "answers": {name: _plain(value) for name, value in example.answers.items()},
        "expect": example.expect,
        "household": _told(example.told),
        "strength": example.strength,
        "undecided": list(example.undecided),
        "failed": list(example.failed),
    }
