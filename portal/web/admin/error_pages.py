"""Error pages of the administration: what failed, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, g, make_response, request
from werkzeug.exceptions import HTTPException

from ...i18n import gettext
from ...store.database import StoreUnavailable
from ..http import request_context
from .overview.store_faults import reason_words
from .pages import admin_page

_WHOLE_KB = 64 * 1024
"""Limits are told in steps of so many bytes: what a form adds around a file does not count."""


@dataclass(frozen=True, slots=True)
class RefusalPage:
    """The context of a refusal."""

    status: int
    title: str
    text: str


def refuse(status: int, title: str, text: str) -> Response:
    """A page that says why something was not done and what one can do."""
    return admin_page("admin/refusal.html", RefusalPage(status, title, text), status=status)


def wrong_role() -> Response:
    """The person may not open this."""
    text = gettext("Your role does not open this page. Ask a manager if you need it.")
    return refuse(403, gettext("Not for your role"), text)


def foreign_form() -> Response:
    """The form did not come from a page made for this browser."""
    if request_context.is_plain_http():
        return refuse(403, gettext("That did not work"), plain_http_words())
    text = gettext(
        "Nothing was changed: the form is from before you signed in, or not from our page. "
        "Go back, load the page again and send it once more."
    )
    return refuse(403, gettext("That did not work"), text)


def plain_http_words() -> str:
    """Why nobody can sign in over plain http, and what to do."""
    return gettext(
        "This address begins with http://. Over it a browser keeps no sign-in. Open it with "
        "https://; “portal doctor” on the server says how to set that up."
    )


def store_fails(fault: StoreUnavailable) -> Response:
    """Nothing could be read or saved, and why. The page itself asks nothing of the store."""
    g.signed_in = None
    text = gettext("Nothing was changed. %(why)s", why=reason_words(str(fault)))
    response = refuse(503, gettext("That did not work"), text)
    response.headers["Retry-After"] = "10"
    return response


def _too_large() -> str:
    """That too much was sent, and how much may be; both figures in KB."""
    most = request.max_content_length or 0
    if not most:
        return gettext("What was sent is too large.")
    return gettext(
        "What was sent is too large: at most %(most)s KB are taken at once. Send less, or a list "
        "in several parts.",
        most=most // _WHOLE_KB * (_WHOLE_KB // 1024),
    )


def not_possible(fault: HTTPException) -> Response:
    """Errors of administrators' pages."""
    status = fault.code or 500
    if status < 400:
        return make_response(fault.get_response())
    texts = {
        403: gettext("Your role does not open this page. Ask a manager if you need it."),
        404: gettext("There is no page at this address."),
        405: gettext("This address does not take what was sent."),
        413: _too_large(),
    }
    text = texts.get(status, gettext("This could not be done. Go back and try again."))
    title = gettext("Page not found") if status == 404 else gettext("That did not work")
    response = refuse(status, title, text)
    for name, value in fault.get_response().headers:
        if name == "Allow":
            response.headers[name] = value
    return response
