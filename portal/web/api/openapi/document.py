"""The OpenAPI document: written from operations, shapes and the rules in force."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from ....rules.model.ruleset import Ruleset
from ..shapes.outcomes import ProblemDocument
from .evaluation_ops import DECIDING
from .operations import Example, Operation, Parameter
from .read_ops import OPEN_DATA, REFERENCE, RELEASES
from .request_schemas import asked_schemas

PROBLEM = "application/problem+json"
TAGS = {
    "Reference": REFERENCE,
    "Releases": RELEASES,
    "Open data": OPEN_DATA,
    "Evaluation": DECIDING,
}
OPERATIONS = tuple(its for operations in TAGS.values() for its in operations)
Document = dict[str, Any]
_AT = "#/components/schemas/{model}"
_PROBLEMS = {
    404: "What the address names is not there.",
    413: "More was sent than is taken at once.",
    415: "The body is of another media type.",
    422: "It cannot be answered; every fault is listed.",
    429: "Too much was asked from this address; `Retry-After` says when to come back.",
    503: "Nothing can be read, or too much is asked; `Retry-After` says when to come back.",
}
_TITLE = "新市民服务门户 · New Resident Portal"
_ABOUT = (
    "What new residents of {city} are entitled to in each district, what decides it and why. "
    "It writes nothing and keeps nothing that is sent. Every site may read and evaluate (CORS, "
    "without credentials). Reads have strong ETags. Requests are limited by bucket and address. "
    "Errors are problem documents (RFC 9457). Within v1 members may be added, none is taken away."
)


def openapi(ruleset: Ruleset, address: str = "/") -> Document:
    """The document for the rules in force, at an address."""
    adapters: list[Any] = [
        (its.id, "serialization", TypeAdapter(its.answer))
        for its in OPERATIONS
        if not isinstance(its.answer, dict)
    ]
    adapters.append(("problem", "serialization", TypeAdapter(ProblemDocument)))
    answers, whole = TypeAdapter.json_schemas(adapters, ref_template=_AT)
    schemas = {name: answer for (name, _), answer in answers.items()}
    paths: Document = {}
    for tag, operations in TAGS.items():
        for its in operations:
            answer = schemas.get(its.id, its.answer)
            paths.setdefault(its.path, {})[its.method] = _operation(its, answer, tag)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "新市民服务门户 · New Resident Portal",
            "version": "1",
            "description": _ABOUT.format(city=ruleset.city.name.en),
        },
        "servers": [{"url": address}],
        "tags": [{"name": tag} for tag in TAGS],
        "paths": paths,
        "components": {
            "schemas": {**whole["$defs"], **asked_schemas(ruleset)},
            "responses": {str(code): _problem(code, schemas["problem"]) for code in _PROBLEMS},
            "headers": _HEADERS,
        },
    }


_HEADERS = {
    "ETag": {"description": "Strong; ask again with If-None-Match.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds.", "schema": {"type": "string", "pattern": r"^\d+$"}},
}


def _operation(its: Operation, answer: Document, tag: str) -> Document:
    codes = sorted({*its.problems, 429, 503})
    responses = {"200": _answered(its, answer)}
    if its.method == "get":
        responses["304"] = {"description": "It is still what the tag says."}
    problems = {str(code): {"$ref": f"#/components/responses/{code}"} for code in codes}
    return {
        "operationId": its.id,
        "tags": [tag],
        "summary": its.summary,
        "description": its.description,
        **_asked(its),
        "responses": {**responses, **problems},
    }


def _answered(its: Operation, answer: Document) -> Document:
    content = {its.media_type: _lines(answer) if its.is_lines else {"schema": answer}}
    headers = {} if its.body else {"headers": {"ETag": {"$ref": "#/components/headers/ETag"}}}
    return {"description": its.summary, **headers, "content": content}


def _lines(line: Document) -> Document:
    """JSON Lines: OpenAPI 3.1 has no words for the schema of a line."""
    return {"schema": {"type": "string"}, "x-line-schema": line}


def _asked(its: Operation) -> Document:
    if its.body:
        return {"requestBody": _body(its)}
    return {"parameters": [_parameter(one, its) for one in its.parameters]}


def _problem(code: int, schema: Document) -> Document:
    later = {"headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}}
    return {
        "description": _PROBLEMS[code],
        **(later if code in (429, 503) else {}),
        "content": {PROBLEM: {"schema": schema}},
    }


def _parameter(one: Parameter, its: Operation) -> Document:
    """A parameter with its value in each example that has it."""
    given = [example for example in its.examples if one.name in example.values]
    return {
        "name": one.name,
        "in": one.place,
        "required": one.place == "path",
        "description": one.description,
        "schema": one.schema,
        "examples": {
            example.name: {"summary": example.summary, "value": _value(one, example)}
            for example in given
        },
    }


def _value(one: Parameter, example: Example) -> Any:
    value = example.values[one.name]
    return int(value) if one.schema.get("type") == "integer" else value


def _body(its: Operation) -> Document:
    line = {"$ref": f"#/components/schemas/{its.body}"}
    kind = _lines(line) if its.is_lines else {"schema": line}
    examples = {
        example.name: {"summary": example.summary, "value": sent(its, example)}
        for example in its.examples
    }
    return {"required": True, "content": {its.media_type: {**kind, "examples": examples}}}


def sent(its: Operation, example: Example) -> Any:
    """The body of an example as it stands in the document: JSON Lines are a text."""
    if not its.is_lines:
        return example.body
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in example.body)
