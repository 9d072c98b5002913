"""A service in full, as its document says it."""

from __future__ import annotations

from typing import Annotated

from .basic import Day, Enveloped, Held, Plain, TypedDict, Value, Words, one_of

Condition = str | None
"""A condition as the rules write it: `months(pension_insured_since) >= insured_months`."""


class RequirementShape(Held):
    """One thing that must hold."""

    id: str
    text: Words
    note: Words | None
    action: Words | None
    check: Annotated[str, one_of("computed", "formality", "judgement")]
    when: Condition
    judged_when: Condition
    contested: list[Held]


class RowShape(Held):
    """An amount in force somewhere for a time; ``then_default``: the city's amount follows it."""

    value: Value
    then_default: bool


class ParameterShape(TypedDict):
    """A dated amount with its rows; no row in force is a gap, never zero."""

    id: str
    text: Words
    unit: str
    yearly: bool
    missing: Words | None
    rows: list[RowShape]


class PaperShape(Held):
    """A document to bring."""

    paper: str
    name: Words
    form: Annotated[str, one_of("original", "copy", "original_and_copy")] | None
    note: Words | None
    issuer: Words | None
    how: Words | None


class StepShape(Held):
    """A step of the procedure."""

    text: Words


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


class HousingOptionShape(Held):
    """A way to live; ``costs`` names parameters."""

    id: str
    name: Words
    who: Words
    costs: list[str]


class ExampleShape(TypedDict):
    """A situation and the outcome that it must have."""

    name: str
    day: Day
    district: str
    answers: dict[str, Plain]
    expect: str
    strength: str | None
    undecided: list[str]
    failed: list[str]


class ServiceShape(TypedDict):
    """A service in full."""

    id: str
    topic: str
    name: Words
    summary: Words
    audience: Words
    concerns: Condition
    contacts: list[str]
    grants: dict[str, Plain]
    covers: list[Held]
    requirements: list[RequirementShape]
    parameters: list[ParameterShape]
    papers: list[PaperShape]
    steps: list[StepShape]
    particulars: list[ParticularShape]
    windows: list[WindowShape]
    options: list[HousingOptionShape]
    examples: list[ExampleShape]


class Definition(Enveloped):
    """A service in full; ``day`` and ``district`` are null where nothing was narrowed."""

    day: Day | None
    district: str | None
    service: ServiceShape
