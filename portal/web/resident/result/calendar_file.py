"""The calendar file of a household's road: made when asked for, from the cookie, stored nowhere."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, url_for

from ....i18n import gettext
from ...http import request_context
from ...http.redirects import see_other
from ...lines.calendar_days import calendar_file
from ..consultation import consultation
from .road_days import calendar_days

_NAME = "dates.ics"


def add_routes(blueprint: Blueprint) -> None:
    """Add the file; a kiosk has none, for nothing is left on a machine of many."""
    blueprint.add_url_rule("/result/calendar.ics", "calendar_file", show)


def show() -> Response:
    """The days of the road as a calendar file."""
    current = consultation()
    if current is None:
        return see_other(url_for(".check", expired="1"))
    body = calendar_file(
        calendar_days(current),
        gettext("Dates of my household"),
        request_context.now(),
        request_context.release().ruleset.city.zone,
    )
    response = make_response(body)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{_NAME}"'
    response.headers["Cache-Control"] = "no-store"
    return response
