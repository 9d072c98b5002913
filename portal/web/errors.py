"""Errors as pages that help: what is not there, what is near, what one can do."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, make_response, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.exceptions import BadRequest, HTTPException

from .. import metrics
from ..i18n import gettext
from ..store.database import StoreUnavailable
from . import surroundings
from .api.problems import Fault, problem_response
from .kiosk.start import unreachable
from .pages import page
from .resident.asked import NotThere

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The context of an error page."""

    status: int
    title: str
    text: str
    near: str
    near_href: str


def install(app: Flask) -> None:
    """Answer every error with a page, or with a problem document under ``/api``."""
    app.register_error_handler(NotThere, _not_there)
    app.register_error_handler(HTTPException, _http)
    for broken in (NoMoreData, ParseException):
        app.register_error_handler(broken, _broken_off)
    app.register_error_handler(StoreUnavailable, _unavailable)
    app.register_error_handler(Exception, _unexpected)


def _is_api() -> bool:
    return request.path.startswith("/api/")


def _not_there(fault: NotThere) -> Response:
    words = {
        "district": gettext("We know no district at this address."),
        "service": gettext("We know no service or topic at this address."),
        "day": gettext("This day cannot be read. Write it as 2026-11-22."),
        "page": gettext("There is no page at this address."),
        "receipt": gettext("This receipt was not made here, or its code was copied wrongly."),
    }
    near, href = "", ""
    ruleset, wording = surroundings.release().ruleset, surroundings.wording()
    if fault.kind == "district" and fault.near:
        near = wording.text(ruleset.gazetteer.districts[fault.near].name)
        href = _own(".district", district=fault.near)
    if fault.kind == "service" and fault.near:
        near = wording.text(ruleset.services[fault.near].name)
        href = _own(".service", service=fault.near)
    title = gettext("Page not found")
    return page("error.html", ErrorPage(404, title, words[fault.kind], near, href), status=404)


def _own(view: str, **values: Any) -> str:
    return url_for(f"{surroundings.reading_channel()}-{surroundings.language().id}{view}", **values)


def _http(fault: HTTPException) -> Response:
    status = fault.code or 500
    if _is_api() and status >= 400:
        return _with_headers(problem_response(status, HTTPStatus(status).phrase, []), fault)
    if status < 400:
        return fault.get_response()  # type: ignore[return-value]
    texts = {
        403: gettext("This form did not come from our own page. Go back and try again."),
        404: gettext("There is no page at this address."),
        405: gettext("This address does not take what was sent."),
        413: gettext("What was sent is too large."),
        414: gettext("This address is too long."),
        429: gettext("Too much was asked from your network just now. Wait a minute, then go on."),
    }
    titles = {404: gettext("Page not found"), 429: gettext("Please wait a moment")}
    text = texts.get(status, gettext("This could not be done. Go back and try again."))
    title = titles.get(status, gettext("That did not work"))
    response = page("error.html", ErrorPage(status, title, text, "", ""), status=status)
    return _with_headers(response, fault)


def _with_headers(response: Response, fault: HTTPException) -> Response:
    """What the fault says besides: which methods are taken, when one may come back."""
    for name, value in fault.get_response().headers:
        if name == "Allow":
            response.headers[name] = value
    if isinstance(fault, RateLimitExceeded):
        metrics.rate_limited()
        response.headers["Retry-After"] = str(fault.limit.limit.get_expiry())
    return response


def _broken_off(_fault: Exception) -> Response:
    """What was sent ends early or has chunks that cannot be read: the sender's fault, not ours."""
    return _http(BadRequest())


def _unavailable(_fault: StoreUnavailable) -> Response:
    if _is_api():
        return problem_response(503, "Service Unavailable", [Fault("", "no release is loaded")])
    response = _guides_alone() if surroundings.channel() == "kiosk" else None
    response = response or make_response(render_template("unavailable.html"), 503)
    response.headers["Retry-After"] = "10"
    return response


def _guides_alone() -> Response | None:
    """On a kiosk the guides remain, if a release was ever loaded."""
    try:
        return unreachable(503)
    except StoreUnavailable:
        return None


def _unexpected(fault: Exception) -> Response:
    log.error("unexpected error", exc_info=fault)
    if _is_api():
        return problem_response(500, "Internal Server Error", [])
    try:
        text = gettext("Something failed on our side. Your answers are kept; try again shortly.")
        context = ErrorPage(500, gettext("That did not work"), text, "", "")
        return page("error.html", context, status=500)
    except StoreUnavailable as unavailable:
        return _unavailable(unavailable)
