"""The tables of documents, as pydantic models (they also give the JSON Schema)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from ..model.city import DistrictAttribute
from ..model.question_kinds import QuestionKind
from ..model.sources import Tier
from ..model.streets import PlaceKind
from ..model.units import QuestionUnit
from .counters import CountersDocument, OffersDocument
from .parts import (
    AREA_CODE_PATTERN,
    SIX_FIGURES_PATTERN,
    Cited,
    Day,
    Figure,
    Id,
    Ids,
    Scoped,
    Shape,
    StreetLine,
    Tel,
    TextTable,
    Url,
    Whose,
    WordLists,
    Words,
    ZhText,
)
from .services import ServiceDocument


class TopicTable(Shape):
    order: int
    icon: Id = "list"
    large: StrictBool = False
    name: TextTable
    summary: TextTable


class LifeEventTable(Shape):
    """What happens in people's lives: topics a check begins with, services named first."""

    order: int
    name: TextTable
    topics: Annotated[Ids, Field(min_length=1)]
    services: Ids = []


class ClaimTable(Shape):
    text: ZhText
    lead: StrictBool = False
    service: Ids = []
    districts: Ids = []
    ask: TextTable | None = None


class SourceTable(Shape):
    title: TextTable
    tier: Tier
    verified_on: Day
    review_by: Day
    publisher: TextTable | None = None
    number: Words | None = None
    date: Day | None = None
    url: Url | None = None
    note: TextTable | None = None
    to_verify: list[ClaimTable] = []
    origins: Annotated[StrictInt, Field(ge=1, le=9)] = 1


class ContactTable(Cited):
    name: TextTable
    about: TextTable
    tel: Tel


class PaperTable(Shape):
    name: TextTable
    form: Literal["original", "copy", "original_and_copy"] | None = None
    issuer: TextTable | None = None
    how: TextTable | None = None


class OptionTable(Shape):
    text: TextTable
    hint: TextTable | None = None


class SentenceOptionTable(Shape):
    words: list[Words]


class SentenceTable(Shape):
    said: list[Words] = []
    denied: list[Words] = []
    like: Ids = []
    options: dict[Id, SentenceOptionTable] = {}


class QuestionTable(Shape):
    kind: QuestionKind
    of: Whose | None = None
    text: TextTable
    text_partner: TextTable | None = None
    short: TextTable
    hint: TextTable | None = None
    hint_partner: TextTable | None = None
    where: TextTable | None = None
    none: TextTable | None = None
    options: dict[Id, OptionTable] = {}
    unit: QuestionUnit | None = None
    minimum: int = 0
    maximum: int = 0
    decimals: Literal[0, 1] = 0
    counts: Literal["paid_months"] | None = None
    changeable: StrictBool = False
    own_classes: StrictBool = False
    synonyms: WordLists = WordLists()
    sentence: SentenceTable = SentenceTable()


class CityTable(Cited):
    """The city of the rules; its id is also an option of where people are registered."""

    name: TextTable
    short_name: TextTable
    aliases: list[Words] = []
    zone: Words
    hotline: Tel
    area_code: Annotated[str, Field(pattern=AREA_CODE_PATTERN)] | None = None
    district_name: TextTable
    attributes: list[DistrictAttribute] = []


class GroupTable(Cited):
    name: TextTable
    kind: Literal["cluster", "type", "pilot", "union", "plan"]
    union: Ids = []
    note: TextTable | None = None


class TownsTable(Shape):
    zh: list[Words]
    en: list[Words]


class SuccessorTable(Cited):
    district: Id
    since: Day
    announced: Day | None = None
    towns: TownsTable | None = None
    rest: StrictBool = False
    partial: StrictBool = False


class DistrictTable(Cited):
    name: TextTable
    code: Annotated[str, Field(pattern=SIX_FIGURES_PATTERN)] | None = None
    cluster: Id | None = None
    groups: Ids = []
    since: Day | None = None
    until: Day | None = None
    role: TextTable | None = None
    note: TextTable | None = None
    inferred: StrictBool = False
    site: Url | None = None
    aliases: list[Words] = []
    tile: tuple[int, int] | None = None
    successors: list[SuccessorTable] = []


class StreetsTable(Cited):
    """The streets that a district lists: ends of nine-figure codes and names."""

    code: Annotated[str, Field(pattern=SIX_FIGURES_PATTERN)]
    names: list[StreetLine]
    neighbourhoods: list[Words] = []
    note: TextTable | None = None


class PlaceTable(Cited):
    """What people call a place; a street is named after its district: ``nanan 天文街道``."""

    name: TextTable
    aliases: list[Words] = []
    kind: PlaceKind = "place"
    streets: list[Words] = []
    districts: Ids = []
    note: TextTable | None = None
    basis: Words


class IndicatorTable(Shape):
    operator: Literal[">=", ">", "<=", "<", "=", "about"]
    value: Figure
    unit: Words


class PolicyTable(Scoped, Cited):
    topic: Id
    services: Ids
    layer: Literal["policy", "indicator", "procedure", "law"]
    status: Literal["done", "duty", "target", "direction", "gradual", "explore"]
    since: Day
    target_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    text: TextTable
    see: Ids = []
    note: TextTable | None = None
    indicator: IndicatorTable | None = None


class CityDocument(Shape):
    city: Annotated[dict[Id, CityTable], Field(min_length=1, max_length=1)]


class TopicsDocument(Shape):
    topics: dict[Id, TopicTable]


class LifeEventsDocument(Shape):
    life_events: dict[Id, LifeEventTable]


class SourcesDocument(Shape):
    sources: dict[Id, SourceTable]


class ContactsDocument(Shape):
    contacts: dict[Id, ContactTable]


class PapersDocument(Shape):
    papers: dict[Id, PaperTable]


class QuestionsDocument(Shape):
    questions: dict[Id, QuestionTable]


class DistrictsDocument(Shape):
    groups: dict[Id, GroupTable]
    districts: dict[Id, DistrictTable]


class PlacesDocument(Shape):
    streets: dict[Id, StreetsTable]
    places: dict[Id, PlaceTable] = {}


class PoliciesDocument(Shape):
    policies: dict[Id, PolicyTable]


class CoverageTable(Shape):
    carried_by: list[Words] = []
    left_out: Literal["low_confidence", "not_for_residents", "superseded", "not_a_rule"] | None = (
        None
    )
    why: Words | None = None


class CoverageDocument(Shape):
    facts: dict[Words, CoverageTable]


Document = (
    ServiceDocument
    | CityDocument
    | TopicsDocument
    | LifeEventsDocument
    | SourcesDocument
    | ContactsDocument
    | PapersDocument
    | QuestionsDocument
    | DistrictsDocument
    | PlacesDocument
    | PoliciesDocument
    | CountersDocument
    | OffersDocument
    | CoverageDocument
)
