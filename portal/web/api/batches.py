"""``POST /api/v1/evaluations/batch``: JSON Lines in, JSON Lines out, one situation a line."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import cast

from flask import Blueprint, Response, current_app, request

from ...store.address_digests import sender
from ...store.releases.current_release import CurrentRelease
from ...store.usage_counts import count
from ..http import request_context
from .batch_turns import Busy, Turns
from .evaluations import evaluated
from .problems import Fault, Refused, TooLarge, WrongMedia, problem_document, problem_response
from .shapes.outcomes import BatchLine
from .situations import Reader, json_object

log = logging.getLogger(__name__)
JSON_LINES = "application/jsonl"
MOST_LINES = 1000
LARGEST = 2 * 1024 * 1024
#: Seconds after which a batch is broken off, with a line that says so.
MOST_SECONDS = 60.0
_RETRY_SECONDS = 15
_READ_TOO = ("application/x-ndjson", "application/x-jsonlines")
_EXTRAS = {"explain": False, "next_question": True}


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/evaluations/batch", "batch", batch, methods=["POST"])


def batch() -> Response:
    """Evaluate many situations; a line that cannot be read gives a problem on its own line."""
    lines = _lines()
    release = request_context.release()
    today = request_context.today()
    turns = cast(Turns, current_app.extensions["portal_turns"])
    try:
        turns.take(sender(request.remote_addr or ""))
    except Busy as fault:
        return _come_back(fault)
    count("evaluation", day=today)
    response = Response(_all_answered(lines, release, today), mimetype=JSON_LINES)
    response.call_on_close(turns.end)
    return response


def _come_back(fault: Busy) -> Response:
    """Another batch is under way: of the same address, or in this process."""
    status = HTTPStatus.TOO_MANY_REQUESTS if fault.own else HTTPStatus.SERVICE_UNAVAILABLE
    said = "one batch at a time is worked on for an address, and in each process"
    response = problem_response(
        status, status.phrase, [Fault(pointer="", message=said, hint="send it again later")]
    )
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _all_answered(lines: list[bytes], release: CurrentRelease, today: date) -> Iterator[str]:
    """Each line's answer, until the time is over; then a problem that says how far it came."""
    ends = time.monotonic() + MOST_SECONDS
    for done, line in enumerate(lines):
        if time.monotonic() >= ends:
            said = f"the time was over after {done} of {len(lines)} lines"
            fault = Fault(
                pointer="", message=said, hint="send the remaining lines again, fewer at a time"
            )
            yield _line(problem_document(503, "Service Unavailable", [fault]))
            return
        yield _answered(line, release, today)


def _lines() -> list[bytes]:
    if request.mimetype not in (JSON_LINES, *_READ_TOO):
        raise WrongMedia(
            [Fault(pointer="", message="is not JSON Lines", hint=f"send it as {JSON_LINES}")]
        )
    lines = [line for line in request.get_data(cache=False).split(b"\n") if line.strip()]
    if not lines:
        raise Refused([Fault(pointer="", message="has no line")])
    if len(lines) > MOST_LINES:
        raise TooLarge(
            [
                Fault(
                    pointer="", message=f"has {len(lines)} lines", hint=f"send at most {MOST_LINES}"
                )
            ]
        )
    return lines


def _answered(line: bytes, release: CurrentRelease, today: date) -> str:
    try:
        body = json_object(line, "send a JSON object on each line")
        asked = Reader(body, release.ruleset, today).situation(_EXTRAS)
        document: BatchLine = evaluated(release, asked, today)
    except Refused as fault:
        document = problem_document(fault.status, fault.title, fault.faults)
    except Exception as fault:  # one line that fails spoils no other
        log.error("a line of a batch failed", exc_info=fault)
        document = problem_document(500, "Internal Server Error", [])
    return _line(document)


def _line(document: BatchLine) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
