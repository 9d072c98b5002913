"""One service in full: its requirements as text, amounts, documents, steps, dates, examples."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol, TypeVar

from flask import Blueprint, Response, request

from ...rules.answers import plain
from ...rules.conditions import Condition
from ...rules.districts import District, Scope
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
from ...rules.sources import Citation
from ...rules.writing import write
from .. import surroundings
from .parts import envelope, read_day, scope_json, sources_json, value_json, words, written
from .places import district_on
from .problems import Fault, NotFound, Refused


class _Scoped(Protocol):
    @property
    def scope(self) -> Scope:
        """Where and when it holds."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What says so."""


Part = TypeVar("Part", bound=_Scoped)


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/services/<service>", "service", service)


class Filter:
    """Keeps what is in force: everywhere or in one district, on a day or on any."""

    def __init__(self, district: District | None, day: date | None) -> None:
        self.district, self.day = district, day

    def kept(self, parts: Iterable[Part]) -> list[Part]:
        """The parts that hold."""
        return [part for part in parts if self._holds(part.scope)]

    def rows(self, parameter: Parameter) -> list[Row]:
        """The rows in force; in one district the closest one alone."""
        if self.district is None or self.day is None:
            return self.kept(parameter.rows)
        row = parameter.in_force(self.district, self.day)
        return [] if row is None else [row]

    def _holds(self, scope: Scope) -> bool:
        if self.day is not None and not scope.period.holds(self.day):
            return False
        return self.district is None or scope.rank(self.district) is not None


def service(service: str) -> Response:
    """A service's full definition; ``?on=&district=`` narrows it to what is in force."""
    ruleset = surroundings.release().ruleset
    found = ruleset.services.get(service)
    if found is None:
        hint = nearest(service[:80], ruleset.services)
        raise NotFound([Fault("/service", "is not a service", hint)])
    kept = _filter()
    return envelope(
        day=written(kept.day),
        district=kept.district.id if kept.district else None,
        service=definition(found, kept),
    )


def _filter() -> Filter:
    on, name = request.args.get("on"), request.args.get("district")
    if on is None and name is None:
        return Filter(None, None)
    day = read_day(on)
    if name is None:
        return Filter(None, day)
    faults: list[Fault] = []
    district = district_on(surroundings.release().ruleset.gazetteer, name, day, faults.append)
    if district is None:
        raise Refused(faults)
    return Filter(district, day)


def definition(service: Service, kept: Filter) -> dict[str, Any]:
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
        "covers": [_base(cover) for cover in kept.kept(service.covers)],
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


def _plain(value: object) -> object:
    return plain(value) if isinstance(value, Month) else value


def _base(part: _Scoped) -> dict[str, Any]:
    return {**scope_json(part.scope), "sources": sources_json(part.citations)}


def _requirement(requirement: Requirement, kept: Filter) -> dict[str, Any]:
    return {
        "id": requirement.id,
        "text": words(requirement.text),
        "note": words(requirement.note),
        "action": words(requirement.action),
        "check": requirement.check,
        "when": _condition(requirement.when),
        "judged_when": _condition(requirement.judged_when),
        "contested": [_base(contest) for contest in kept.kept(requirement.contested)],
        **_base(requirement),
    }


def _parameter(parameter: Parameter, rows: list[Row]) -> dict[str, Any]:
    return {
        "id": parameter.id,
        "text": words(parameter.text),
        "unit": parameter.unit,
        "yearly": parameter.yearly,
        "missing": words(parameter.missing),
        "rows": [
            {"value": value_json(row), "then_default": row.then_default, **_base(row)}
            for row in rows
        ],
    }


def _paper(paper: PaperNeeded) -> dict[str, Any]:
    known = surroundings.release().ruleset.papers[paper.paper]
    return {
        "paper": paper.paper,
        "name": words(known.name),
        "form": paper.form or known.form or None,
        "note": words(paper.note),
        "issuer": words(known.issuer),
        "how": words(known.how),
        **_base(paper),
    }


def _step(step: Step) -> dict[str, Any]:
    return {"text": words(step.text), **_base(step)}


def _particular(its: Particular) -> dict[str, Any]:
    return {
        "kind": its.kind,
        "text": words(its.text),
        "days": its.days,
        "working_days": its.working_days,
        **_base(its),
    }


def _window(window: Window) -> dict[str, Any]:
    return {
        "id": window.id,
        "text": words(window.text),
        "opens": written(window.opens),
        "closes": written(window.closes),
        "month": window.month,
        "until_month": window.until_month,
        "anniversary_of": window.anniversary_of,
        **_base(window),
    }


def _option(option: HousingOption) -> dict[str, Any]:
    return {
        "id": option.id,
        "name": words(option.name),
        "who": words(option.who),
        "costs": list(option.costs),
        **_base(option),
    }


def _example(example: Example) -> dict[str, Any]:
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
