"""What a situation comes to: outcomes, findings, and what is added on request."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field

from .basic import Day, Enveloped, MonthText, Plain, Scoped, TypedDict, Value, Words, one_of

OutcomeName = Annotated[
    str, one_of("meets", "does_not_meet", "more_information", "ask_the_counter", "does_not_concern")
]
Strength = Annotated[str, one_of("confirmed", "indicative")]
VerdictName = Annotated[str, one_of("yes", "no", "unknown")]
ReasonName = Annotated[str, one_of("unanswered", "dont_know", "gap", "judgement", "contested")]


class Tree(TypedDict):
    """A condition with its verdict and the conditions it is made of."""

    text: str
    verdict: VerdictName
    parts: NotRequired[list[Tree]]


class AmountShape(Scoped):
    """The row of an amount that was used."""

    value: Value


class CitedShape(TypedDict):
    """A source with its clause in words, its tier and when it was read."""

    source: str
    title: Words
    clause: Words
    tier: Annotated[str, one_of("law", "official", "reprint", "secondary")]
    verified_on: Day


class FindingShape(TypedDict):
    """One requirement in the situation; the last five members come with ``explain``."""

    requirement: str
    verdict: VerdictName
    reason: ReasonName | None
    answers: dict[str, Plain]
    parameters: dict[str, Value]
    missing: list[str]
    gaps: list[str]
    sources: list[str]
    text: NotRequired[Words]
    when: NotRequired[Tree | None]
    judged_when: NotRequired[Tree | None]
    amounts: NotRequired[dict[str, AmountShape]]
    cited: NotRequired[list[CitedShape]]


class Summary(TypedDict):
    """What a service comes to; ``covered``: whether a procedure is held for district and day."""

    service: str
    outcome: OutcomeName
    strength: Strength | None
    covered: bool
    met: int
    of: int


class TimelineShape(TypedDict):
    """The first month in which it is met, or from when amounts are not published; else nulls."""

    month: MonthText | None
    unpublished_from: MonthText | None


class OutcomeShape(Summary):
    """One service with its findings and what was asked for besides."""

    topic: str
    findings: list[FindingShape]
    name: NotRequired[Words]
    worth_asking: NotRequired[list[str]]
    remedies: NotRequired[list[dict[str, Plain]]]
    timeline: NotRequired[TimelineShape | None]


class Milestone(TypedDict):
    """A service that comes to be met, and the services that opened it."""

    month: MonthText
    service: str
    opened_by: list[str]


class RoadWindow(TypedDict):
    """When a window of a service is open."""

    month: MonthText
    until: MonthText
    service: str
    window: str
    text: Words


class RoadmapShape(TypedDict):
    """What opens when, by month."""

    milestones: list[Milestone]
    windows: list[RoadWindow]


class EvaluationShape(Enveloped):
    """One situation: the outcome of each service."""

    day: Day
    district: str
    outcomes: list[OutcomeShape]
    next_question: NotRequired[str | None]
    district_name: NotRequired[Words]
    roadmap: NotRequired[RoadmapShape]


class ComparisonRow(TypedDict):
    """One district."""

    district: str
    outcomes: list[Summary]


class Comparison(Enveloped):
    """One situation in every district of the day."""

    day: Day
    districts: list[ComparisonRow]


class ProblemShape(TypedDict):
    """One thing wrong with a request, with a JSON pointer."""

    pointer: str
    message: str
    hint: NotRequired[str]
    successors: NotRequired[list[str]]


class ProblemDocument(TypedDict):
    """A problem document (RFC 9457); ``successors``: who took over a district that is gone."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: NotRequired[str]
    problems: NotRequired[list[ProblemShape]]
    successors: NotRequired[list[str]]


BatchLine = EvaluationShape | ProblemDocument
