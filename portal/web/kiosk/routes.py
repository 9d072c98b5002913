"""Routes of the kiosk alone, added to the resident's pages."""

from __future__ import annotations

from flask import Blueprint, Response, request

from . import clerk, enrolment, gate, hand_off, session_end, start

PARTS = (start, enrolment, session_end, hand_off, clerk)
#: A form sent by the kiosk's script: it goes on by replacing the page, so that nothing lies behind.
FETCHED = "Kiosk-Fetch"


def add_routes(blueprint: Blueprint) -> None:
    """Add the kiosk's own pages and its gate."""
    blueprint.before_request(gate.gate)
    blueprint.after_request(gate.keep_nothing)
    blueprint.after_request(told_where)
    for part in PARTS:
        part.add_routes(blueprint)


def told_where(response: Response) -> Response:
    """A redirect as a header, where the script asked: a browser would follow it unseen."""
    if request.headers.get(FETCHED) != "1" or response.status_code != 303:
        return response
    response.status_code = 204
    response.headers["Kiosk-Location"] = response.headers.pop("Location")
    response.set_data(b"")
    return response
