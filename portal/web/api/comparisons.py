"""``POST /api/v1/comparisons``: one situation in all districts of the day."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response

from ...rules.districts import District
from ...store.counting import count
from ...store.in_use import CurrentRelease
from .. import surroundings
from .outcomes import summary_json
from .parts import told
from .shapes.outcomes import Comparison, ComparisonRow
from .situations import Asked, Reader, json_body


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/comparisons", "compare", compare, methods=["POST"])


def compare() -> Response:
    """What one situation comes to in every district."""
    body, release, today = json_body(), surroundings.release(), surroundings.today()
    asked = Reader(body, release.ruleset, today).everywhere()
    count("evaluation", day=today)
    rows = [_row(release, district, asked, today) for district in asked.districts]
    return told(Comparison(release=release.number, day=asked.day.isoformat(), districts=rows))


def _row(release: CurrentRelease, district: District, asked: Asked, today: date) -> ComparisonRow:
    frame = release.frame(district, asked.day)
    found = [frame.service(name).evaluate(asked.answers, today) for name in asked.services]
    return {"district": district.id, "outcomes": [summary_json(one) for one in found]}
