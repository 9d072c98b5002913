"""The shape of a service's document."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from .parts import (
    Cited,
    Day,
    Figure,
    Id,
    Ids,
    Scoped,
    Shape,
    TextShape,
    WordLists,
    Words,
)


class ServiceHead(Shape):
    id: Id
    topic: Id
    order: int
    name: TextShape
    summary: TextShape
    audience: TextShape
    concerns: Words | None = None
    synonyms: WordLists = WordLists()
    contacts: Ids = []
    grants: dict[Id, StrictBool | int | str] = {}


class CoverShape(Scoped, Cited):
    pass


class RequirementShape(Scoped, Cited):
    text: TextShape
    note: TextShape | None = None
    action: TextShape | None = None
    when: Words | None = None
    judged_when: Words | None = None
    check: Literal["computed", "formality", "judgement"] = "computed"
    contested: list[CoverShape] = []


class RowShape(Scoped, Cited):
    value: Figure | Day | None = None
    text: TextShape | None = None
    then: Literal["default"] | None = None


class ParameterShape(Shape):
    text: TextShape
    unit: Literal[
        "months",
        "years",
        "fen",
        "fen_per_month",
        "fen_per_year",
        "sqm",
        "persons",
        "percent",
        "days",
        "day",
        "text",
    ]
    yearly: StrictBool = False
    shown: StrictBool = True
    missing: TextShape | None = None
    rows: list[RowShape] = []


class PaperNeededShape(Scoped, Cited):
    paper: Id
    form: Literal["original", "copy", "original_and_copy"] | None = None
    note: TextShape | None = None


class StepShape(Scoped, Cited):
    text: TextShape


class ParticularShape(Scoped, Cited):
    kind: Literal["where", "hours", "time_limit", "fee", "visits", "online", "complaints"]
    text: TextShape
    days: int | None = None
    working_days: int | None = None


class WindowShape(Scoped, Cited):
    id: Id
    text: TextShape
    opens: Day | None = None
    closes: Day | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    until_month: Annotated[int, Field(ge=1, le=12)] | None = None
    anniversary_of: Id | None = None


class OptionOfHousingShape(Scoped, Cited):
    id: Id
    name: TextShape
    who: TextShape
    costs: Ids = []


class ExampleShape(Shape):
    name: Words
    day: Day
    district: Id
    answers: dict[Id, Any]
    expect: Literal[
        "meets", "does_not_meet", "more_information", "ask_the_counter", "does_not_concern"
    ]
    strength: Literal["confirmed", "indicative"] | None = None
    undecided: Ids = []
    failed: Ids = []


class ServiceDocument(Shape):
    service: ServiceHead
    covers: list[CoverShape] = []
    requirements: dict[Id, RequirementShape]
    parameters: dict[Id, ParameterShape] = {}
    papers: list[PaperNeededShape] = []
    steps: list[StepShape] = []
    particulars: list[ParticularShape] = []
    windows: list[WindowShape] = []
    options: list[OptionOfHousingShape] = []
    examples: list[ExampleShape] = []
