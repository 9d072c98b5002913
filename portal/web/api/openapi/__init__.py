"""``/api/openapi.json``: what the API is, in OpenAPI 3.1, for the rules in force."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from ...http import request_context
from .document import openapi

description = Blueprint("openapi", __name__, url_prefix="/api")


@description.get("/openapi.json")
def document() -> Response:
    """The description of the API."""
    return jsonify(openapi(request_context.release().ruleset, request_context.public("/")))
