"""The page of a kiosk that was switched off."""

from __future__ import annotations

from flask import Response, make_response, render_template

from ..http import request_context
from ..http.city_words import hotline


def switched_off() -> Response:
    """A plain page, the same at every address."""
    tag = request_context.language().tag
    return make_response(render_template("kiosk/off.html", tag=tag, hotline=hotline()), 403)
