"""What many answers hold: days, months, texts, where and when something holds."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field
from typing_extensions import TypedDict

from ....rules.model.households import ForWhom, Who


def one_of(*names: str) -> Any:
    """Marks a text as one of some names."""
    return Field(json_schema_extra={"enum": list(names)})


Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
MonthText = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Plain = bool | int | float | str | None


class Words(TypedDict):
    """A text in simplified Chinese and in English."""

    zh: str
    en: str


WhoName = Annotated[str, one_of(*get_args(Who))]

ForWhomName = Annotated[str, one_of(*get_args(ForWhom))]
IsFor = TypedDict("IsFor", {"for": ForWhomName})
"""For whom a service is: each adult, each child, or the household once."""


class Scoped(TypedDict):
    """Where and when it holds: an empty list of districts is the whole city; ends are inclusive."""

    districts: list[str]
    since: Day | None
    until: Day | None


class Held(Scoped):
    """Where and when it holds, and the sources with clauses that say so."""

    sources: list[str]


class Enveloped(TypedDict):
    """Every answer names the release that it rests on."""

    release: int


Value = int | float | str | Words
"""An amount: a number in the parameter's unit (money in fen), a day, or words."""
