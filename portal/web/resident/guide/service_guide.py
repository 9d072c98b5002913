"""Guides of topics and services in a district: public, cached, without cookies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TypeVar

from flask import Blueprint, Response, url_for

from ....rules.conditions.tree import parameters_of
from ....rules.evaluation.alike import is_alike
from ....rules.evaluation.outcomes import ServiceFrame
from ....rules.evaluation.windows import told_windows
from ....rules.model.counters import in_force
from ....rules.model.districts import WHOLE_CITY
from ....rules.model.parameters import Parameter
from ....rules.model.ruleset import PaperNeeded, Particular, PointsTable, Requirement, Step
from ....rules.model.sources import Citation
from ...http import request_context
from ...http.page_cache import count_page, kept
from ...http.pages import page
from ...http.redirects import see_other
from ...lines.amounts import DatedAmountLine, dated_amount_line
from ...lines.citations import SourceLine, contested_words, source_lines
from ...lines.counters import CounterLine, counter_lines
from ...lines.first_box import BoxLine, first_box, first_sentence
from ...lines.headlines import kind_words
from ...lines.offers import OfferLine, offer_line
from ...lines.office_guide import (
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
from ...lines.official_links import OfficialLink, official_links
from ...lines.phrasebook import Phrasebook, phrasebook
from ...lines.points import PointsLine, table_line
from ...lines.policies import PolicyLine, policies_for, policy_line
from ...lines.source_notes import SourceNotes, source_notes
from ...lines.step_words import LeadLine, lead_lines
from .. import lookups
from .district import gone_page
from .topic import topic_page

_MOST_AMOUNTS = 3
"""Amounts that stand open on the page."""


@dataclass(frozen=True, slots=True)
class Room:
    """Characters that stand open on a page, so that a phone shows them on three screens."""

    requirements: int
    steps: int
    a_line: int


_ROOM = {
    "zh": Room(requirements=310, steps=190, a_line=24),
    "hant": Room(requirements=310, steps=190, a_line=24),
    "en": Room(requirements=340, steps=130, a_line=46),
}
Scoped = TypeVar("Scoped", PaperNeeded, Particular, PointsTable, Step)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementLine:
    """A condition; ``amounts``: those that its text does not name already.

    ``contested_again``: what is said of it stands with an earlier condition already.
    """

    id: str
    text: str
    note: str
    amounts: tuple[DatedAmountLine, ...]
    contested: str
    contested_again: bool
    judged: bool
    sources: tuple[SourceLine, ...]

    @property
    def length(self) -> int:
        """Characters that stand open on the page."""
        amounts = ((its.now.value or its.now.missing, its.last, its.coming) for its in self.amounts)
        contested = "" if self.contested_again else self.contested
        return len(self.text) + len(contested) + sum(map(len, chain.from_iterable(amounts)))


@dataclass(frozen=True, slots=True)
class GuideStep:
    """A step; ``by_case``: only some people take it."""

    text: str
    by_case: bool
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class GuideOffers:
    """What a district offers of one way to live."""

    name: str
    lines: tuple[OfferLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The context of the guide page; ``kind_words``: said first where nothing is decided here.

    ``notes``: every source that the page cites, numbered; ``official``: those of them that are
    pages of an office.
    """

    service: str
    topic: str
    topic_name: str
    name: str
    summary: str
    summary_more: str
    audience: str
    audience_more: str
    district: str
    district_name: str
    day: str
    on: str
    kind_words: str
    covered: bool
    is_offer: bool
    is_right: bool
    cover_sources: tuple[SourceLine, ...]
    requirements: tuple[RequirementLine, ...]
    further_requirements: tuple[RequirementLine, ...]
    formalities: tuple[RequirementLine, ...]
    box: tuple[BoxLine, ...]
    amounts: tuple[DatedAmountLine, ...]
    further_amounts: tuple[DatedAmountLine, ...]
    points: tuple[PointsLine, ...]
    papers: tuple[PaperLine, ...]
    steps: tuple[GuideStep, ...]
    further_steps: tuple[GuideStep, ...]
    steps_by_case: tuple[GuideStep, ...]
    particulars: tuple[ParticularLine, ...]
    not_found: tuple[str, ...]
    counters: tuple[CounterLine, ...]
    windows: tuple[WindowLine, ...]
    contacts: tuple[ContactLine, ...]
    policies: tuple[PolicyLine, ...]
    leads: tuple[LeadLine, ...]
    offers: tuple[GuideOffers, ...]
    notes: SourceNotes
    official: tuple[OfficialLink, ...]
    site: str


