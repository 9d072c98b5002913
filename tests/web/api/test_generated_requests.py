"""The API under generated requests: what it answers is what its description says, never a 500."""

from __future__ import annotations

import json

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi import checks

from portal.web.api.batches import JSON_LINES
from portal.web.api.openapi.document import OPERATIONS
from portal.web.api.openapi.operations import Operation
from tests.web.fetching import whole

load_all_checks()


@schemathesis.serializer(JSON_LINES)
def _lines(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """What is generated for a batch is a text, or anything at all."""
    return value.encode(errors="replace") if isinstance(value, str) else json.dumps(value).encode()


@pytest.fixture(scope="session")
def described(app: Flask) -> BaseSchema:
    """The API as it describes itself."""
    return schemathesis.openapi.from_wsgi("/api/openapi.json", whole(app))


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("its", OPERATIONS, ids=lambda its: its.id)
def test_every_generated_request_is_answered_as_described(
    described: BaseSchema, its: Operation, mode: GenerationMode
) -> None:
    if mode is GenerationMode.NEGATIVE and not its.body and not its.parameters:
        return
    # A line of a batch that cannot be answered is a problem among answers; a request of the right
    # shape may still name a month to come, or a district that is gone on its day.
    excluded = [checks.negative_data_rejection] if its.is_lines else []
    excluded += [checks.positive_data_acceptance] if 422 in its.problems else []
    strategy = described[its.path][its.method].as_strategy(generation_mode=mode)

    @settings(
        max_examples=8,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def check(case: schemathesis.Case) -> None:
        plain = {"Accept-Encoding": "identity"}
        case.call_and_validate(headers=plain, excluded_checks=excluded)

    check()
