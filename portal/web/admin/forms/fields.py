"""The fields of an item's form, derived from the shape that the loader reads it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from ....rules.documents import counters as of_places
from ....rules.documents import services as of_services
from ....rules.documents import shapes
from ....rules.documents.parts import Shape, TextTable, WordLists, ZhText, keys_of
from ....rules.model.households import MOST_ADULTS, MOST_CHILDREN, Who

CONDITIONS = ("when", "judged_when", "concerns", "ahead")

_IN_SERVICES: dict[str, type[Shape]] = {
    "service": of_services.ServiceHead,
    "requirements": of_services.RequirementTable,
    "parameters": of_services.ParameterTable,
    "rows": of_services.RowTable,
    "covers": of_services.CoverTable,
    "papers": of_services.PaperNeededTable,
    "steps": of_services.StepTable,
    "particulars": of_services.ParticularTable,
    "windows": of_services.WindowTable,
    "options": of_services.HousingOptionTable,
    "points": of_services.PointsTable,
    "examples": of_services.ExampleTable,
}
_SHARED: dict[str, type[Shape]] = {
    "city": shapes.CityTable,
    "topics": shapes.TopicTable,
    "life_events": shapes.LifeEventTable,
    "contacts": shapes.ContactTable,
    "questions": shapes.QuestionTable,
    "papers": shapes.PaperTable,
    "sources": shapes.SourceTable,
    "policies": shapes.PolicyTable,
    "groups": shapes.GroupTable,
    "districts": shapes.DistrictTable,
    "streets": shapes.StreetsTable,
    "places": shapes.PlaceTable,
    "facts": shapes.CoverageTable,
    "counters": of_places.CounterTable,
    "offers": of_places.OfferTable,
}
_FIRST = ("id", "name", "title", "paper", "kind", "text", "unit", "value", "when", "judged_when")
_LAST = ("note", "action", "districts", "since", "until", "then", "contested", "source", "see")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: ``name`` is the leaf it fills, ``kind`` how it is shown and read.

    ``default_on``: a flag that holds where nothing is said.

    Kinds: text, words, lines, line, choice, flag, maybe (yes, no or left open), day, number,
    amount, names, name, sources, condition, answers, pair, money; ``group``, ``repeat``, ``table``
    and ``people`` hold ``parts``, once or any number of times.
    """

    name: str
    kind: str
    required: bool
    choices: tuple[str, ...] = ()
    parts: tuple[Field, ...] = ()
    default_on: bool = False


@lru_cache(maxsize=64)
def fields_of(path_is_service: bool, kind: str) -> tuple[Field, ...]:
    """The fields of a kind of item, the wording first, scope and source last. Raises KeyError."""
    shape = (_IN_SERVICES if path_is_service else _SHARED)[kind]
    skipped = {"rows"} if kind == "parameters" else set()
    return _fields(shape, skipped)


def _fields(shape: type[Shape], skipped: set[str]) -> tuple[Field, ...]:
    found = [
        _field(name, info.annotation, info.is_required(), info.default is True)
        for name, info in keys_of(shape).items()
        if name not in skipped
    ]
    return tuple(sorted(found, key=lambda field: _order(field.name)))


def _order(name: str) -> tuple[int, int]:
    if name in _FIRST:
        return 0, _FIRST.index(name)
    return (2, _LAST.index(name)) if name in _LAST else (1, 0)


def _field(name: str, annotation: Any, required: bool, default_on: bool) -> Field:
    plain = _plain(annotation)
    kind, choices, parts = _kind(name, plain)
    if plain is bool and annotation is not plain and _may_be_none(annotation):
        kind = "maybe"
    return Field(
        name=name, kind=kind, required=required, choices=choices, parts=parts, default_on=default_on
    )


def _may_be_none(annotation: Any) -> bool:
    """Whether nothing said differs from no."""
    return type(None) in get_args(annotation)


def _plain(annotation: Any) -> Any:
    """A type without `Annotated`, without None."""
    if hasattr(annotation, "__metadata__"):
        return _plain(annotation.__origin__)
    if get_origin(annotation) in (Union, UnionType):
        inner = [_plain(a) for a in get_args(annotation) if a is not type(None)]
        return inner[0] if len(inner) == 1 else tuple(inner)
    return annotation


_BY_NAME = {
    "source": "sources",
    "answers": "answers",
    "grants": "answers",
    "household": "answers",
} | dict.fromkeys(CONDITIONS, "condition")
PEOPLE: Mapping[str, int] = {"adults": MOST_ADULTS, "children": MOST_CHILDREN}
"""Fields that hold people, and how many at most."""
WHOSE: Mapping[str, Who] = {"household": "household", "adults": "adult", "children": "child"}
"""Fields that hold answers of some subjects alone, and whose questions those are."""
_BY_TYPE = {bool: "flag", date: "day", int: "number", float: "number"}


def _kind(name: str, plain: Any) -> tuple[str, tuple[str, ...], tuple[Field, ...]]:
    """How a field of a name and type is shown and read, its choices and its parts."""
    if name in PEOPLE:
        return "people", (), _inside(get_args(plain)[0])
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
    if issubclass(shape, TextTable | ZhText):
        return "text", (), ()
    if issubclass(shape, WordLists | shapes.TownsTable):
        return "words", (), ()
    parts = tuple(
        replace(p, kind="line") if p.kind == "condition" else p for p in _fields(shape, set())
    )
    if issubclass(shape, of_places.RentTable):
        parts = tuple(replace(p, kind="money") if p.kind == "number" else p for p in parts)
    return "group", (), parts


def _kind_of_list(name: str, inner: Any) -> tuple[str, tuple[str, ...], tuple[Field, ...]]:
    if get_origin(inner) is Literal:
        return "lines", (), ()
    if inner is not str:
        return "repeat", (), _inside(inner)
    return ("names" if name in NAMED else "lines"), (), ()


def _inside(inner: Any) -> tuple[Field, ...]:
    plain = _plain(inner)
    if isinstance(plain, type) and issubclass(plain, Shape):
        parts = _fields(plain, set())
        return tuple(replace(p, kind="line") if p.kind == "condition" else p for p in parts)
    return (Field(name="text", kind="text", required=True),)


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
    "shows": "parameters",
    "see": "policies",
    "undecided": "requirements",
    "failed": "requirements",
    "anniversary_of": "months",
    "option": "options",
    "alternatives": "services",
    "joins": "joins",
    "service": "services",
}
"""Fields that name something else, and what they name."""
