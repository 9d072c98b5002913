"""What the rules speak of: districts, topics, services in short, questions, policies, sources."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypedDict

from ....rules.model.question_kinds import QUESTION_KINDS
from .basic import Day, Enveloped, Held, IsFor, WhoName, Words, one_of


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


class ServiceLine(IsFor):
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
    """A question; months may be answered "none" where ``none_allowed``, and all with null.

    ``of``: whose fact it is; ``text_partner``: the question as it is put about the second adult.
    """

    id: str
    of: WhoName
    kind: Annotated[str, one_of(*QUESTION_KINDS)]
    text: Words
    text_partner: Words | None
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
    """A cited document; ``confirms``: whether an outcome may rest on it as confirmed today.

    ``origins``: how many pages were read for it that agree and are not copies of each other.
    """

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
    origins: int
    note: Words | None
    to_verify: list[Words]


class Sources(Enveloped):
    """All cited documents."""

    sources: list[SourceShape]
