"""``/api/openapi.json``: what the API is, in OpenAPI 3.1, for the rules in force."""

from __future__ import annotations

from flask import Blueprint, Response

from ... import surroundings
from ..parts import told
from .document import openapi

description = Blueprint("openapi", __name__, url_prefix="/api")


@description.get("/openapi.json")
def document() -> Response:
    """The description of the API."""
    return told(openapi(surroundings.release().ruleset))
