"""One TOML document read into its shape, or every problem it has."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError

from ..problem_codes import DocumentCode, Hint
from ..problems import Message, Problem, say
from ..suggestions import suggestion
from .counters import CountersDocument, OffersDocument
from .parts import (
    AREA_CODE_PATTERN,
    ID_PATTERN,
    SIX_FIGURES_PATTERN,
    STREET_PATTERN,
    TEL_PATTERN,
    URL_PATTERN,
    WORDS_PATTERN,
    Shape,
    keys_of,
)
from .services import ServiceDocument
from .shapes import (
    CityDocument,
    ContactsDocument,
    CoverageDocument,
    DistrictsDocument,
    Document,
    LifeEventsDocument,
    PapersDocument,
    PlacesDocument,
    PoliciesDocument,
    QuestionsDocument,
    SourcesDocument,
    TopicsDocument,
)
from .toml_fault import broken_line

LARGEST = 256 * 1024
"""Bytes a document may have."""
DEEPEST = 8
"""Levels a document may nest."""
LONGEST_LINE = 8 * 1024
"""Characters a line may have: the time for a dotted key grows with the square of its parts."""


Shaped = TypeVar("Shaped", bound=Shape)

BY_PATH: dict[str, type[Document]] = {
    "city.toml": CityDocument,
    "topics.toml": TopicsDocument,
    "life_events.toml": LifeEventsDocument,
    "contacts.toml": ContactsDocument,
    "questions.toml": QuestionsDocument,
    "districts.toml": DistrictsDocument,
    "places.toml": PlacesDocument,
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
    message: Message
    hint: Message | None = None


def shape_of(path: str) -> type[Document] | None:
    """Which document stands at a path below the content folder."""
    folder = path.split("/", 1)[0] + "/" if "/" in path else path
    return BY_PATH.get(folder) if path.endswith(".toml") else None


PATTERNS = {
    ID_PATTERN: DocumentCode.NOT_AN_ID,
    AREA_CODE_PATTERN: DocumentCode.NOT_AN_AREA_CODE,
    TEL_PATTERN: DocumentCode.NOT_A_TEL,
    URL_PATTERN: DocumentCode.NOT_A_URL,
    SIX_FIGURES_PATTERN: DocumentCode.NOT_SIX_FIGURES,
    STREET_PATTERN: DocumentCode.NOT_A_STREET,
    WORDS_PATTERN: DocumentCode.TURNED_WORDS,
}
"""What text that is not of a pattern is not."""
_BY_TYPE = {
    "missing": DocumentCode.MISSING,
    "extra_forbidden": DocumentCode.UNKNOWN_FIELD,
    "string_too_short": DocumentCode.EMPTY,
    "too_short": DocumentCode.EMPTY,
    "string_type": DocumentCode.NOT_TEXT,
    "list_type": DocumentCode.NOT_A_LIST,
    "tuple_type": DocumentCode.NOT_A_LIST,
    "dict_type": DocumentCode.NOT_A_TABLE,
    "model_type": DocumentCode.NOT_A_TABLE,
    "bool_type": DocumentCode.NOT_A_FLAG,
    "bool_parsing": DocumentCode.NOT_A_FLAG,
    "int_type": DocumentCode.NOT_WHOLE,
    "int_parsing": DocumentCode.NOT_WHOLE,
    "int_parsing_size": DocumentCode.NOT_WHOLE,
    "int_from_float": DocumentCode.NOT_WHOLE,
    "float_type": DocumentCode.NOT_A_NUMBER,
    "float_parsing": DocumentCode.NOT_A_NUMBER,
    "finite_number": DocumentCode.NOT_A_NUMBER,
    "date_type": DocumentCode.NOT_A_DAY,
    "date_parsing": DocumentCode.NOT_A_DAY,
    "date_from_datetime_parsing": DocumentCode.NOT_A_DAY,
    "date_from_datetime_inexact": DocumentCode.NOT_A_DAY,
    "value_error": DocumentCode.NOT_A_DAY,
}
"""Pydantic's types of errors that carry no values."""
_NO_NUMBER = {DocumentCode.NOT_WHOLE, DocumentCode.NOT_A_NUMBER}


