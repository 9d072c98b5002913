"""``POST /api/v1/evaluations/batch``: JSON Lines in, JSON Lines out, one situation a line."""

from __future__ import annotations

import json
from datetime import date

from flask import Blueprint, Response, request

from ...store.counting import count
from ...store.in_use import CurrentRelease
from .. import surroundings
from .evaluations import evaluated
from .problems import Fault, Refused, TooLarge, WrongMedia, problem_document
from .shapes.outcomes import BatchLine
from .situations import Reader, json_object

JSON_LINES = "application/jsonl"
MOST_LINES = 1000
LARGEST = 2 * 1024 * 1024
_READ_TOO = ("application/x-ndjson", "application/x-jsonlines")
_EXTRAS = {"explain": False, "next_question": True}


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/evaluations/batch", "batch", batch, methods=["POST"])


def batch() -> Response:
    """Evaluate many situations; a line that cannot be read gives a problem on its own line."""
    lines, release, today = _lines(), surroundings.release(), surroundings.today()
    count("evaluation", day=today)
    answered = (_answered(line, release, today) for line in lines)
    return Response(answered, mimetype=JSON_LINES)


def _lines() -> list[bytes]:
    if request.mimetype not in (JSON_LINES, *_READ_TOO):
        raise WrongMedia([Fault("", "is not JSON Lines", f"send it as {JSON_LINES}")])
    request.max_content_length = LARGEST
    lines = [line for line in request.get_data(cache=False).split(b"\n") if line.strip()]
    if not lines:
        raise Refused([Fault("", "has no line")])
    if len(lines) > MOST_LINES:
        raise TooLarge([Fault("", f"has {len(lines)} lines", f"send at most {MOST_LINES}")])
    return lines


def _answered(line: bytes, release: CurrentRelease, today: date) -> str:
    try:
        body = json_object(line, "send a JSON object on each line")
        asked = Reader(body, release.ruleset, today).situation(_EXTRAS)
        document: BatchLine = evaluated(release, asked, today)
    except Refused as fault:
        document = problem_document(fault.status, fault.title, fault.faults)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