class GuideMaker:
    """Builds the page context of one service in one district on one day."""

    def __init__(
        self,
        frame: ServiceFrame,
        book: Phrasebook,
    ) -> None:
        self.frame = frame
        self.service = frame.service
        self.district = frame.place.district
        self.day = frame.place.day
        self.book = book
        self.wording = book.wording
        # Every requirement is asked for its amounts twice: the trees are walked here, once each.
        self._mentioned = {
            place: parameters_of(condition) for place, condition in frame.service.conditions()
        }

    def guide(self, on: date | None) -> Guide:
        service = self.service
        words = self.wording
        topic = self.book.ruleset.topics[service.topic]
        cover = self.frame.cover
        requirements = tuple(self._requirements()) if cover else ()
        formalities = tuple(map(self._requirement, self.frame.formalities)) if cover else ()
        particulars = {kind: self._particular(kind) for kind in PARTICULARS}
        counters = counter_lines(self.district, self.day, self.book, service)
        told = told_by(counters)
        shown = {n for f in self.frame.requirements for n in self._parameters(f.requirement)}
        amounts = tuple(
            self._amount(name) for name in self._further_amounts(shown if cover else frozenset())
        )
        points = tuple(
            table_line(table, words, self._sources) for table in self._in_force(service.points)
        )
        papers = tuple(paper_line(its, self.book) for its in self._in_force(service.papers))
        steps = tuple(map(self._step, self._in_force(service.steps)))
        windows = tuple(
            window_line(its, self.book)
            for its in told_windows(service.windows, self.district, self.day)
        )
        offers = tuple(self._offers())
        contacts = tuple(contact_lines(service, self.book))
        policies = tuple(
            policy_line(policy, self.day, self.book)
            for policy in policies_for(self.book.ruleset, self.district, self.day, service.id)
        )
        cover_sources = self._sources(cover.citations) if cover else ()
        notes = source_notes(
            (
                *(line.sources for line in counters),
                cover_sources,
                *(line.sources for line in requirements),
                *(amount.now.sources for line in requirements for amount in line.amounts),
                *(line.sources for line in steps),
                *(line.now.sources for line in amounts),
                *(line.sources for line in windows),
                *(line.sources for line in papers),
                *(line.sources for line in formalities),
                *(sources for line in particulars.values() for _, sources in line.texts),
                *(line.sources for line in points),
                *(line.sources for group in offers for line in group.lines),
                *(line.sources for line in contacts),
                *(line.sources for line in policies),
            )
        )
        summary, summary_more = first_sentence(words.text(service.summary), words.language.id)
        audience, audience_more = first_sentence(words.text(service.audience), words.language.id)
        room = _ROOM[words.language.id]
        lengths = (its.length + room.a_line for its in requirements)
        shown_first = _open(lengths, room.requirements, 2)
        common = [step for step in steps if not step.by_case]
        steps_first = _open((len(its.text) + room.a_line for its in common), room.steps, 1)
        short = [line for line in amounts if line.is_short][:_MOST_AMOUNTS]
        return Guide(
            service=service.id,
            topic=service.topic,
            topic_name=words.text(topic.name),
            name=words.text(service.name),
            summary=summary,
            summary_more=summary_more,
            audience=audience,
            audience_more=audience_more,
            district=self.district.id,
            district_name=words.text(self.district.name),
            day=words.day(self.day),
            on=on.isoformat() if on else "",
            kind_words=kind_words(service, covered=cover is not None),
            covered=cover is not None,
            is_offer=service.kind == "entitlement",
            is_right=service.right,
            cover_sources=cover_sources,
            box=first_box(
                counters=counters,
                papers=papers,
                particulars=particulars.items(),
                windows=windows,
                language=words.language.id,
            ),
            requirements=requirements[:shown_first],
            further_requirements=requirements[shown_first:],
            formalities=formalities,
            amounts=tuple(short),
            further_amounts=tuple(line for line in amounts if line not in short),
            points=points,
            papers=papers,
            steps=tuple(common[:steps_first]),
            further_steps=tuple(common[steps_first:]),
            steps_by_case=tuple(step for step in steps if step.by_case),
            particulars=tuple(particulars.values()),
            not_found=tuple(
                line.label
                for line in particulars.values()
                if not line.texts and line.label not in told
            ),
            counters=counters,
            windows=windows,
            contacts=contacts,
            policies=policies,
            leads=lead_lines(
                self.book.ruleset.leads_of(service.id, self.district, self.day), words
            ),
            offers=offers,
            notes=notes,
            official=official_links(notes.lines),
            site=self.district.site or "",
        )

    def _offers(self) -> Iterator[GuideOffers]:
        """What the district offers, under the way to live to which it belongs."""
        here = in_force(self.book.ruleset.offers.values(), self.district.id, self.day)
        for option in self.service.options:
            lines = tuple(offer_line(its, self.book) for its in here if its.option == option.id)
            if lines and option.scope.holds(self.district, self.day):
                yield GuideOffers(self.wording.text(option.name), lines)

    def _step(self, step: Step) -> GuideStep:
        return GuideStep(
            self.wording.text(step.text), step.when is not None, self._sources(step.citations)
        )

    def _in_force(self, entries: Iterable[Scoped]) -> list[Scoped]:
        return [entry for entry in entries if entry.scope.holds(self.district, self.day)]

    def _sources(self, citations: Iterable[Citation]) -> tuple[SourceLine, ...]:
        return source_lines(citations, self.book)

    def _further_amounts(self, shown: Set[str]) -> list[str]:
        """Amounts not shown beside a requirement; none that only matters in other districts."""
        used = {name for names in self._mentioned.values() for name in names}
        return [
            name
            for name, parameter in self.service.parameters.items()
            if parameter.shown
            and name not in shown
            and (name in self.frame.rows or name not in used or not parameter.rows)
            and self._is_told_here(parameter)
        ]

    def _is_told_here(self, parameter: Parameter) -> bool:
        """Whether an amount is worth a line here: not if it was only ever held of elsewhere."""
        if parameter.missing is not None or not parameter.rows:
            return True
        return any(row.scope.rank(self.district) is not None for row in parameter.rows)

    def _parameters(self, requirement: Requirement) -> tuple[str, ...]:
        """The parameters that stand beside a requirement, in the order it mentions them.

        One that is told in the sentence alone stands beside it where the sentence cannot tell it.
        """
        conditions = (f"requirements.{requirement.id}.{key}" for key in ("when", "judged_when"))
        names = (name for key in conditions for name in self._mentioned.get(key, ()))
        written = self.book.ruleset.services[self.service.id].requirements[requirement.id]
        untold = {its.name for its in written.text.amounts} - set(self.frame.rows)
        return tuple(
            name
            for name in dict.fromkeys(names)
            if self.service.parameters[name].shown or name in untold
        )

    def _amount(self, name: str) -> DatedAmountLine:
        return dated_amount_line(
            self.service,
            self.service.parameters[name],
            self.frame.rows.get(name),
            (self.district, self.day),
            self.book,
        )

    def _requirements(self) -> Iterator[RequirementLine]:
        """The conditions; what holds of several is told in full with the first of them."""
        told: set[str] = set()
        for found in self.frame.requirements:
            line = self._requirement(found.requirement, told)
            yield line
            told.update(self._parameters(found.requirement))
            told.update({line.contested} - {""})

    def _beside(self, requirement: Requirement, told: Set[str]) -> tuple[DatedAmountLine, ...]:
        """Amounts that a condition rests on and does not say itself, or that will change."""
        said = {its.name for its in requirement.text.amounts if its.value is not None} | told
        lines = [(name, self._amount(name)) for name in self._parameters(requirement)]
        return tuple(
            line for name, line in lines if name not in said or (line.coming and name not in told)
        )

    def _particular(self, kind: str) -> ParticularLine:
        held = self._in_force(p for p in self.service.particulars if p.kind == kind)
        return particular_line(kind, held, self.book)

    def _requirement(
        self, requirement: Requirement, told: Set[str] = frozenset()
    ) -> RequirementLine:
        contests = [c for c in requirement.contested if c.scope.holds(self.district, self.day)]
        contested = contested_words(contests[0].citations, self.book) if contests else ""
        return RequirementLine(
            id=requirement.id,
            text=self.wording.text(requirement.text),
            note=self.wording.maybe(requirement.note),
            amounts=self._beside(requirement, told),
            contested=contested,
            contested_again=contested in told,
            judged=requirement.check == "judgement",
            sources=self._sources(requirement.citations),
        )


