"""The shapes of documents, as pydantic models (they also give the JSON Schema)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from .counters import CountersDocument, OffersDocument
from .parts import (
    Cited,
    Day,
    Figure,
    Id,
    Ids,
    Scoped,
    Shape,
    Tel,
    TextShape,
    Url,
    WordLists,
    Words,
    ZhText,
)
from .services import ServiceDocument


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
    url: Url | None = None
    note: TextShape | None = None
    to_verify: list[dict[Literal["text"], ZhText]] = []


class ContactShape(Cited):
    name: TextShape
    about: TextShape
    tel: Tel


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
    | CountersDocument
    | OffersDocument
    | CoverageDocument
)
