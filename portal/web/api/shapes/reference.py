"""What the rules speak of: districts, topics, services in short, questions, policies, sources."""

from __future__ import annotations

from typing import Annotated

from .basic import Day, Enveloped, Held, TypedDict, Words, one_of


class SuccessionShape(TypedDict):
    """Which district took over, from when; ``towns`` alone, or with ``rest`` all the others."""

    district: str
    since: Day
    announced: Day | None
    rest: bool
    towns: list[Words]


class DistrictShape(TypedDict):
    """A district on a day; ``inferred``: no document says that it belongs to its cluster."""

    id: str
    name: Words
    code: str | None
    cluster: str
    inferred: bool
    groups: list[str]
    since: Day | None
    until: Day | None
    successors: list[SuccessionShape]


class Districts(Enveloped):
    """The districts of a day."""

    day: Day
    districts: list[DistrictShape]


class TopicShape(TypedDict):
    """A subject with its services in their order."""

    id: str
    name: Words
    summary: Words
    large: bool
    services: list[str]


class Topics(Enveloped):
    """All topics in their order."""

    topics: list[TopicShape]


class RequirementLine(TypedDict):
    """A requirement in short."""

    id: str
    text: Words
    check: Annotated[str, one_of("computed", "formality", "judgement")]


class ServiceLine(TypedDict):
    """A service in short."""

    id: str
    topic: str
    name: Words
    summary: Words
    audience: Words
    requirements: list[RequirementLine]


class Services(Enveloped):
    """All services."""

    services: list[ServiceLine]


class OptionShape(TypedDict):
    """An answer that may be chosen."""

    id: str
    text: Words


class QuestionShape(TypedDict):
    """A question; months may be answered "none" where ``none_allowed``, and all with null."""

    id: str
    kind: Annotated[str, one_of("yes_no", "choice", "number", "money", "month", "district")]
    text: Words
    options: list[OptionShape]
    unit: str | None
    none_allowed: bool


class Questions(Enveloped):
    """All questions in their editorial order."""

    questions: list[QuestionShape]


class IndicatorShape(TypedDict):
    """A target in figures."""

    operator: Annotated[str, one_of(">=", ">", "<=", "<", "=", "about")]
    value: int | float
    unit: str


class PolicyShape(Held):
    """A dated statement of intent with its status. It decides nothing."""

    id: str
    topic: str
    services: list[str]
    layer: Annotated[str, one_of("policy", "indicator", "procedure", "law")]
    status: Annotated[str, one_of("done", "duty", "target", "direction", "gradual", "explore")]
    text: Words
    note: Words | None
    target_year: int | None
    indicator: IndicatorShape | None
    see: list[str]


class Policies(Enveloped):
    """The policies that stand on a day."""

    day: Day
    policies: list[PolicyShape]


class SourceShape(TypedDict):
    """A cited document; ``confirms``: whether an outcome may rest on it as confirmed today."""

    id: str
    title: Words
    publisher: Words | None
    number: str | None
    date: Day | None
    url: str | None
    tier: Annotated[str, one_of("law", "official", "reprint", "secondary")]
    verified_on: Day
    review_by: Day
    confirms: bool
    note: Words | None
    to_verify: list[Words]


class Sources(Enveloped):
    """All cited documents."""

    sources: list[SourceShape]
