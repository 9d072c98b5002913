"""The API for developers of other services: ``/api/v1``. It evaluates and writes nothing."""

from __future__ import annotations

from flask import Blueprint, Response

from . import background, batches, comparisons, definitions, evaluations, reference, releases
from .problems import Refused, problem_response

api = Blueprint("api", __name__, url_prefix="/api/v1")
PARTS = (
    *(background, reference, definitions, releases),
    *(evaluations, comparisons, batches),
)
for part in PARTS:
    part.add_routes(api)


@api.errorhandler(Refused)
def _refused(fault: Refused) -> Response:
    return problem_response(fault.status, fault.title, fault.faults)
