"""The shape of a service's document."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from ..model.units import Unit
from .parts import (
    Cited,
    Day,
    Figure,
    ForWhom,
    Grade,
    Id,
    Ids,
    Names,
    Scoped,
    Shape,
    Stage,
    TextTable,
    WordLists,
    Words,
)


class FamilyGrantTable(Cited):
    joins: Ids
    district: Literal["here"]
    rural: StrictBool | None = None
    when: Words | None = None


class ServiceHead(Shape):
    id: Id
    topic: Id
    order: int
    name: TextTable
    summary: TextTable
    audience: TextTable
    kind: Literal["procedure", "entitlement"] = "procedure"
    is_for: Annotated[ForWhom, Field(alias="for")] = "adult"
    right: StrictBool = False
    concerns: Words | None = None
    ahead: Words | None = None
    last_stage: Stage | None = None
    last_grade: Grade | None = None
    synonyms: WordLists = WordLists()
    contacts: Ids = []
    grants: dict[Id, StrictBool | int | str] = {}
    grants_family: FamilyGrantTable | None = None
    alternatives: Ids = []


class CoverTable(Scoped, Cited):
    pass


class RequirementTable(Scoped, Cited):
    text: TextTable
    without: TextTable | None = None
    note: TextTable | None = None
    unmet: TextTable | None = None
    open: TextTable | None = None
    action: TextTable | None = None
    ask: TextTable | None = None
    when: Words | None = None
    judged_when: Words | None = None
    usual: StrictBool = False
    check: Literal["computed", "formality", "judgement"] = "computed"
    contested: list[CoverTable] = []


class RowTable(Scoped, Cited):
    value: Figure | Day | None = None
    text: TextTable | None = None
    then: Literal["default"] | None = None


class ParameterTable(Shape):
    text: TextTable
    unit: Unit
    yearly: StrictBool = False
    shown: StrictBool = True
    missing: TextTable | None = None
    unpublished: StrictBool = False
    source: Names = []
    at_least: Figure | None = None
    at_most: Figure | None = None
    rows: list[RowTable] = []


class PaperNeededTable(Scoped, Cited):
    paper: Id
    form: Literal["original", "copy", "original_and_copy"] | None = None
    note: TextTable | None = None
    when: Words | None = None


class StepTable(Scoped, Cited):
    text: TextTable
    when: Words | None = None


class ParticularTable(Scoped, Cited):
    kind: Literal["where", "hours", "time_limit", "fee", "visits", "online", "complaints"]
    text: TextTable
    days: int | None = None
    working_days: int | None = None


class WindowTable(Scoped, Cited):
    id: Id
    text: TextTable
    opens: Day | None = None
    closes: Day | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    until_month: Annotated[int, Field(ge=1, le=12)] | None = None
    anniversary_of: Id | None = None
    when: Words | None = None


class HousingOptionTable(Scoped, Cited):
    id: Id
    name: TextTable
    who: TextTable
    costs: Ids = []


class PointItemTable(Shape):
    text: TextTable
    when: Words | None = None
    per: Words | None = None
    points: Annotated[Figure, Field(ge=-1000, le=1000)]
    every: Annotated[int, Field(ge=1, le=600)] = 1
    most: Annotated[Figure, Field(ge=0, le=1000)] | None = None


class PointsTable(Scoped, Cited):
    id: Id
    text: TextTable
    note: TextTable | None = None
    items: list[PointItemTable]


Expected = Literal[
    "meets",
    "counter_decides",
    "does_not_meet",
    "not_yet",
    "more_information",
    "ask_the_counter",
    "information",
    "does_not_concern",
]


class ExamplePersonTable(Shape):
    answers: dict[Id, Any] = {}
    expect: Expected | None = None


class ExampleTable(Shape):
    name: Words
    day: Day
    district: Id
    answers: dict[Id, Any] | None = None
    household: dict[Id, Any] = {}
    adults: list[ExamplePersonTable] = []
    children: list[ExamplePersonTable] = []
    expect: Expected | None = None
    strength: Literal["confirmed", "indicative"] | None = None
    undecided: Ids = []
    failed: Ids = []
    generated: StrictBool = False
    shows: Id | None = None


class ServiceDocument(Shape):
    service: ServiceHead
    covers: list[CoverTable] = []
    requirements: dict[Id, RequirementTable] = {}
    parameters: dict[Id, ParameterTable] = {}
    papers: list[PaperNeededTable] = []
    steps: list[StepTable] = []
    particulars: list[ParticularTable] = []
    windows: list[WindowTable] = []
    options: list[HousingOptionTable] = []
    points: list[PointsTable] = []
    examples: list[ExampleTable] = []