@lru_cache(maxsize=128)
def read(path: str, text: str) -> Document | list[Problem]:
    """One document as a shape, or everything that is wrong with it."""
    shape = shape_of(path)
    if shape is None:
        message = say(DocumentCode.NO_DOCUMENT)
        return _refused(path, message, say(Hint.LIST_OF_DOCUMENTS))
    if len(text.encode()) > LARGEST:
        return _refused(path, say(DocumentCode.TOO_LARGE, most=LARGEST // 1024))
    if any(len(line) > LONGEST_LINE for line in text.splitlines()):
        return _refused(path, say(DocumentCode.LONG_LINE, most=LONGEST_LINE))
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):  # also a number of too many digits
        return _refused(path, say(DocumentCode.NOT_TOML), say(Hint.TOML), broken_line(text))
    if _depth(data) > DEEPEST:
        return _refused(path, say(DocumentCode.TOO_DEEP, most=DEEPEST))
    document = shaped(shape, data)
    if isinstance(document, list):
        return [
            Problem(file=path, place=place_of(its.location), message=its.message, hint=its.hint)
            for its in document
        ]
    return document


def _refused(
    path: str, message: Message, hint: Message | None = None, line: int = 0
) -> list[Problem]:
    """A document that is refused as a whole."""
    return [Problem(file=path, place="document", message=message, hint=hint, line=line)]


def _depth(value: object) -> int:
    """Levels of tables and lists, looked into no deeper than one more than allowed."""
    level = 0
    layer = [value]
    while layer and level <= DEEPEST + 1:
        inside: list[object] = []
        for item in layer:
            if isinstance(item, dict):
                inside += item.values()
            elif isinstance(item, list):
                inside += item
        level = level + 1
        layer = inside
    return level - 1


def shaped(shape: type[Shaped], data: object) -> Shaped | list[ShapeFault]:
    """Data of a shape, or everything that keeps it from being so."""
    try:
        return shape.model_validate(data)
    except ValidationError as fault:
        return _faults(shape, fault.errors(include_url=False))


def _faults(shape: type[Shape], errors: Iterable[Any]) -> list[ShapeFault]:
    """Each place once: where several kinds of values may stand, pydantic says what is no such."""
    found: dict[tuple[int | str, ...], list[ShapeFault]] = {}
    for error in errors:
        fault = _fault(shape, error)
        found.setdefault(fault.location, []).append(fault)
    return [
        its[0] if len(its) == 1 else ShapeFault(location, _joined(its))
        for location, its in found.items()
    ]


def _joined(faults: Sequence[ShapeFault]) -> Message:
    """What is wrong with a value that is of none of its kinds."""
    codes = {fault.message.code for fault in faults}
    if len(codes) == 1:
        return faults[0].message
    if codes <= _NO_NUMBER:
        return say(DocumentCode.NOT_A_NUMBER)
    if codes <= _NO_NUMBER | {DocumentCode.NOT_A_DAY}:
        return say(DocumentCode.NO_NUMBER_OR_DAY)
    return say(DocumentCode.NO_PLAIN_VALUE)


def _fault(shape: type[Shape], error: Any) -> ShapeFault:
    location = _place_in(shape, error["loc"])
    message = message_of(error)
    hint = None
    if message.code is DocumentCode.UNKNOWN_FIELD:
        hint = suggestion(location[-1], _fields_at(shape, location[:-1]))
    if error["type"] == "literal_error":
        message = say(DocumentCode.NOT_A_CHOICE, choices=_choices_at(shape, location))
    return ShapeFault(location, message, hint)


def message_of(error: Any) -> Message:
    """What is wrong by pydantic's type of error, without its words."""
    given = error.get("ctx", {})
    match error["type"]:
        case "string_pattern_mismatch":
            return say(PATTERNS.get(given["pattern"], DocumentCode.MALFORMED))
        case "string_too_long":
            return say(DocumentCode.TOO_LONG, most=given["max_length"])
        case "greater_than_equal":
            return say(DocumentCode.AT_LEAST, least=given["ge"])
        case "less_than_equal":
            return say(DocumentCode.AT_MOST, most=given["le"])
        case "greater_than":
            return say(DocumentCode.MORE_THAN, least=given["gt"])
        case "too_long":
            return say(DocumentCode.TOO_MANY, most=given["max_length"])
        case other:
            return say(_BY_TYPE.get(other, DocumentCode.MALFORMED))


def place_of(location: tuple[int | str, ...]) -> str:
    """A pydantic location as a dotted place: ``requirements.adult.when``, ``covers[0].since``."""
    place = ""
    for part in location:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    return place.lstrip(".")


def _fields_at(shape: Any, location: tuple[int | str, ...]) -> tuple[str, ...]:
    """The names of the fields at a location inside a shape, as far as they can be found."""
    found = _annotation_at(shape, location)
    return tuple(keys_of(found)) if _is_shape(found) else ()


def _choices_at(shape: Any, location: tuple[int | str, ...]) -> tuple[str | int, ...]:
    """The fixed choices of the field at a location, as far as they can be found."""
    found = _annotation_at(shape, location)
    return get_args(found) if get_origin(found) is Literal else ()


def _place_in(shape: Any, location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """A location without what pydantic adds: which kind of value it tried, or that it is a key."""
    for depth, part in enumerate(location):
        is_field = _is_shape(shape) and part in keys_of(shape)
        is_entry = get_origin(shape) in (list, tuple, dict)
        if part == "[key]" or not (is_field or is_entry or _is_shape(shape)):
            return location[:depth]
        shape = _annotation_at(shape, (part,))
    return location


def _annotation_at(shape: Any, location: tuple[int | str, ...]) -> Any:
    """What stands at a location inside a shape: a field, or an entry of a list or a table."""
    for part in location:
        if _is_shape(shape) and part in keys_of(shape):
            shape = _bare(keys_of(shape)[str(part)].annotation)
        elif get_args(shape) and get_origin(shape) is not Literal:
            shape = _bare(get_args(shape)[-1])
    return shape


def _is_shape(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Shape)


def _bare(annotation: Any) -> Any:
    """An annotation without what is added to it, and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    others = [its for its in get_args(annotation) if its is not type(None)]
    if get_origin(annotation) in (Union, UnionType) and len(others) == 1:
        return _bare(others[0])
    return annotation
