"""One service in full: its requirements as text, amounts, documents, steps, dates, examples."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response

from ...rules.answers import plain
from ...rules.conditions import Condition
from ...rules.model import (
    Example,
    HousingOption,
    PaperNeeded,
    Particular,
    Requirement,
    Service,
    Step,
    Window,
)
from ...rules.months import Month
from ...rules.near import nearest
from ...rules.parameters import Parameter, Row
from ...rules.writing import write
from .. import surroundings
from .in_force import Filter, filter_asked
from .parts import held_json, maybe, number, told, value_json, words, written
from .problems import Fault, NotFound
from .shapes.basic import Plain
from .shapes.definition import (
    Definition,
    ExampleShape,
    HousingOptionShape,
    PaperShape,
    ParameterShape,
    ParticularShape,
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
    ruleset = surroundings.release().ruleset
    found = ruleset.services.get(service)
    if found is None:
        hint = nearest(service[:80], ruleset.services)
        raise NotFound([Fault("/service", "is not a service", hint)])
    kept = filter_asked()
    document = Definition(
        release=number(),
        day=written(kept.day),
        district=kept.district.id if kept.district else None,
        service=definition(found, kept),
    )
    return told(document)


def definition(service: Service, kept: Filter) -> ServiceShape:
    """A service as its document says it."""
    return {
        "id": service.id,
        "topic": service.topic,
        "name": words(service.name),
        "summary": words(service.summary),
        "audience": words(service.audience),
        "concerns": _condition(service.concerns),
        "contacts": list(service.contacts),
        "grants": {name: _plain(value) for name, value in service.grants.items()},
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
        "examples": [_example(example) for example in service.examples],
    }


def _condition(condition: Condition | None) -> str | None:
    return None if condition is None else write(condition)


def _plain(value: object) -> Plain:
    return plain(value) if isinstance(value, Month) else cast(Plain, value)


def _requirement(requirement: Requirement, kept: Filter) -> RequirementShape:
    return {
        "id": requirement.id,
        "text": words(requirement.text),
        "note": maybe(requirement.note),
        "action": maybe(requirement.action),
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
        "rows": [row_json(row) for row in rows],
    }


def row_json(row: Row) -> RowShape:
    """An amount with where and when it is in force."""
    return {"value": value_json(row), "then_default": row.then_default, **held_json(row)}


def _paper(paper: PaperNeeded) -> PaperShape:
    known = surroundings.release().ruleset.papers[paper.paper]
    return {
        "paper": paper.paper,
        "name": words(known.name),
        "form": paper.form or known.form or None,
        "note": maybe(paper.note),
        "issuer": maybe(known.issuer),
        "how": maybe(known.how),
        **held_json(paper),
    }


def _step(step: Step) -> StepShape:
    return {"text": words(step.text), **held_json(step)}


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


def _example(example: Example) -> ExampleShape:
    return {
        "name": example.name,
        "day": example.day.isoformat(),
        "district": example.district,
        "answers": {name: _plain(value) for name, value in example.answers.items()},
        "expect": example.expect,
        "strength": example.strength,
        "undecided": list(example.undecided),
        "failed": list(example.failed),
    }
