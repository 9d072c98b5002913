"""The OpenAPI document: complete, and true for every example it gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.web.api.openapi.document import OPERATIONS, PROBLEM, sent
from portal.web.api.openapi.operations import Example, Operation
from tests.web.fetching import Fetcher

EXAMPLES = [(its, example) for its in OPERATIONS for example in its.examples]


@pytest.fixture(scope="session")
def document(app: Flask) -> dict[str, Any]:
    """The document as it is served."""
    return app.test_client().get("/api/openapi.json").get_json()


def strict(schema: Any) -> Any:
    """The same schema, but closed: what it does not name may not be there."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(part) for name, part in schema.items()}
    if "properties" in closed and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


def held(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    whole = {**strict(schema), "components": strict(document["components"])}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(whole, format_checker=checker).validate(value)


def answered(fetch: Fetcher, its: Operation, example: Example) -> TestResponse:
    """Send an example."""
    inside = {its.name for its in its.parameters if its.place == "path"}
    path = its.path.format(**{name: example.values[name] for name in inside})
    if not its.body:
        query = {name: value for name, value in example.values.items() if name not in inside}
        return fetch.client.get(path, query_string=query)
    data = sent(its, example) if its.is_lines else json.dumps(example.body)
    return fetch.client.post(path, data=data, content_type=its.media_type)


@pytest.mark.parametrize(
    ("its", "example"), EXAMPLES, ids=[f"{its.id}-{example.name}" for its, example in EXAMPLES]
)
def test_every_example_is_answered_as_the_document_says(
    fetch: Fetcher, document: dict[str, Any], its: Operation, example: Example
) -> None:
    response = answered(fetch, its, example)
    assert response.status_code == example.status, response.text
    described = document["paths"][its.path][its.method]["responses"][str(example.status)]
    if "$ref" in described:
        described = document["components"]["responses"][described["$ref"].rpartition("/")[2]]
        assert response.mimetype == PROBLEM
    content = described["content"][response.mimetype]
    if its.is_lines and example.status == 200:
        for line in response.text.splitlines():
            held(document, content["x-line-schema"], json.loads(line))
    elif response.mimetype.endswith("json"):
        held(document, content["schema"], response.get_json(force=True))


@pytest.mark.parametrize("its", [its for its in OPERATIONS if its.body], ids=lambda its: its.id)
def test_what_an_example_sends_successfully_is_of_the_described_shape(
    document: dict[str, Any], its: Operation
) -> None:
    schema = document["components"]["schemas"][its.body]
    for example in its.examples:
        for line in example.body if its.is_lines else [example.body]:
            if example.status == 200:
                held(document, schema, line)


def test_every_operation_has_an_example_that_succeeds() -> None:
    for its in OPERATIONS:
        assert any(example.status == 200 for example in its.examples), its.id
        refused = {example.status for example in its.examples} - {200}
        assert refused <= set(its.problems), its.id


def test_the_document_describes_every_route_of_the_api_and_no_other(
    app: Flask, document: dict[str, Any]
) -> None:
    routes = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(path, method) for path, its in document["paths"].items() for method in its}


def _references(value: Any) -> Iterator[str]:
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | list):
            yield from _references(part)
    if isinstance(value, dict) and isinstance(value.get("$ref"), str):
        yield value["$ref"]


def test_nothing_refers_to_what_is_not_there(document: dict[str, Any]) -> None:
    for reference in set(_references(document)):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_answers_are_described_from_the_questions(document: dict[str, Any]) -> None:
    answers = document["components"]["schemas"]["Answers"]
    held(document, answers, {"birth_month": "1990-01", "work": None, "owns_home": False})
    for wrong in ({"birth_month": "1990"}, {"work": "contrakt"}, {"salary": 3}):
        with pytest.raises(jsonschema.ValidationError):
            held(document, answers, wrong)
