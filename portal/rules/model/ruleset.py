"""The words of the rules as frozen values: topics, questions, policies, services, their parts."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from ..conditions.tree import Condition, Elapsed
from .answers import Answers
from .city import City
from .counters import Counter, Offer
from .districts import District, Gazetteer, Scope
from .family import FamilyGrant
from .households import ForWhom, Who
from .leads import Lead
from .months import NONE
from .parameters import Parameter
from .question_kinds import QuestionKind
from .sources import Citation, Source
from .texts import Text
from .units import QuestionUnit

ServiceKind = Literal["procedure", "entitlement"]
Check = Literal["computed", "formality", "judgement"]
Stage = Literal["preschool", "primary", "junior", "senior", "vocational"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    id: str
    name: Text
    summary: Text
    order: int
    large: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A hotline: ``tel`` is what a phone dials."""

    id: str
    name: Text
    about: Text
    tel: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: Text
    hint: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceWords:
    """The Chinese words by which a sentence answers a question.

    ``said``: what names the thing asked about, the yes of a yes_no question; ``denied``: its no;
    ``like``: questions with whose words it is said too; ``options``: option → its words. Of words
    with blanks between, each must stand in the clause; behind «没» stands what must be denied.
    """

    said: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person is asked once; ``place`` is its editorial order.

    ``of``: whose fact it is; ``says_of``: whether the rules say so. ``text`` and ``hint`` speak to
    the person who answers; ``text_partner`` and, where the hint would be wrong for the partner,
    ``hint_partner`` ask that person about the partner. Texts of a question about a child hold
    ``{child}``, which pages fill with what the child is called.
    """

    id: str
    kind: QuestionKind
    text: Text
    short: Text
    place: int
    of: Who = "adult"
    says_of: bool = True
    text_partner: Text | None = None
    hint: Text | None = None
    hint_partner: Text | None = None
    where: Text | None = None
    none: Text | None = None
    options: tuple[Option, ...] = ()
    unit: QuestionUnit | Literal[""] = ""
    minimum: int = 0
    maximum: int = 0
    decimals: int = 0
    paid_months: bool = False
    changeable: bool = False
    own_classes: bool = False
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sentence: SentenceWords = SentenceWords()

    def text_about(self, *, partner: bool) -> Text:
        """The question as it is put about the person who answers, or about the partner."""
        return self.text_partner if partner and self.text_partner else self.text

    def hint_about(self, *, partner: bool) -> Text | None:
        """The hint that goes with it."""
        return self.hint_partner if partner and self.hint_partner else self.hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document to bring: ``form`` is original, copy, original_and_copy, or empty: unpublished."""

    id: str
    name: Text
    form: str
    issuer: Text | None = None
    how: Text | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A target in figures: ``operator`` is one of ``>= > <= < = about``."""

    operator: str
    value: int | float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A dated statement of intent. It is shown with its status and decides nothing."""

    id: str
    topic: str
    services: tuple[str, ...]
    scope: Scope
    layer: str
    status: str
    text: Text
    citations: tuple[Citation, ...]
    target_year: int | None = None
    see: tuple[str, ...] = ()
    note: Text | None = None
    indicator: Indicator | None = None

    def has_lapsed(self, day: date) -> bool:
        """Whether its target year has passed while nothing says that the target was met."""
        return self.target_year is not None and self.target_year < day.year


