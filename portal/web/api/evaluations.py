"""``POST /api/v1/evaluations``: one situation, every service, every finding."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response

from ... import metrics
from ...rules.interview import agenda
from ...rules.roadmap import roadmap
from ...store.counting import count
from ...store.in_use import CurrentRelease
from .. import surroundings
from .outcomes import Teller
from .parts import told, words
from .shapes.outcomes import EvaluationShape, RoadmapShape
from .situations import Asked, Reader, json_body


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/evaluations", "evaluate", evaluate, methods=["POST"])


def evaluate() -> Response:
    """Evaluate one situation."""
    body, release, today = json_body(), surroundings.release(), surroundings.today()
    asked = Reader(body, release.ruleset, today).situation()
    count("evaluation", day=today)
    metrics.evaluated()
    return told(evaluated(release, asked, today))


def evaluated(release: CurrentRelease, asked: Asked, today: date) -> EvaluationShape:
    """A situation's outcomes with what was asked for besides."""
    (district,) = asked.districts
    frame = release.frame(district, asked.day)
    frames = [frame.service(name) for name in asked.services]
    found = [its.evaluate(asked.answers, today) for its in frames]
    teller = Teller(asked.answers, today, asked.extras)
    document: EvaluationShape = {
        "release": release.number,
        "day": asked.day.isoformat(),
        "district": district.id,
        "outcomes": [teller.outcome(its, one) for its, one in zip(frames, found, strict=True)],
    }
    if "next_question" in asked.extras:
        document["next_question"] = agenda(found, release.ruleset.questions).next
    if "explain" in asked.extras:
        document["district_name"] = words(district.name)
    if "roadmap" in asked.extras:
        document["roadmap"] = _road(release, asked, today)
    return document


def _road(release: CurrentRelease, asked: Asked, today: date) -> RoadmapShape:
    """What to do now and what opens when, over all services: one opens another."""
    (district,) = asked.districts
    road = roadmap(release.ruleset, district, asked.day, asked.answers, today)
    return {
        "milestones": [
            {"month": str(its.month), "service": its.service, "opened_by": list(its.opened_by)}
            for its in road.milestones
        ],
        "windows": [
            {
                "month": str(its.month),
                "until": str(its.until),
                "service": its.service,
                "window": its.window.id,
                "text": words(its.window.text),
            }
            for its in road.windows
        ],
    }
