"""The API for developers of other services: ``/api/v1``. It evaluates and writes nothing."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response

from . import (
    batches,
    comparisons,
    cors_and_etags,
    definitions,
    evaluations,
    open_data,
    reference,
    releases,
    topics_policies_sources,
)
from .batch_turns import Turns
from .openapi import description
from .problems import Refused, problem_response

PARTS = (
    topics_policies_sources,
    reference,
    definitions,
    releases,
    open_data,
    evaluations,
    comparisons,
    batches,
)


def register(app: Flask, instance: Path) -> None:
    """Add the API with what holds for all of its answers; batches take turns by a file there."""
    app.extensions["portal_turns"] = Turns(instance / "batch-turns")
    app.extensions["portal_largest"] = {"api.batch": batches.LARGEST}
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    for part in PARTS:
        part.add_routes(api)
    app.register_blueprint(api)
    app.register_blueprint(description)
    app.register_error_handler(Refused, _refused)
    cors_and_etags.install(app)


def _refused(fault: Refused) -> Response:
    return problem_response(fault.status, fault.title, fault.faults)