def _open(lengths: Iterable[int], room: int, fewest: int) -> int:
    """How many lines of some lengths stand open on a page before the rest of them is folded."""
    shown = 0
    for shown, length in enumerate(lengths, start=1):
        room -= length
        if room < 0 and shown > fewest:
            return shown - 1
    return shown


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/districts/<district>/<name>", "guide", kept(guide))


def guide(district: str, name: str) -> Response:
    """A topic or a service in a district."""
    found = lookups.district_or_city(district)
    (day, on) = lookups.day_shown()
    ruleset = request_context.release().ruleset
    if name not in ruleset.topics:
        lookups.service(name)
    if found is WHOLE_CITY and name in ruleset.topics:
        return see_other(url_for(".districts", topic=name, on=lookups.written(on)))
    if found is WHOLE_CITY and not is_alike(ruleset.services[name], day):
        return see_other(url_for(".service", service=name, on=lookups.written(on)))
    if not found.period.holds(day):
        return gone_page(found, day, on)
    frame = request_context.release().frame(found, day)
    if name in ruleset.topics:
        return topic_page(ruleset.topics[name], frame, on)
    count_page("guide", name)
    maker = GuideMaker(frame.service(name), phrasebook())
    return page("resident/guide/service_guide.html", maker.guide(on))
