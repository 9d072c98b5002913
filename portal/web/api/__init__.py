"""The API for developers of other services: ``/api/v1``. It evaluates and writes nothing."""

from __future__ import annotations

from flask import Blueprint, Response

from . import evaluations, reference
from .problems import Refused, problem_response

api = Blueprint("api", __name__, url_prefix="/api/v1")
for part in (reference, evaluations):
    part.add_routes(api)


@api.errorhandler(Refused)
def _refused(fault: Refused) -> Response:
    return problem_response(422, "The request cannot be answered", fault.faults)
