"""``POST /api/v1/comparisons``: one situation in all districts of the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify

from ...rules.districts import District
from ...store.counting import count
from ...store.releases import CurrentRelease
from .. import surroundings
from .outcomes import summary_json
from .situations import Asked, Reader, json_body


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/comparisons", "compare", compare, methods=["POST"])


def compare() -> Response:
    """What one situation comes to in every district."""
    body, release, today = json_body(), surroundings.release(), surroundings.today()
    asked = Reader(body, release.ruleset, today).everywhere()
    count("evaluation", day=today)
    return jsonify(
        {
            "release": release.number,
            "day": asked.day.isoformat(),
            "districts": [_row(release, district, asked, today) for district in asked.districts],
        }
    )


def _row(release: CurrentRelease, district: District, asked: Asked, today: date) -> dict[str, Any]:
    frame = release.frame(district, asked.day)
    found = [frame.service(name).evaluate(asked.answers, today) for name in asked.services]
    return {"district": district.id, "outcomes": [summary_json(one) for one in found]}
