"""What the shapes of documents share: texts, days, scopes, sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo


def _plain_day(value: object) -> object:
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise ValueError("a day is written 2025-08-01")
    return value


def _many(value: object) -> object:
    return [value] if isinstance(value, str) else value


WORDS_PATTERN = "^[^\u202a-\u202e\u2066-\u2069]*$"
"""Words without the unseen characters that turn the direction of writing."""
Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=WORDS_PATTERN)]
ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,79}$"
Id = Annotated[str, Field(pattern=ID_PATTERN)]
SIX_FIGURES_PATTERN = r"^\d{6}$"
STREET_PATTERN = r"^\d{3} [^\s\d]+$"
StreetLine = Annotated[str, Field(pattern=STREET_PATTERN, max_length=40)]
TEL_PATTERN = r"^[0-9 +-]{3,20}(转[0-9]{1,6})?$"
Tel = Annotated[str, Field(pattern=TEL_PATTERN)]
Tels = Annotated[list[Tel], BeforeValidator(_many, json_schema_input_type=list[Tel] | Tel)]
AREA_CODE_PATTERN = r"^0\d{2,3}$"
URL_PATTERN = r"^https?://\S+$"
Url = Annotated[str, Field(pattern=URL_PATTERN, max_length=500)]
Ids = Annotated[list[Id], BeforeValidator(_many, json_schema_input_type=list[Id] | Id)]
Names = Annotated[list[Words], BeforeValidator(_many, json_schema_input_type=list[Words] | Words)]
Day = Annotated[date, BeforeValidator(_plain_day, json_schema_input_type=date)]
Figure = Annotated[int | float, Field(allow_inf_nan=False)]
Stage = Literal["preschool", "primary", "junior", "senior", "vocational"]
Grade = Annotated[int, Field(ge=1, le=6)]
Whose = Literal["household", "adult", "child"]
ForWhom = Literal["household", "adult", "child", "person"]


class Shape(BaseModel):
    """What every part of a document obeys."""

    # Most shapes only stand inside others, and are never checked on their own.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, defer_build=True)


def keys_of(shape: type[Shape]) -> Mapping[str, FieldInfo]:
    """The fields of a shape by the keys that documents write."""
    return {info.alias or name: info for name, info in shape.model_fields.items()}


class TextTable(Shape):
    """A wording; while its ``en`` is empty it waits to be translated."""

    zh: Words
    en: Annotated[str, Field(max_length=2000, pattern=WORDS_PATTERN)] = ""


class ZhText(Shape):
    zh: Words
    en: Words | None = None


class WordLists(Shape):
    zh: list[Words] = []
    en: list[Words] = []


class Dated(Shape):
    since: Day | None = None
    until: Day | None = None


class Scoped(Dated):
    districts: Ids = []


class Cited(Shape):
    source: Names
