"""What the rules speak of: districts, services, questions."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, request

from ...rules.districts import District, Succession
from ...rules.model import Question, Service
from ...rules.texts import Text
from .. import surroundings
from .problems import Fault, Refused


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/districts", "districts", districts)
    blueprint.add_url_rule("/services", "services", services)
    blueprint.add_url_rule("/questions", "questions", questions)


def words(text: Text | None) -> dict[str, str] | None:
    """A text in its languages."""
    return None if text is None else {"zh": text.zh, "en": text.en}


def read_day(written: str | None) -> date:
    """A day written ``YYYY-MM-DD``, today if none is; refuses anything else."""
    if written is None:
        return surroundings.today()
    try:
        if len(written) == len("2026-01-01"):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise Refused([Fault("/on", "is not a day", "write it as 2026-11-22")])


def _envelope(name: str, entries: list[Any], **more: Any) -> Response:
    return jsonify({"release": surroundings.release().number, **more, name: entries})


def _succession(succession: Succession) -> dict[str, Any]:
    return {
        "district": succession.district,
        "since": succession.since.isoformat(),
        "announced": succession.announced.isoformat() if succession.announced else None,
        "rest": succession.rest,
        "towns": [words(town) for town in succession.towns],
    }


def _district(district: District) -> dict[str, Any]:
    period = district.period
    return {
        "id": district.id,
        "name": words(district.name),
        "code": district.code,
        "cluster": district.cluster,
        "inferred": district.inferred,
        "groups": sorted(district.groups),
        "since": period.since.isoformat() if period.since else None,
        "until": period.until.isoformat() if period.until else None,
        "successors": [_succession(succession) for succession in district.successions],
    }


def districts() -> Response:
    """The districts of a day, ``?on=``."""
    day = read_day(request.args.get("on"))
    found = surroundings.release().ruleset.gazetteer.on(day)
    return _envelope("districts", [_district(d) for d in found], day=day.isoformat())


def _service(service: Service) -> dict[str, Any]:
    return {
        "id": service.id,
        "topic": service.topic,
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
    found = surroundings.release().ruleset.services.values()
    return _envelope("services", [_service(service) for service in found])


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind,
        "text": words(question.text),
        "options": [{"id": o.id, "text": words(o.text)} for o in question.options],
        "unit": question.unit or ("fen" if question.kind == "money" else None),
        "none_allowed": question.none is not None,
    }


def questions() -> Response:
    """All questions in their editorial order."""
    found = surroundings.release().ruleset.questions.values()
    return _envelope("questions", [_question(question) for question in found])
