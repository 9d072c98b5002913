"""The words of the rules as frozen values: topics, questions, policies, services, their parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from .conditions import Condition
from .counters import Counter, Offer
from .districts import Gazetteer, Scope
from .parameters import Parameter
from .sources import Citation, Source
from .texts import Text

TOPICS = ("settlement", "schooling", "insurance", "housing", "work", "assistance")
KINDS = ("yes_no", "choice", "number", "money", "month", "district")


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    name: Text
    summary: Text
    order: int
    large: bool


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked once; ``place`` is its editorial order."""

    id: str
    kind: str
    text: Text
    short: Text
    place: int
    hint: Text | None = None
    where: Text | None = None
    none: Text | None = None
    options: tuple[Option, ...] = ()
    unit: str = ""
    minimum: int = 0
    maximum: int = 0
    decimals: int = 0
    paid_months: bool = False
    changeable: bool = False
    own_classes: bool = False
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that must hold: computed, a formality, or left to the counter's judgement."""

    id: str
    text: Text
    scope: Scope
    citations: tuple[Citation, ...]
    when: Condition | None = None
    judged_when: Condition | None = None
    check: str = "computed"  # computed, formality, judgement
    contested: tuple[Contest, ...] = ()
    note: Text | None = None
    action: Text | None = None


@dataclass(frozen=True, slots=True)
class PaperNeeded:
    paper: str
    scope: Scope
    citations: tuple[Citation, ...]
    form: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Step:
    text: Text
    scope: Scope
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Particular:
    """A line of the service's guide: where, hours, time_limit, fee, visits, online, complaints."""

    kind: str
    text: Text
    scope: Scope
    citations: tuple[Citation, ...]
    days: int | None = None
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """When something is open: dated, a month of every year, or a personal anniversary."""

    id: str
    text: Text
    scope: Scope
    citations: tuple[Citation, ...]
    opens: date | None = None
    closes: date | None = None
    month: int | None = None
    until_month: int | None = None
    anniversary_of: str | None = None


@dataclass(frozen=True, slots=True)
class HousingOption:
    """A way to live that a service offers; ``costs`` names the parameters that say its price."""

    id: str
    name: Text
    who: Text
    costs: tuple[str, ...]
    scope: Scope
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A situation and the outcome it must have; answers as an editor writes them."""

    name: str
    day: date
    district: str
    answers: Mapping[str, object]
    expect: str
    strength: str | None = None
    undecided: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """One thing a resident can get."""

    id: str
    topic: str
    order: int
    name: Text
    summary: Text
    audience: Text
    covers: tuple[Cover, ...]
    requirements: Mapping[str, Requirement]
    parameters: Mapping[str, Parameter]
    concerns: Condition | None = None
    papers: tuple[PaperNeeded, ...] = ()
    steps: tuple[Step, ...] = ()
    particulars: tuple[Particular, ...] = ()
    windows: tuple[Window, ...] = ()
    options: tuple[HousingOption, ...] = ()
    contacts: tuple[str, ...] = ()
    grants: Mapping[str, object] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Every condition with its place in the document."""
        if self.concerns:
            yield "service.concerns", self.concerns
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


@dataclass(frozen=True)
class Ruleset:
    """Everything a release says."""

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

    def services_of(self, topic: str) -> tuple[Service, ...]:
        """The services of a topic in their order."""
        chosen = (s for s in self.services.values() if s.topic == topic)
        return tuple(sorted(chosen, key=lambda s: (s.order, s.id)))
