"""The API for developers of other services: ``/api/v1``. It evaluates and writes nothing."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from . import (
    background,
    batches,
    comparisons,
    crossing,
    definitions,
    evaluations,
    openness,
    reference,
    releases,
)
from .openapi import description
from .problems import Refused, problem_response

PARTS = (
    *(background, reference, definitions, releases, openness),
    *(evaluations, comparisons, batches),
)


def register(app: Flask) -> None:
    """Add the API with what holds for all of its answers."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    for part in PARTS:
        part.add_routes(api)
    app.register_blueprint(api)
    app.register_blueprint(description)
    app.register_error_handler(Refused, _refused)
    crossing.install(app)


def _refused(fault: Refused) -> Response:
    return problem_response(fault.status, fault.title, fault.faults)
