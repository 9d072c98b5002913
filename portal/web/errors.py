"""Error pages with the nearest known name and a next step; problem documents under ``/api``."""

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
from ..store.storable_values import Unstorable
from .api.problems import Fault, problem_response
from .http import request_context
from .http.city_words import hotline
from .http.pages import page
from .kiosk.start import unreachable
from .resident.lookups import NotThere
from .resident.receipt import not_made_here

log = logging.getLogger(__name__)
_ENCODED = [
    Fault(pointer="", message="is compressed", hint="send it as it is, without Content-Encoding")
]


@dataclass(frozen=True, slots=True, kw_only=True)
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
    app.register_error_handler(Unstorable, _unstorable)
    app.register_error_handler(Exception, _unexpected)


def _is_api() -> bool:
    return request.path.startswith("/api/")


def _not_there(fault: NotThere) -> Response:
    words = {
        "district": gettext("We know no district at this address."),
        "service": gettext("We know no service or topic at this address."),
        "day": gettext("This day cannot be read. Write it as 2026-11-22."),
        "page": gettext("There is no page at this address."),
        "receipt": not_made_here(),
    }
    near = ""
    href = ""
    ruleset = request_context.release().ruleset
    wording = request_context.wording()
    if fault.kind == "district" and fault.near:
        near = wording.text(ruleset.gazetteer.districts[fault.near].name)
        href = _own(".district", district=fault.near)
    if fault.kind == "service" and fault.near:
        near = wording.text(ruleset.services[fault.near].name)
        href = _own(".service", service=fault.near)
    title = gettext("Page not found")
    return page(
        "errors/error.html",
        ErrorPage(status=404, title=title, text=words[fault.kind], near=near, near_href=href),
        status=404,
    )


def _own(view: str, **values: Any) -> str:
    return url_for(
        f"{request_context.reading_channel()}-{request_context.language().id}{view}", **values
    )


def _http(fault: HTTPException) -> Response:
    status = fault.code or 500
    if _is_api() and status >= 400:
        faults = _ENCODED if status == 415 else []
        return _with_headers(problem_response(status, HTTPStatus(status).phrase, faults), fault)
    if status < 400:
        return make_response(fault.get_response())
    texts = {
        400: gettext(
            "Something in what was sent cannot be read or kept. Go back and type it again."
        ),
        403: gettext("This form did not come from our own page. Go back and try again."),
        404: gettext("There is no page at this address."),
        405: gettext("This address does not take what was sent."),
        413: gettext("What was sent is too large."),
        414: gettext("This address is too long."),
        415: gettext("What was sent is compressed. Send it as it is."),
        429: gettext("Too much was asked from your network just now. Wait a minute, then go on."),
    }
    titles = {404: gettext("Page not found"), 429: gettext("Please wait a moment")}
    text = texts.get(status, gettext("This could not be done. Go back and try again."))
    title = titles.get(status, gettext("That did not work"))
    response = page(
        "errors/error.html",
        ErrorPage(status=status, title=title, text=text, near="", near_href=""),
        status=status,
    )
    return _with_headers(response, fault)


def _with_headers(response: Response, fault: HTTPException) -> Response:
    """Add the headers of an HTTP error: ``Allow``, ``Retry-After``."""
    for name, value in fault.get_response().headers:
        if name == "Allow":
            response.headers[name] = value
    if isinstance(fault, RateLimitExceeded):
        metrics.rate_limited()
        response.headers["Retry-After"] = str(fault.limit.limit.get_expiry())
    return response


def _broken_off(_fault: Exception) -> Response:
    """400 for a body that ends early or has broken chunks: the client's fault, so no alarm."""
    return _http(BadRequest())


def _unstorable(_fault: Exception) -> Response:
    """400 for a value that no column can hold: the client's fault, so no alarm."""
    return _http(BadRequest())


def _unavailable(_fault: StoreUnavailable) -> Response:
    if _is_api():
        faults = [Fault(pointer="", message="no release is loaded")]
        response = problem_response(503, "Service Unavailable", faults)
    else:
        guides = _guides_alone() if request_context.channel() == "kiosk" else None
        response = guides or make_response(
            render_template("errors/unavailable.html", hotline=hotline()), 503
        )
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
        context = ErrorPage(
            status=500, title=gettext("That did not work"), text=text, near="", near_href=""
        )
        return page("errors/error.html", context, status=500)
    except StoreUnavailable as unavailable:
        return _unavailable(unavailable)
