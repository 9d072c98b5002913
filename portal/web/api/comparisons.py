"""``POST /api/v1/comparisons``: one situation in all districts of the day."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, jsonify

from ...rules.evaluation.household_outcomes import whole_household
from ...rules.model.districts import District
from ...store.releases.current_release import CurrentRelease
from ...store.usage_counts import count
from ..http import request_context
from .outcomes import summary_json
from .shapes.outcomes import Comparison, ComparisonRow
from .situations import Asked, Reader, json_body


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/comparisons", "compare", compare, methods=["POST"])


def compare() -> Response:
    """What one situation comes to in every district."""
    body = json_body()
    release = request_context.release()
    today = request_context.today()
    asked = Reader(body, release.ruleset, today).everywhere()
    count("evaluation", day=today)
    rows = [_row(release, district, asked, today) for district in asked.districts]
    document = Comparison(release=release.number, day=asked.day.isoformat(), districts=rows)
    if asked.notices:
        document["notices"] = list(asked.notices)
    return jsonify(document)


def _row(release: CurrentRelease, district: District, asked: Asked, today: date) -> ComparisonRow:
    frame = release.frame(district, asked.day)
    found = whole_household(frame, asked.household, asked.services, today)
    outcomes = [summary_json(one) for its in found.values() for one in its]
    return {"district": district.id, "outcomes": outcomes}
