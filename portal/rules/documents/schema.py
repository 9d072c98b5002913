"""The documents of a release as plain JSON, and the JSON Schema that they follow."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from .reader import BY_PATH

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plain_documents(files: Mapping[str, str]) -> dict[str, Any]:
    """Each document under its path; days become texts."""
    return {path: _plain(tomllib.loads(text)) for path, text in sorted(files.items())}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(its) for name, its in value.items()}
    if isinstance(value, list):
        return [_plain(its) for its in value]
    return value.isoformat() if isinstance(value, date) else value


def schema_of_documents() -> dict[str, Any]:
    """The JSON Schema of an object that holds documents under their paths."""
    models: list[type[BaseModel]] = list(dict.fromkeys(BY_PATH.values()))
    references, whole = models_json_schema([(its, "validation") for its in models])
    by_path = {place: references[its, "validation"] for place, its in BY_PATH.items()}
    return {
        "$schema": DIALECT,
        "type": "object",
        "patternProperties": {_pattern(place): shape for place, shape in by_path.items()},
        "additionalProperties": False,
        "$defs": whole["$defs"],
    }


def _pattern(place: str) -> str:
    """A document, or all below a folder, as a pattern of paths."""
    return f"^{re.escape(place)}" + (r".+\.toml$" if place.endswith("/") else "$")
