"""``POST /api/v1/evaluations``: one situation, every service, every finding."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from ... import metrics
from ...rules.answers import Answers, plain, read_answers
from ...rules.districts import District
from ...rules.evaluation import Evaluation
from ...rules.findings import Finding
from ...rules.interview import agenda
from ...rules.model import Ruleset
from ...rules.near import nearest
from ...rules.parameters import Row
from ...rules.texts import Text
from ...store.counting import count
from .. import surroundings
from .problems import Fault, Refused

_FIELDS = ("district", "on", "answers", "services")
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 12, 31)


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/evaluations", "evaluate", evaluate, methods=["POST"])


def evaluate() -> Response:
    """Evaluate one situation."""
    body = _body()
    ruleset = surroundings.release().ruleset
    reader = _Reader(body, ruleset)
    district, day, answers, chosen = reader.read()
    frame = surroundings.release().frame(district, day)
    today = surroundings.today()
    count("evaluation", day=today)
    metrics.evaluated()
    found = [frame.service(name).evaluate(answers, today) for name in chosen]
    return jsonify(
        {
            "release": surroundings.release().number,
            "day": day.isoformat(),
            "district": district.id,
            "outcomes": [outcome_json(evaluation, answers) for evaluation in found],
            "next_question": agenda(found, ruleset.questions).next,
        }
    )


def _body() -> dict[str, Any]:
    try:
        body = request.get_json()
    except (BadRequest, UnsupportedMediaType, RecursionError):
        hint = "send a JSON object with content type application/json"
        raise Refused([Fault("", "is not JSON", hint)]) from None
    if not isinstance(body, dict):
        raise Refused([Fault("", "must be a JSON object")])
    return body


class _Reader:
    """Reads a request's body, collecting every fault before refusing."""

    def __init__(self, body: dict[str, Any], ruleset: Ruleset) -> None:
        self.body, self.ruleset = body, ruleset
        self.faults: list[Fault] = []

    def read(self) -> tuple[District, date, Answers, tuple[str, ...]]:
        for name in self.body.keys() - set(_FIELDS):
            pointer = "/" + _escaped(name)
            self.fault(pointer, "is not a known field", nearest(name[:80], _FIELDS))
        day = self.day()
        district = self.district(day)
        answers, chosen = self.answers(day), self.services()
        if self.faults or district is None:
            raise Refused(self.faults)
        return district, day, answers, chosen

    def fault(
        self, pointer: str, message: str, hint: str = "", successors: tuple[str, ...] = ()
    ) -> None:
        self.faults.append(Fault(pointer, message, hint, successors))

    def day(self) -> date:
        written = self.body.get("on")
        if written is None:
            return surroundings.today()
        try:
            day = date.fromisoformat(written) if len(written) == len("2026-01-01") else None
        except (TypeError, ValueError):
            day = None
        if day is None or not _EARLIEST <= day <= _LATEST:
            self.fault("/on", "is not a day", "write it as 2026-11-22")
            return surroundings.today()
        return day

    def district(self, day: date) -> District | None:
        name, gazetteer = self.body.get("district"), self.ruleset.gazetteer
        if not isinstance(name, str) or name not in gazetteer.districts:
            known = nearest(str(name)[:80], gazetteer.districts)
            self.fault("/district", "is not a district" if name else "is missing", known)
            return None
        district = gazetteer.districts[name]
        if district.period.holds(day):
            return district
        after = tuple(s.district for s in gazetteer.successors(district, day))
        before = tuple(d.id for d, _ in gazetteer.predecessors(name))
        others = after or before
        hint = f"ask about {', '.join(others)}" if others else ""
        message = f"{name} does not exist on {day.isoformat()}"
        self.fault("/district", message, hint, others)
        return None

    def answers(self, day: date) -> Answers:
        raw = self.body.get("answers", {})
        if not isinstance(raw, dict):
            self.fault("/answers", "must be an object")
            return {}
        read, problems = read_answers(self.ruleset.questions, raw, day, self.ruleset.gazetteer)
        for problem in problems:
            pointer = "/answers/" + _escaped(problem.question)
            self.fault(pointer, problem.message, problem.hint, problem.successors)
        return read

    def services(self) -> tuple[str, ...]:
        chosen, known = self.body.get("services"), self.ruleset.services
        if chosen is None:
            return tuple(known)
        if not isinstance(chosen, list):
            self.fault("/services", "must be a list of services")
            return ()
        for place, name in enumerate(chosen):
            if not isinstance(name, str) or name not in known:
                hint = nearest(str(name)[:80], known)
                self.fault(f"/services/{place}", "is not a service", hint)
        return tuple(name for name in known if name in chosen)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def outcome_json(evaluation: Evaluation, answers: Answers) -> dict[str, Any]:
    """One service's outcome with its findings."""
    strength = evaluation.strength
    return {
        "service": evaluation.service.id,
        "topic": evaluation.service.topic,
        "outcome": evaluation.outcome.value,
        "strength": strength.value if strength else None,
        "covered": evaluation.covered,
        "findings": [finding_json(finding, answers) for finding in evaluation.findings],
    }


def finding_json(finding: Finding, answers: Answers) -> dict[str, Any]:
    """One requirement's finding."""
    return {
        "requirement": finding.requirement.id,
        "verdict": finding.verdict.value,
        "reason": finding.reason.value if finding.reason else None,
        "answers": {name: plain(answers[name]) for name in finding.answers},
        "parameters": {name: _amount(row) for name, row in finding.parameters.items()},
        "missing": list(finding.missing),
        "gaps": list(finding.gaps),
        "sources": [str(citation) for citation in finding.citations],
    }


def _amount(row: Row) -> Any:
    if isinstance(row.value, Text):
        return {"zh": row.value.zh, "en": row.value.en}
    return row.value.isoformat() if isinstance(row.value, date) else row.value
