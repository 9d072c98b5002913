"""How an operation of the API is described: its parts as values, which `document` writes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value in the address; ``schema`` may refer to a component."""

    name: str
    place: str  # path, query
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A request that can be sent as it stands, and the status that answers it."""

    name: str
    summary: str
    status: int = 200
    values: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one address; ``answer`` is a shape, or a schema where it is no JSON."""

    id: str
    path: str
    summary: str
    description: str
    answer: Any
    examples: tuple[Example, ...]
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[int, ...] = ()
    body: str = ""
    media_type: str = JSON

    @property
    def method(self) -> str:
        """An operation with a body is a POST."""
        return "post" if self.body else "get"

    @property
    def is_lines(self) -> bool:
        """Whether bodies are JSON Lines."""
        return self.media_type != JSON and bool(self.body)
