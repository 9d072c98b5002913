"""The fields of an item's form, derived from the shape that the loader reads it by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from ....rules.documents import counters as of_places
from ....rules.documents import services as of_services
from ....rules.documents import shapes
from ....rules.documents.parts import Shape, TextShape, WordLists, ZhText
from ....rules.items import is_service

CONDITIONS = ("when", "judged_when", "concerns")

_IN_SERVICES: dict[str, type[Shape]] = {
    "service": of_services.ServiceHead,
    "requirements": of_services.RequirementShape,
    "parameters": of_services.ParameterShape,
    "rows": of_services.RowShape,
    "covers": of_services.CoverShape,
    "papers": of_services.PaperNeededShape,
    "steps": of_services.StepShape,
    "particulars": of_services.ParticularShape,
    "windows": of_services.WindowShape,
    "options": of_services.OptionOfHousingShape,
    "examples": of_services.ExampleShape,
}
_SHARED: dict[str, type[Shape]] = {
    "topics": shapes.TopicShape,
    "contacts": shapes.ContactShape,
    "questions": shapes.QuestionShape,
    "papers": shapes.PaperShape,
    "sources": shapes.SourceShape,
    "policies": shapes.PolicyShape,
    "groups": shapes.GroupShape,
    "districts": shapes.DistrictShape,
    "facts": shapes.CoverageShape,
    "counters": of_places.CounterShape,
    "offers": of_places.OfferShape,
}
_FIRST = ("id", "name", "title", "paper", "kind", "text", "unit", "value", "when", "judged_when")
_LAST = ("note", "action", "districts", "since", "until", "then", "contested", "source", "see")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``name`` is the leaf it fills, ``kind`` how it is shown and read.

    ``default_on``: a flag that holds where nothing is said.

    Kinds: text, words, lines, line, choice, flag, day, number, amount, names, name, sources,
    condition, answers, pair, money; ``group``, ``repeat`` and ``table`` hold ``parts``, once
    or any number of times.
    """

    name: str
    kind: str
    required: bool
    choices: tuple[str, ...] = ()
    parts: tuple[Field, ...] = ()
    default_on: bool = False


def kind_of(path: str, place: str) -> str:
    """The kind of an item: the name of its list or section."""
    parts = place.split("/", 3)
    return "rows" if is_service(path) and len(parts) == 4 else parts[0]


@lru_cache(maxsize=64)
def fields_of(path_is_service: bool, kind: str) -> tuple[Field, ...]:
    """The fields of a kind of item, the wording first, scope and source last. Raises KeyError."""
    shape = (_IN_SERVICES if path_is_service else _SHARED)[kind]
    skipped = {"rows"} if kind == "parameters" else set()
    return _fields(shape, skipped)


def _fields(shape: type[Shape], skipped: set[str]) -> tuple[Field, ...]:
    found = [
        _field(name, info.annotation, info.is_required(), info.default is True)
        for name, info in shape.model_fields.items()
        if name not in skipped
    ]
    return tuple(sorted(found, key=lambda field: _order(field.name)))


def _order(name: str) -> tuple[int, int]:
    if name in _FIRST:
        return 0, _FIRST.index(name)
    return (2, _LAST.index(name)) if name in _LAST else (1, 0)


def _field(name: str, annotation: Any, required: bool, default_on: bool) -> Field:
    kind, choices, parts = _kind(name, _plain(annotation))
    return Field(name, kind, required, choices, parts, default_on)


def _plain(annotation: Any) -> Any:
    """A type without `Annotated`, without None."""
    if hasattr(annotation, "__metadata__"):
        return _plain(annotation.__origin__)
    if get_origin(annotation) in (Union, UnionType):
        inner = [_plain(a) for a in get_args(annotation) if a is not type(None)]
        return inner[0] if len(inner) == 1 else tuple(inner)
    return annotation


_BY_NAME = {"source": "sources", "answers": "answers", "grants": "answers"} | dict.fromkeys(
    CONDITIONS, "condition"
)
_BY_TYPE = {bool: "flag", date: "day", int: "number", float: "number"}


def _kind(name: str, plain: Any) -> tuple[str, tuple[str, ...], tuple[Field, ...]]:
    """How a field of a name and type is shown and read, its choices and its parts."""
    if name in _BY_NAME:
        return _BY_NAME[name], (), ()
    if isinstance(plain, type) and issubclass(plain, Shape):
        return _kind_of_shape(plain)
    if isinstance(plain, tuple):
        return "amount", (), ()
    match get_origin(plain):
        case origin if origin is Literal:
            return "choice", tuple(map(str, get_args(plain))), ()
        case origin if origin is dict:
            return "table", (), _inside(get_args(plain)[1])
        case origin if origin is list:
            return _kind_of_list(name, _plain(get_args(plain)[0]))
        case origin if origin is tuple:
            return "pair", (), ()
    return _BY_TYPE.get(plain, "name" if name in NAMED else "line"), (), ()


def _kind_of_shape(shape: type[Shape]) -> tuple[str, tuple[str, ...], tuple[Field, ...]]:
    if issubclass(shape, TextShape | ZhText):
        return "text", (), ()
    if issubclass(shape, WordLists | shapes.TownsShape):
        return "words", (), ()
    parts = _fields(shape, set())
    if issubclass(shape, of_places.RentShape):
        parts = tuple(replace(p, kind="money") if p.kind == "number" else p for p in parts)
    return "group", (), parts


def _kind_of_list(name: str, inner: Any) -> tuple[str, tuple[str, ...], tuple[Field, ...]]:
    if inner is not str:
        return "repeat", (), _inside(inner)
    return ("names" if name in NAMED else "lines"), (), ()


def _inside(inner: Any) -> tuple[Field, ...]:
    plain = _plain(inner)
    if isinstance(plain, type) and issubclass(plain, Shape):
        return _fields(plain, set())
    return (Field("text", "text", True),)


NAMED = {
    "districts": "places",
    "union": "groups",
    "groups": "groups",
    "cluster": "groups",
    "district": "districts",
    "services": "services",
    "contacts": "contacts",
    "topic": "topics",
    "topics": "topics",
    "paper": "papers",
    "costs": "parameters",
    "see": "policies",
    "undecided": "requirements",
    "failed": "requirements",
    "anniversary_of": "months",
    "option": "options",
}
"""Fields that name something else, and what they name."""
