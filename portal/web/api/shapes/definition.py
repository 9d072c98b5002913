"""A service in full, as its document says it."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypedDict

from .basic import Day, Enveloped, Held, IsFor, Plain, Value, Words, one_of

Condition = str | None
"""A condition as the rules write it: `months(insured_area_since) >= insured_months`."""


class RequirementShape(Held):
    """One thing that must hold.

    ``without``: its text where an amount that the text names is not in force; ``unmet``, ``open``,
    ``action`` and ``ask`` speak to the person; ``usual``: what is judged mostly goes through.
    """

    id: str
    text: Words
    without: Words | None
    note: Words | None
    unmet: Words | None
    open: Words | None
    action: Words | None
    ask: Words | None
    usual: bool
    check: Annotated[str, one_of("computed", "formality", "judgement")]
    when: Condition
    judged_when: Condition
    contested: list[Held]


class RowShape(Held):
    """An amount in force somewhere for a time; ``then_default``: the city's amount follows it."""

    value: Value
    then_default: bool


class ParameterShape(TypedDict):
    """A dated amount with its rows; no row in force is a gap, never zero.

    ``unpublished``: the law was read for it and names no amount; else none was found. ``sources``:
    what was read.
    """

    id: str
    text: Words
    unit: str
    yearly: bool
    missing: Words | None
    unpublished: bool
    sources: list[str]
    rows: list[RowShape]


class PaperShape(Held):
    """A document to bring."""

    paper: str
    name: Words
    form: Annotated[str, one_of("original", "copy", "original_and_copy")] | None
    note: Words | None
    issuer: Words | None
    how: Words | None
    when: Condition


class StepShape(Held):
    """A step of the procedure; ``when``: the route it belongs to, null: every route."""

    text: Words
    when: Condition


class ParticularShape(Held):
    """A line of the office guide: where, hours, time limit, fee, visits, online, complaints."""

    kind: str
    text: Words
    days: int | None
    working_days: int | None


class WindowShape(Held):
    """When it is open: dated, in months of every year, or on a personal anniversary."""

    id: str
    text: Words
    opens: Day | None
    closes: Day | None
    month: int | None
    until_month: int | None
    anniversary_of: str | None
    when: Condition


class HousingOptionShape(Held):
    """A way to live; ``costs`` names parameters."""

    id: str
    name: Words
    who: Words
    costs: list[str]


class PointItemShape(TypedDict):
    """Points for something; ``per``: counted for every so many of these months."""

    text: Words
    points: float
    when: Condition
    per: Condition
    every: int
    most: float | None


class PointsShape(Held):
    """How a district counts points; it decides nothing."""

    id: str
    text: Words
    note: Words | None
    items: list[PointItemShape]


class ExamplePersonShape(TypedDict):
    """Somebody of a household in an example, and the outcome of a service for them."""

    answers: dict[str, Plain]
    expect: str | None


class ExampleHouseholdShape(TypedDict):
    """The household of an example."""

    household: dict[str, Plain]
    adults: list[ExamplePersonShape]
    children: list[ExamplePersonShape]


class ExampleShape(TypedDict):
    """A situation and the outcome that it must have.

    ``household``: where people are told apart; then ``answers`` are empty, and ``expect`` is that
    of a service for the household, empty for any other.
    """

    name: str
    day: Day
    district: str
    answers: dict[str, Plain]
    expect: str
    household: ExampleHouseholdShape | None
    strength: str | None
    undecided: list[str]
    failed: list[str]


class FamilyGrantShape(TypedDict):
    """Whom the others of a household can join, where they are registered, once it is done.

    ``rural``: whether that is in a village then, null where that is open; ``when``: the route that
    gives it, null: every route.
    """

    joins: list[str]
    district: Annotated[str, one_of("here")]
    rural: bool | None
    when: Condition
    sources: list[str]


class ServiceShape(IsFor):
    """A service in full.

    ``kind``: a procedure has an outcome, an entitlement is told about; ``right``: by law a right
    of everybody it concerns; ``ahead``: when it is not yet the time; ``alternatives``: services
    that reach the same end; ``last_stage``, ``last_grade``: the school year of the registration;
    ``grants_family``: as whom the others of the household may then be joined.
    """

    id: str
    topic: str
    kind: Annotated[str, one_of("procedure", "entitlement")]
    right: bool
    name: Words
    summary: Words
    audience: Words
    concerns: Condition
    ahead: Condition
    last_stage: str | None
    last_grade: int | None
    alternatives: list[str]
    contacts: list[str]
    grants: dict[str, Plain]
    grants_family: FamilyGrantShape | None
    covers: list[Held]
    requirements: list[RequirementShape]
    parameters: list[ParameterShape]
    papers: list[PaperShape]
    steps: list[StepShape]
    particulars: list[ParticularShape]
    windows: list[WindowShape]
    options: list[HousingOptionShape]
    points: list[PointsShape]
    examples: list[ExampleShape]


class Definition(Enveloped):
    """A service in full; ``day`` and ``district`` are null where nothing was narrowed."""

    day: Day | None
    district: str | None
    service: ServiceShape
