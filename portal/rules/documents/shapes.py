"""The shapes of documents, as pydantic models (they also give the JSON Schema)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool


def _plain_day(value: object) -> object:
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise ValueError("a day is written 2025-08-01")
    return value


def _many(value: object) -> object:
    return [value] if isinstance(value, str) else value


Words = Annotated[str, Field(min_length=1, max_length=2000)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$")]
Ids = Annotated[list[Id], BeforeValidator(_many)]
Names = Annotated[list[Words], BeforeValidator(_many)]
Day = Annotated[date, BeforeValidator(_plain_day)]
Figure = Annotated[int | float, Field(allow_inf_nan=False)]


class Shape(BaseModel):
    """What every part of a document obeys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class TextShape(Shape):
    zh: Words
    en: Words


class ZhText(Shape):
    zh: Words
    en: Words | None = None


class WordLists(Shape):
    zh: list[Words] = []
    en: list[Words] = []


class Scoped(Shape):
    districts: Ids = []
    since: Day | None = None
    until: Day | None = None


class Cited(Shape):
    source: Names


class TopicShape(Shape):
    order: int
    icon: Id = "list"
    large: StrictBool = False
    name: TextShape
    summary: TextShape


class SourceShape(Shape):
    title: TextShape
    tier: Literal["law", "official", "reprint", "secondary"]
    verified_on: Day
    review_by: Day
    publisher: TextShape | None = None
    number: Words | None = None
    date: Day | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)] | None = None
    note: TextShape | None = None
    to_verify: list[dict[Literal["text"], ZhText]] = []


class ContactShape(Cited):
    name: TextShape
    about: TextShape
    tel: Annotated[str, Field(pattern=r"^[0-9 +-]{3,20}$")]


class PaperShape(Shape):
    name: TextShape
    form: Literal["original", "copy", "original_and_copy"] | None = None
    issuer: TextShape | None = None
    how: TextShape | None = None


class OptionShape(Shape):
    text: TextShape
    hint: TextShape | None = None


class QuestionShape(Shape):
    kind: Literal["yes_no", "choice", "number", "money", "month", "district"]
    text: TextShape
    short: TextShape
    hint: TextShape | None = None
    where: TextShape | None = None
    none: TextShape | None = None
    options: dict[Id, OptionShape] = {}
    unit: Literal["sqm", "persons", "months"] | None = None
    minimum: int = 0
    maximum: int = 0
    decimals: Literal[0, 1] = 0
    counts: Literal["paid_months"] | None = None
    changeable: StrictBool = False
    own_classes: StrictBool = False
    synonyms: WordLists = WordLists()


class GroupShape(Cited):
    name: TextShape
    kind: Literal["cluster", "type", "pilot", "union", "plan"]
    union: Ids = []
    note: TextShape | None = None


class TownsShape(Shape):
    zh: list[Words]
    en: list[Words]


class SuccessorShape(Cited):
    district: Id
    since: Day
    announced: Day | None = None
    towns: TownsShape | None = None
    rest: StrictBool = False
    partial: StrictBool = False


class DistrictShape(Cited):
    name: TextShape
    code: Annotated[str, Field(pattern=r"^\d{6}$")] | None = None
    cluster: Id
    groups: Ids = []
    since: Day | None = None
    until: Day | None = None
    role: TextShape | None = None
    note: TextShape | None = None
    inferred: StrictBool = False
    aliases: list[Words] = []
    tile: tuple[int, int]
    successors: list[SuccessorShape] = []


class IndicatorShape(Shape):
    operator: Literal[">=", ">", "<=", "<", "=", "about"]
    value: Figure
    unit: Words


class PolicyShape(Scoped, Cited):
    topic: Id
    services: Ids
    layer: Literal["policy", "indicator", "procedure", "law"]
    status: Literal["done", "duty", "target", "direction", "gradual", "explore"]
    since: Day
    target_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    text: TextShape
    see: Ids = []
    note: TextShape | None = None
    indicator: IndicatorShape | None = None


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


class TopicsDocument(Shape):
    topics: dict[Id, TopicShape]


class SourcesDocument(Shape):
    sources: dict[Id, SourceShape]


class ContactsDocument(Shape):
    contacts: dict[Id, ContactShape]


class PapersDocument(Shape):
    papers: dict[Id, PaperShape]


class QuestionsDocument(Shape):
    questions: dict[Id, QuestionShape]


class DistrictsDocument(Shape):
    groups: dict[Id, GroupShape]
    districts: dict[Id, DistrictShape]


class PoliciesDocument(Shape):
    policies: dict[Id, PolicyShape]


class CoverageShape(Shape):
    carried_by: list[Words] = []
    left_out: Literal["low_confidence", "not_for_residents", "superseded", "not_a_rule"] | None = (
        None
    )
    why: Words | None = None


class CoverageDocument(Shape):
    facts: dict[Words, CoverageShape]


Document = (
    ServiceDocument
    | TopicsDocument
    | SourcesDocument
    | ContactsDocument
    | PapersDocument
    | QuestionsDocument
    | DistrictsDocument
    | PoliciesDocument
    | CoverageDocument
)
