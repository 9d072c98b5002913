"""Redirects for addresses with a slash too many or too few."""

from __future__ import annotations

import re

from flask import Flask, Response, current_app, make_response, redirect, request, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect

from . import query_values

_SEVERAL = re.compile("/{2,}")


def install(app: Flask) -> None:
    """Redirect before any other hook sees such an address."""
    app.before_request(lead_on)


def lead_on() -> Response | None:
    """A redirect within this site, with the query that the page knows; None where none is due."""
    fault = request.routing_exception
    if request.method not in ("GET", "HEAD"):
        return None
    path = _SEVERAL.sub("/", request.path)
    if isinstance(fault, RequestRedirect):
        found = page_at(path) or page_at(f"{path}/")
    else:
        found = page_at(path.rstrip("/")) if isinstance(fault, NotFound) else None
    if found is None or found[0] == "static":
        return None
    endpoint, values = found
    address = url_for(endpoint, **query_values.read(endpoint) | values)
    response = make_response(redirect(address, 308))
    response.headers["Cache-Control"] = "no-cache"
    return response


def page_at(path: str) -> tuple[str, dict[str, str]] | None:
    """The view that shows an address, and the values of its route; None where none does."""
    adapter = current_app.create_url_adapter(request)
    try:
        found = adapter.match(path, "GET") if adapter else None
    except HTTPException:
        return None
    return (found[0], dict(found[1])) if found else None
