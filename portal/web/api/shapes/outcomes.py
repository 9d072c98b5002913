"""What a situation comes to: outcomes, findings, and what is added on request."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from ....rules.evaluation.outcomes import Outcome
from .basic import Day, Enveloped, MonthText, Plain, Scoped, Value, Words, one_of

SubjectName = Annotated[str, Field(pattern=r"^(household|adult:[12]|child:[1-6])$")]
OutcomeName = Annotated[str, one_of(*(outcome.value for outcome in Outcome))]
Strength = Annotated[str, one_of("confirmed", "indicative")]
VerdictName = Annotated[str, one_of("yes", "no", "unknown")]
ReasonName = Annotated[
    str, one_of("unanswered", "contested", "dont_know", "gap", "day", "judgement")
]


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


class CertainShape(TypedDict):
    """From which day on it no longer matters on which day of a month something began."""

    day: Day
    verdict: Annotated[str, one_of("yes", "no")]


class LastKnownShape(TypedDict):
    """The amount that held last, where none is in force; ``value`` as taken on the day asked about,
    ``was`` as it stood then."""

    parameter: str
    value: Value
    was: Value
    since: Day | None
    until: Day


class ComingShape(TypedDict):
    """The amount that begins to hold on a later day."""

    value: Value
    since: Day


class FindingShape(TypedDict):
    """One requirement in the situation; the last five members come with ``explain``.

    ``last_known``: of ``gaps``, the amounts that held last; ``by_last_known``: the verdict with
    them, null without any: it never decides alone; ``coming``: amounts that begin later.

    ``reason``: the first of ``reasons``; ``certain_from``: where the reason is ``day``, from when
    on it is settled, null if time alone does not settle it.
    """

    requirement: str
    verdict: VerdictName
    reason: ReasonName | None
    reasons: list[ReasonName]
    certain_from: CertainShape | None
    answers: dict[str, Plain]
    parameters: dict[str, Value]
    missing: list[str]
    gaps: list[str]
    last_known: list[LastKnownShape]
    by_last_known: VerdictName | None
    coming: dict[str, ComingShape]
    sources: list[str]
    text: NotRequired[Words]
    when: NotRequired[Tree | None]
    judged_when: NotRequired[Tree | None]
    amounts: NotRequired[dict[str, AmountShape]]
    cited: NotRequired[list[CitedShape]]


class Summary(TypedDict):
    """What a service comes to for one subject.

    ``covered``: whether a procedure is held for district and day; ``subject``: the household, or
    one of its people; ``by``: the adults whose facts counted, all of
    them where they come to the same.
    """

    service: str
    subject: SubjectName
    by: list[SubjectName]
    kind: Annotated[str, one_of("procedure", "entitlement")]
    outcome: OutcomeName
    strength: Strength | None
    covered: bool
    met: int
    of: int


class TurnShape(TypedDict):
    """A month on whose last day something has come about, and whether on its first already;
    ``by_last_known``: by amounts that ended, since those of that month were not found."""

    month: MonthText
    from_first_day: bool
    by_last_known: bool


class TimelineShape(TypedDict):
    """The first month on whose last day it is met, and whether on its first already; the first in
    which only the counter is left; while answers are lacking, the first in which no requirement is
    no; or from when amounts were not found; else nulls."""

    month: MonthText | None
    from_first_day: bool
    counter_decides: TurnShape | None
    nothing_refused: TurnShape | None
    unpublished_from: MonthText | None


class StepShape(TypedDict):
    """What to do next, in words; ``services``: what it is for, ``service``: where it leads.

    ``subjects``: for whom it is; ``of``: of whom ``question`` is to be found out; ``month``: the
    month to wait for, or the last to begin in; ``day``: a deadline, or the day on which a window
    opens; ``contact``: whom to call; ``question``: what to find out.
    """

    kind: Annotated[str, one_of("apply", "do", "wait", "begin_by", "ask", "find_out")]
    text: Words
    services: list[str]
    subjects: list[SubjectName]
    service: NotRequired[str]
    month: NotRequired[MonthText]
    day: NotRequired[Day]
    contact: NotRequired[str]
    question: NotRequired[str]
    of: NotRequired[SubjectName]


class OutcomeShape(Summary):
    """One service with its findings and what was asked for besides."""

    topic: str
    findings: list[FindingShape]
    name: NotRequired[Words]
    worth_asking: NotRequired[list[str]]
    remedies: NotRequired[list[dict[str, Plain]]]
    timeline: NotRequired[TimelineShape | None]
    next_steps: NotRequired[list[StepShape]]


class Milestone(TypedDict):
    """A service that comes to be met by the last day of a month, and the services that opened it.

    ``from_first_day``: it is so now, or on the first day of that month already; ``outcome``: it is
    met, or only the counter is left.
    """

    month: MonthText
    from_first_day: bool
    service: str
    subjects: list[SubjectName]
    opened_by: list[str]
    outcome: Annotated[str, one_of("meets", "counter_decides")]


class RoadWindow(TypedDict):
    """When a window of a service is open; ``usual``: by the days of a past year."""

    month: MonthText
    until: MonthText
    service: str
    subjects: list[SubjectName]
    window: str
    text: Words
    usual: bool


class Beginning(TypedDict):
    """The last month in which something can begin for a service that is not yet due.

    ``questions``: what has to begin; empty where it is the registration itself.
    """

    month: MonthText
    service: str
    subjects: list[SubjectName]
    questions: list[str]


class PlanStepShape(TypedDict):
    """One step of the family plan: who takes up what, in which month at the earliest.

    ``kind``: settling, joining who has settled, or school by the child's own registration;
    ``needs``: who goes first; ``when_done``: only if what goes before, or this, is granted.
    """

    kind: Annotated[str, one_of("settle", "join", "school")]
    service: str
    subject: SubjectName
    month: MonthText
    when_done: bool
    needs: SubjectName | None


class RoadmapShape(TypedDict):
    """What opens when, by month, and for whom; ``unclear``: what is «不知道» and keeps services
    open, ``unclear_at``: its places in the request."""

    milestones: list[Milestone]
    windows: list[RoadWindow]
    begin_by: list[Beginning]
    family_plan: list[PlanStepShape]
    unclear: list[str]
    unclear_at: list[str]


class NoticeShape(TypedDict):
    """Something about the request worth knowing, with a JSON pointer: a name that will not be taken
    for ever, a number of people that differs from the people told."""

    pointer: str
    message: str
    hint: str


class EvaluationShape(Enveloped):
    """One situation: the outcome of each service for everybody it is for.

    ``unused``: answers that do not count beside the others, such as a district of registration in
    the city of somebody registered elsewhere; ``unused_at``: their places in the request;
    ``next_subject``: of whom ``next_question`` is to be asked.
    """

    day: Day
    district: str
    unused: list[str]
    unused_at: list[str]
    outcomes: list[OutcomeShape]
    next_question: NotRequired[str | None]
    next_subject: NotRequired[SubjectName | None]
    district_name: NotRequired[Words]
    roadmap: NotRequired[RoadmapShape]
    notices: NotRequired[list[NoticeShape]]


class ComparisonRow(TypedDict):
    """One district."""

    district: str
    outcomes: list[Summary]


class Comparison(Enveloped):
    """One situation in every district of the day."""

    day: Day
    districts: list[ComparisonRow]
    notices: NotRequired[list[NoticeShape]]


class ProblemShape(TypedDict):
    """One thing wrong with a request, with a JSON pointer; ``contradicts`` holds pointers too."""

    pointer: str
    message: str
    hint: NotRequired[str]
    successors: NotRequired[list[str]]
    contradicts: NotRequired[list[str]]


class ProblemDocument(TypedDict):
    """A problem document (RFC 9457); ``successors``: who took over a district that is gone."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: NotRequired[str]
    problems: NotRequired[list[ProblemShape]]
    successors: NotRequired[list[str]]


BatchLine = EvaluationShape | ProblemDocument