@dataclass(frozen=True, slots=True)
class Cover:
    """Where and when a procedure is held for a service."""

    scope: Scope
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """From when a *no* rests on a procedure whose end a later policy has announced."""

    scope: Scope
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing that must hold: computed, a formality, or left to the counter's judgement.

    Its texts speak from the person's side: ``text`` when it holds (``without`` where an amount that
    the text names is not in force), ``unmet`` when it does not, ``open`` when an answer is lacking;
    ``action``: what the person can do; ``ask``: the sentence for the counter.
    ``usual``: what `judged_when` leaves to the counter mostly goes through.
    """

    id: str
    text: Text
    scope: Scope
    citations: tuple[Citation, ...]
    when: Condition | None = None
    judged_when: Condition | None = None
    check: Check = "computed"
    usual: bool = False
    contested: tuple[Contest, ...] = ()
    without: Text | None = None
    note: Text | None = None
    unmet: Text | None = None
    open: Text | None = None
    action: Text | None = None
    ask: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNeeded:
    """A document to bring; ``when``: the route it belongs to, None: every route."""

    paper: str
    scope: Scope
    citations: tuple[Citation, ...]
    form: str = ""
    note: Text | None = None
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do at the office; ``when``: the route it belongs to, None: every route."""

    text: Text
    scope: Scope
    citations: tuple[Citation, ...]
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular:
    """A line of the service's guide: where, hours, time_limit, fee, visits, online, complaints."""

    kind: str
    text: Text
    scope: Scope
    citations: tuple[Citation, ...]
    days: int | None = None
    working_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When something is open: dated, a month of every year, or a personal anniversary.

    ``when``: whom it holds for, None: everybody.
    """

    id: str
    text: Text
    scope: Scope
    citations: tuple[Citation, ...]
    opens: date | None = None
    closes: date | None = None
    month: int | None = None
    until_month: int | None = None
    anniversary_of: str | None = None
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HousingOption:
    """A way to live that a service offers; ``costs`` names the parameters that say its price."""

    id: str
    name: Text
    who: Text
    costs: tuple[str, ...]
    scope: Scope
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointItem:
    """Points for something: given once, or for ``every`` so many of the months counted by ``per``.

    ``when``: what must hold; ``most``: what the item gives at most.
    """

    text: Text
    points: int | float
    when: Condition | None = None
    per: Elapsed | None = None
    every: int = 1
    most: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsTable:
    """How a district counts points, for display: it decides nothing."""

    id: str
    text: Text
    items: tuple[PointItem, ...]
    scope: Scope
    citations: tuple[Citation, ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class ExamplePerson:
    """Somebody of a household in an example; ``expect``: the outcome of a service for them."""

    answers: Mapping[str, object]
    expect: str | None = None


@dataclass(frozen=True, slots=True)
class ExampleHousehold:
    """The household of an example; answers as an editor writes them."""

    household: Mapping[str, object]
    adults: tuple[ExamplePerson, ...]
    children: tuple[ExamplePerson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent:
    """What happens in people's lives: the topics a check begins with, the services named first."""

    id: str
    name: Text
    order: int
    topics: tuple[str, ...]
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A situation and the outcome it must have; answers as an editor writes them.

    ``told``: a household, instead of flat ``answers``; then each person says what to ``expect``,
    and ``expect`` is that of a service for the household.

    ``shows``: the amount for a side of whose threshold the portal wrote it, if it did.
    """

    name: str
    day: date
    district: str
    answers: Mapping[str, object]
    expect: str
    told: ExampleHousehold | None = None
    strength: str | None = None
    undecided: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    shows: str = ""

    def flat(self) -> Iterator[tuple[Mapping[str, object], str]]:
        """The flat situations it is composed of, each with what is expected of it, if anything."""
        told = self.told
        if told is None:
            yield self.answers, self.expect
            return
        for adult in told.adults:
            both = {**told.household, **adult.answers}
            if not told.children:
                yield both, adult.expect or self.expect
            for child in told.children:
                yield {**both, **child.answers}, child.expect or adult.expect or self.expect


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One thing a resident can get.

    ``is_for``: whether each adult gets it, each child, both, or the household once.

    ``kind``: a procedure has requirements and an outcome, an entitlement is a right or an offer
    that nobody here can decide; ``right``: a right of everybody it concerns, by law or duty;
    ``ahead``: when it is not yet the time; ``alternatives``: services that reach the same end;
    ``last_stage``, ``last_grade``: the school year in which the registration falls;
    ``names_amounts``: whether any of its texts names an amount in braces.
    """

    id: str
    topic: str
    order: int
    name: Text
    summary: Text
    audience: Text
    covers: tuple[Cover, ...]
    requirements: Mapping[str, Requirement]
    parameters: Mapping[str, Parameter]
    kind: ServiceKind = "procedure"
    is_for: ForWhom = "adult"
    right: bool = False
    concerns: Condition | None = None
    ahead: Condition | None = None
    last_stage: Stage | None = None
    last_grade: int | None = None
    alternatives: tuple[str, ...] = ()
    papers: tuple[PaperNeeded, ...] = ()
    steps: tuple[Step, ...] = ()
    particulars: tuple[Particular, ...] = ()
    windows: tuple[Window, ...] = ()
    options: tuple[HousingOption, ...] = ()
    points: tuple[PointsTable, ...] = ()
    names_amounts: bool = False
    contacts: tuple[str, ...] = ()
    grants: Mapping[str, object] = field(default_factory=dict)
    grants_family: FamilyGrant | None = None
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()

    def places(self, district: District, day: date) -> tuple[Particular, ...]:
        """Where the service itself says that one goes, in a district on a day."""
        return tuple(
            its
            for its in self.particulars
            if its.kind == "where" and its.scope.holds(district, day)
        )

    def is_served_at(self, counter: Counter, district: District, day: date) -> bool:
        """Whether one goes to a counter of the district for it.

        A hall does not stand in the stead of the place that the service itself says.
        """
        instead = counter.is_hall and self.places(district, day)
        return counter.serves(self.id, self.topic) and not instead

    def is_held(self, answers: Answers) -> bool:
        """Whether somebody told of what it brings about that they have it, and lack none of it."""
        told = [answers[name] for name in self.grants if answers.get(name) is not None]
        return bool(told) and not any(answer in (False, NONE) for answer in told)

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Every condition with its place in the document."""
        yield from self.deciding_conditions()
        for place, paper in enumerate(self.papers):
            if paper.when:
                yield f"papers[{place}].when", paper.when
        for place, step in enumerate(self.steps):
            if step.when:
                yield f"steps[{place}].when", step.when
        for place, window in enumerate(self.windows):
            if window.when:
                yield f"windows[{place}].when", window.when
        if self.grants_family and self.grants_family.when:
            yield "service.grants_family.when", self.grants_family.when
        for place, table in enumerate(self.points):
            for number, item in enumerate(table.items):
                if item.when:
                    yield f"points[{place}].items[{number}].when", item.when

    def routes(self) -> Iterator[Condition]:
        """The conditions of the routes to which papers and steps belong."""
        for needed in self.papers:
            if needed.when:
                yield needed.when
        for step in self.steps:
            if step.when:
                yield step.when

    def deciding_conditions(self) -> Iterator[tuple[str, Condition]]:
        """The conditions on which the outcome rests, each with its place in the document."""
        if self.concerns:
            yield "service.concerns", self.concerns
        if self.ahead:
            yield "service.ahead", self.ahead
        for requirement in self.requirements.values():
            if requirement.when:
                yield f"requirements.{requirement.id}.when", requirement.when
            if requirement.judged_when:
                yield f"requirements.{requirement.id}.judged_when", requirement.judged_when


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where a fact of the distilled sources went: references, or the reason it was left out."""

    carried_by: tuple[str, ...] = ()
    left_out: str | None = None
    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class Ruleset:
    """Everything a release says."""

    city: City
    topics: Mapping[str, Topic]
    gazetteer: Gazetteer
    questions: Mapping[str, Question]
    contacts: Mapping[str, Contact]
    papers: Mapping[str, Paper]
    sources: Mapping[str, Source]
    policies: Mapping[str, Policy]
    services: Mapping[str, Service]
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    counters: Mapping[str, Counter] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    leads: tuple[Lead, ...] = ()
    life_events: Mapping[str, LifeEvent] = field(default_factory=dict)

    @cached_property
    def worked_out(self) -> dict[Hashable, Any]:
        """What evaluation works out of it alone and keeps; it goes with the ruleset."""
        return {}

    @cached_property
    def hotline(self) -> Contact | None:
        """The contact that the hotline of the city is, where the rules say more of it."""
        return next((c for c in self.contacts.values() if c.tel == self.city.hotline), None)

    def cluster_name(self, district: District) -> Text:
        """What the part of the city is called that a district belongs to, or the city."""
        group = self.gazetteer.groups.get(district.cluster)
        return group.name if group else self.city.name

    def services_of(self, topic: str) -> tuple[Service, ...]:
        """The services of a topic in their order."""
        chosen = (s for s in self.services.values() if s.topic == topic)
        return tuple(sorted(chosen, key=lambda s: (s.order, s.id)))

    def leads_of(self, service: str, district: District, day: date) -> tuple[Lead, ...]:
        """What is said of a service in a district and nobody has confirmed."""
        return tuple(
            lead
            for lead in self.leads
            if service in lead.services and lead.scope.holds(district, day)
        )
