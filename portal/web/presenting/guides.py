"""The guide page: what a service asks in a district on a day, with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ...i18n import Wording, gettext
from ...rules.conditions import parameters_of
from ...rules.districts import District
from ...rules.evaluation import ServiceFrame
from ...rules.model import PaperNeeded, Particular, Requirement, Ruleset, Step, Window
from ...rules.sources import Citation
from .amounts import AmountLine, amount_line
from .citations import SourceLine, source_lines
from .counters import CounterLine, counter_lines
from .office_guide import (
    PARTICULARS,
    ContactLine,
    PaperLine,
    ParticularLine,
    WindowLine,
    contact_lines,
    paper_line,
    particular_line,
    told_by,
    window_line,
)
from .policies import PolicyLine, policies_for, policy_line

Scoped = TypeVar("Scoped", PaperNeeded, Particular, Step, Window)


@dataclass(frozen=True, slots=True)
class RequirementLine:
    id: str
    text: str
    note: str
    amounts: tuple[AmountLine, ...]
    contested: str
    judged: bool
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """The context of the guide page."""

    service: str
    topic: str
    topic_name: str
    name: str
    summary: str
    audience: str
    district: str
    district_name: str
    day: str
    on: str
    covered: bool
    cover_sources: tuple[SourceLine, ...]
    requirements: tuple[RequirementLine, ...]
    formalities: tuple[RequirementLine, ...]
    amounts: tuple[AmountLine, ...]
    papers: tuple[PaperLine, ...]
    steps: tuple[tuple[str, tuple[SourceLine, ...]], ...]
    particulars: tuple[ParticularLine, ...]
    unpublished: tuple[str, ...]
    counters: tuple[CounterLine, ...]
    windows: tuple[WindowLine, ...]
    contacts: tuple[ContactLine, ...]
    policies: tuple[PolicyLine, ...]
    weak: bool


class GuideMaker:
    """Collects what a guide page shows for one service, district and day."""

    def __init__(
        self,
        ruleset: Ruleset,
        frame: ServiceFrame,
        district: District,
        day: date,
        wording: Wording,
        today: date,
    ) -> None:
        self.ruleset, self.frame, self.service = ruleset, frame, frame.service
        self.district, self.day, self.wording, self.today = district, day, wording, today

    def guide(self, on: date | None) -> Guide:
        service, words = self.service, self.wording
        topic = self.ruleset.topics[service.topic]
        cover = self.frame.cover
        cited = (self.ruleset, words, self.today)
        requirements = tuple(self._requirement(f.requirement) for f in self.frame.requirements)
        particulars = tuple(self._particular(kind) for kind in PARTICULARS)
        counters = counter_lines(self.ruleset, self.district, self.day, words, self.today, service)
        told = told_by(counters)
        shown = {n for f in self.frame.requirements for n in self._parameters(f.requirement)}
        return Guide(
            service.id,
            service.topic,
            words.text(topic.name),
            words.text(service.name),
            words.text(service.summary),
            words.text(service.audience),
            self.district.id,
            words.text(self.district.name),
            words.day(self.day),
            on.isoformat() if on else "",
            cover is not None,
            self._sources(cover.citations) if cover else (),
            requirements if cover else (),
            tuple(map(self._requirement, self.frame.formalities)) if cover else (),
            tuple(
                self._amount(name)
                for name in self._further_amounts(shown if cover else frozenset())
            ),
            tuple(paper_line(its, *cited) for its in self._in_force(service.papers)),
            tuple(
                (words.text(step.text), self._sources(step.citations))
                for step in self._in_force(service.steps)
            ),
            particulars,
            tuple(line.label for line in particulars if not line.texts and line.label not in told),
            counters,
            tuple(window_line(its, *cited) for its in self._in_force(service.windows)),
            tuple(contact_lines(self.ruleset, service, words)),
            tuple(
                policy_line(policy, self.ruleset, words, self.day, self.today)
                for policy in policies_for(self.ruleset, self.district, self.day, service.id)
            ),
            any(source.weak for line in requirements for source in line.sources),
        )

    def _in_force(self, entries: Iterable[Scoped]) -> list[Scoped]:
        return [entry for entry in entries if entry.scope.holds(self.district, self.day)]

    def _sources(self, citations: Iterable[Citation]) -> tuple[SourceLine, ...]:
        return source_lines(citations, self.ruleset, self.wording, self.today)

    def _further_amounts(self, shown: Set[str]) -> list[str]:
        """Amounts not shown beside a requirement; none that only matters in other districts."""
        conditions = [condition for _, condition in self.service.conditions()]
        used = {name for condition in conditions for name in parameters_of(condition)}
        return [
            name
            for name, parameter in self.service.parameters.items()
            if parameter.shown
            and name not in shown
            and (name in self.frame.rows or name not in used or not parameter.rows)
        ]

    def _parameters(self, requirement: Requirement) -> tuple[str, ...]:
        conditions = (requirement.when, requirement.judged_when)
        names = [name for c in conditions if c is not None for name in parameters_of(c)]
        return tuple(n for n in dict.fromkeys(names) if self.service.parameters[n].shown)

    def _amount(self, name: str) -> AmountLine:
        parameter, row = self.service.parameters[name], self.frame.rows.get(name)
        return amount_line(self.service, parameter, row, self.ruleset, self.wording, self.today)

    def _particular(self, kind: str) -> ParticularLine:
        held = self._in_force(p for p in self.service.particulars if p.kind == kind)
        return particular_line(kind, held, self.ruleset, self.wording, self.today)

    def _requirement(self, requirement: Requirement) -> RequirementLine:
        contests = [c for c in requirement.contested if c.scope.holds(self.district, self.day)]
        return RequirementLine(
            requirement.id,
            self.wording.text(requirement.text),
            self.wording.maybe(requirement.note),
            tuple(self._amount(name) for name in self._parameters(requirement)),
            contested_words(self.ruleset, contests[0].citations, self.wording) if contests else "",
            requirement.check == "judgement",
            self._sources(requirement.citations),
        )


def contested_words(ruleset: Ruleset, citations: Iterable[Citation], wording: Wording) -> str:
    """That a later policy has announced the end of a requirement."""
    titles = [wording.text(ruleset.sources[c.source].title) for c in citations]
    return gettext(
        "A later policy (%(title)s) says this limit is to go. Ask the counter whether it still "
        "applies.",
        title="; ".join(titles),
    )
