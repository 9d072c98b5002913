"""What a kiosk shows that was switched off."""

from __future__ import annotations

from flask import Response, make_response, render_template

from .. import surroundings


def switched_off() -> Response:
    """A plain page, the same at every address."""
    tag = surroundings.language().tag
    return make_response(render_template("kiosk/off.html", tag=tag), 403)
