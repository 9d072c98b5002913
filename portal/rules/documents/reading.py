"""One TOML document read into its shape, or every problem it has."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import ValidationError

from ..near import nearest
from ..problems import Problem
from .counters import CountersDocument, OffersDocument
from .parts import Shape
from .services import ServiceDocument
from .shapes import (
    ContactsDocument,
    CoverageDocument,
    DistrictsDocument,
    Document,
    PapersDocument,
    PoliciesDocument,
    QuestionsDocument,
    SourcesDocument,
    TopicsDocument,
)

LARGEST = 256 * 1024
"""Bytes a document may have."""
DEEPEST = 8
"""Levels a document may nest."""
LONGEST_LINE = 8 * 1024
"""Characters a line may have: the time for a dotted key grows with the square of its parts."""


Shaped = TypeVar("Shaped", bound=Shape)

BY_PATH: dict[str, type[Document]] = {
    "topics.toml": TopicsDocument,
    "contacts.toml": ContactsDocument,
    "questions.toml": QuestionsDocument,
    "districts.toml": DistrictsDocument,
    "coverage.toml": CoverageDocument,
    "sources/": SourcesDocument,
    "papers/": PapersDocument,
    "policies/": PoliciesDocument,
    "counters/": CountersDocument,
    "offers/": OffersDocument,
    "services/": ServiceDocument,
}
"""Which shape stands at a path, or below a folder."""


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """Why some data is not of a shape; ``location`` is pydantic's."""

    location: tuple[int | str, ...]
    message: str
    hint: str = ""


def shape_of(path: str) -> type[Document] | None:
    """Which document stands at a path below the content folder."""
    folder = path.split("/", 1)[0] + "/" if "/" in path else path
    return BY_PATH.get(folder) if path.endswith(".toml") else None


@lru_cache(maxsize=128)
def read(path: str, text: str) -> Document | list[Problem]:
    """One document as a shape, or everything that is wrong with it."""
    shape = shape_of(path)
    if shape is None:
        hint = "see the list of documents in the content folder's README"
        return [Problem(path, "document", "no document belongs here", hint)]
    if len(text.encode()) > LARGEST:
        return [Problem(path, "document", f"larger than {LARGEST // 1024} KB")]
    if any(len(line) > LONGEST_LINE for line in text.splitlines()):
        return [Problem(path, "document", f"a line is longer than {LONGEST_LINE} characters")]
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as fault:  # also a number of too many digits
        return [Problem(path, "document", f"not readable as TOML: {fault}")]
    if _depth(data) > DEEPEST:
        return [Problem(path, "document", f"nested more than {DEEPEST} levels deep")]
    document = shaped(shape, data)
    if isinstance(document, list):
        return [Problem(path, place_of(its.location), its.message, its.hint) for its in document]
    return document


def _depth(value: object) -> int:
    """Levels of tables and lists, looked into no deeper than one more than allowed."""
    level, layer = 0, [value]
    while layer and level <= DEEPEST + 1:
        inside: list[object] = []
        for item in layer:
            if isinstance(item, dict):
                inside += item.values()
            elif isinstance(item, list):
                inside += item
        level, layer = level + 1, inside
    return level - 1


def shaped(shape: type[Shaped], data: object) -> Shaped | list[ShapeFault]:
    """Data of a shape, or everything that keeps it from being so."""
    try:
        return shape.model_validate(data)
    except ValidationError as fault:
        return [_fault(shape, error) for error in fault.errors(include_url=False)]


def _fault(shape: type[Shape], error: Any) -> ShapeFault:
    location = error["loc"]
    if error["type"] == "extra_forbidden":
        hint = nearest(str(location[-1]), _fields_at(shape, location[:-1]))
        return ShapeFault(location, "is not a known field", hint)
    if error["type"] == "missing":
        return ShapeFault(location, "is missing")
    return ShapeFault(location, str(error["msg"]).removeprefix("Value error, "))


def place_of(location: tuple[int | str, ...]) -> str:
    """A pydantic location as a dotted place: ``requirements.adult.when``, ``covers[0].since``."""
    place = ""
    for part in location:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    return place.lstrip(".")


def _fields_at(shape: Any, location: tuple[int | str, ...]) -> list[str]:
    """The names of the fields at a location inside a shape, as far as they can be found."""
    for part in location:
        if isinstance(shape, type) and issubclass(shape, Shape) and part in shape.model_fields:
            shape = shape.model_fields[str(part)].annotation
        shape = _inside(shape)
    if isinstance(shape, type) and issubclass(shape, Shape):
        return list(shape.model_fields)
    return []


def _inside(annotation: Any) -> Any:
    arguments = [a for a in getattr(annotation, "__args__", ()) if a is not type(None)]
    return arguments[-1] if arguments else annotation
