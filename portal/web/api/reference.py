"""What the rules speak of: districts, services, questions."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from ...rules.model.districts import District, Succession
from ...rules.model.ruleset import Question, Service
from ..http import request_context
from .json_fields import maybe, number, read_day, words, written
from .shapes.reference import (
    Districts,
    DistrictShape,
    Questions,
    QuestionShape,
    ServiceLine,
    Services,
    SuccessionShape,
)


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/districts", "districts", districts)
    blueprint.add_url_rule("/services", "services", services)
    blueprint.add_url_rule("/questions", "questions", questions)


def _succession(succession: Succession) -> SuccessionShape:
    return {
        "district": succession.district,
        "since": succession.since.isoformat(),
        "announced": written(succession.announced),
        "rest": succession.rest,
        "towns": [words(town) for town in succession.towns],
    }


def _district(district: District) -> DistrictShape:
    period = district.period
    return {
        "id": district.id,
        "name": words(district.name),
        "code": district.code,
        "cluster": district.cluster,
        "inferred": district.inferred,
        "groups": sorted(district.groups),
        "since": written(period.since),
        "until": written(period.until),
        "successors": [_succession(succession) for succession in district.successions],
    }


def districts() -> Response:
    """The districts of a day, ``?on=``."""
    day = read_day(request.args.get("on"))
    found = request_context.release().ruleset.gazetteer.on(day)
    entries = [_district(district) for district in found]
    return jsonify(Districts(release=number(), day=day.isoformat(), districts=entries))


def _service(service: Service) -> ServiceLine:
    return {
        "id": service.id,
        "topic": service.topic,
        "for": service.is_for,
        "name": words(service.name),
        "summary": words(service.summary),
        "audience": words(service.audience),
        "requirements": [
            {"id": r.id, "text": words(r.text), "check": r.check}
            for r in service.requirements.values()
        ],
    }


def services() -> Response:
    """All services."""
    found = request_context.release().ruleset.services.values()
    return jsonify(Services(release=number(), services=[_service(service) for service in found]))


def _question(question: Question) -> QuestionShape:
    return {
        "id": question.id,
        "of": question.of,
        "kind": question.kind,
        "text": words(question.text),
        "text_partner": maybe(question.text_partner),
        "options": [{"id": o.id, "text": words(o.text)} for o in question.options],
        "unit": "fen" if question.kind == "money" else question.unit or None,
        "none_allowed": question.none is not None,
    }


def questions() -> Response:
    """All questions in their editorial order."""
    found = request_context.release().ruleset.questions.values()
    return jsonify(Questions(release=number(), questions=[_question(its) for its in found]))
