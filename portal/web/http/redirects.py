"""Redirects after a form was sent."""

from __future__ import annotations

from flask import Response, make_response, redirect


def see_other(address: str) -> Response:
    """303: the browser fetches the address with GET, so that a reload sends no form again.

    `flask.redirect` is typed as werkzeug's response, which no view of ours may return.
    """
    return make_response(redirect(address, 303))
