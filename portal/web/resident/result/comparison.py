"""Comparison of districts: only what differs, by the same answers or, without any, by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ....i18n import Wording, gettext
from ....rules.evaluation.outcomes import Evaluation, Outcome
from ....rules.evaluation.rule_groups import rule_groups
from ....rules.model.districts import District, Gazetteer
from ....rules.model.ruleset import Service
from ...http import request_context
from ...http.pages import page
from ...lines.places import short_name
from ...lines.results import ORDER, outcome_words
from .. import lookups
from ..consultation import Consultation, consultation

Outcomes = Mapping[str, tuple[Evaluation, ...]]
"""District → its evaluations, in the order of the services."""

_MOST_NAMES = 6
"""Districts named in a line; more are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One district's outcome for a service, with its place among the tiles."""

    district: str
    name: str
    short: str
    outcome: str
    words: str
    href: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class CellGroup:
    """The districts of one outcome."""

    outcome: str
    words: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """How many districts have an outcome, and which where they are few."""

    outcome: str
    words: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """A service with what differs between districts; nothing where it is the same everywhere."""

    id: str
    name: str
    href: str
    lines: tuple[OutcomeLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many services of each outcome a district has, of those that differ."""

    id: str
    name: str
    href: str
    counts: tuple[tuple[str, str, int], ...]


def cells_of(
    outcomes: Outcomes, service: str, gazetteer: Gazetteer, wording: Wording
) -> tuple[Cell, ...]:
    """One service in every district, cluster by cluster."""
    cells = []
    for cluster in gazetteer.clusters:
        for name, evaluations in outcomes.items():
            district = gazetteer.districts[name]
            found = next(one for one in evaluations if one.service.id == service)
            if district.cluster == cluster:
                cells.append(
                    Cell(
                        district=name,
                        name=wording.text(district.name),
                        short=short_name(district, wording),
                        outcome=found.outcome.value,
                        words=outcome_words(found.outcome),
                        href=url_for(".service_result", service=service, district=name),
                        column=district.column,
                        row=district.row,
                    )
                )
    return tuple(cells)


def by_outcome(cells: Iterable[Cell]) -> tuple[CellGroup, ...]:
    """Districts by their outcome, the best first."""
    every = tuple(cells)
    groups = (
        CellGroup(
            outcome.value,
            outcome_words(outcome),
            tuple(c for c in every if c.outcome == outcome.value),
        )
        for outcome in ORDER
    )
    return tuple(group for group in groups if group.cells)


def service_lines(
    outcomes: Outcomes, gazetteer: Gazetteer, wording: Wording
) -> tuple[ServiceLine, ...]:
    """Every service with the districts of each outcome."""
    columns = zip(*outcomes.values(), strict=True)
    return tuple(
        ServiceLine(
            id=column[0].service.id,
            name=wording.text(column[0].service.name),
            href=url_for(".compare_service", service=column[0].service.id),
            lines=tuple(
                OutcomeLine(group.outcome, group.words, _names([c.short for c in group.cells]))
                for group in by_outcome(
                    cells_of(outcomes, column[0].service.id, gazetteer, wording)
                )
            ),
        )
        for column in columns
    )


def _names(names: list[str]) -> str:
    """Some names, or how many they are."""
    if len(names) > _MOST_NAMES:
        return gettext("%(number)s districts", number=len(names))
    return gettext(", ").join(names)


def district_tallies(
    outcomes: Outcomes, services: frozenset[str], gazetteer: Gazetteer, wording: Wording
) -> tuple[Tally, ...]:
    """Every district with the number of services of each outcome, of some services."""
    return tuple(
        Tally(
            id=name,
            name=wording.text(gazetteer.districts[name].name),
            href=url_for(".result", district=name),
            counts=_counts([one for one in evaluations if one.service.id in services]),
        )
        for name, evaluations in outcomes.items()
    )


def _counts(evaluations: list[Evaluation]) -> tuple[tuple[str, str, int], ...]:
    counted = ((o, sum(one.outcome is o for one in evaluations)) for o in ORDER)
    return tuple((o.value, outcome_words(o), count) for o, count in counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """The context of the comparison of all services.

    ``answered``: it is by somebody's answers; else by where districts have rules of their own.
    ``same``: services that are alike everywhere.
    """

    day: str
    answered: bool
    topic_names: str = ""
    different: tuple[ServiceLine, ...] = ()
    same: tuple[ServiceLine, ...] = ()
    districts: tuple[Tally, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareServicePage:
    """The context of the comparison of one service."""

    service: str
    name: str
    day: str
    groups: tuple[CellGroup, ...]
    tiles: tuple[Cell, ...]
    only_met: bool
    met: int
    all: int


@dataclass(frozen=True, slots=True)
class GuideLink:
    """The guide of a district."""

    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareRulesPage:
    """The context of the comparison of one service without answers.

    ``own``: groups of districts with rules of their own; ``usual``: all the others.
    """

    service: str
    name: str
    day: str
    usual: tuple[GuideLink, ...]
    own: tuple[tuple[GuideLink, ...], ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/compare", "compare", compare)
    blueprint.add_url_rule("/compare/<service>", "compare_service", compare_service)


def compare() -> Response:
    """What differs between districts, of all services asked about."""
    current = consultation()
    context = _by_answers(current) if current else _by_rules()
    return page("resident/result/comparison.html", context)


def _by_answers(current: Consultation) -> ComparePage:
    words = request_context.wording()
    gazetteer = current.frame.ruleset.gazetteer
    outcomes = current.by_district(current.services)
    lines = service_lines(outcomes, gazetteer, words)
    different = tuple(line for line in lines if len(line.lines) > 1)
    named = frozenset(line.id for line in different)
    return ComparePage(
        day=words.day(current.state.day),
        answered=True,
        topic_names=current.topic_words if current.topics else "",
        different=different,
        same=tuple(line for line in lines if len(line.lines) == 1),
        districts=district_tallies(outcomes, named, gazetteer, words) if different else (),
    )


def _by_rules() -> ComparePage:
    """Where districts have rules of their own, of every service."""
    ruleset = request_context.release().ruleset
    words = request_context.wording()
    lines = [
        _rules_of(service) for topic in ruleset.topics for service in ruleset.services_of(topic)
    ]
    return ComparePage(
        day=words.day(request_context.today()),
        answered=False,
        different=tuple(line for line in lines if line.lines),
        same=tuple(line for line in lines if not line.lines),
    )


def _groups_of(service: Service) -> tuple[tuple[District, ...], ...]:
    today = request_context.today()
    districts = request_context.release().ruleset.gazetteer.on(today)
    return rule_groups(service, districts, today)


def _rules_of(service: Service) -> ServiceLine:
    words = request_context.wording()
    own = [short_name(district, words) for group in _groups_of(service)[1:] for district in group]
    line = OutcomeLine("information", gettext("Rules of their own"), _names(own))
    return ServiceLine(
        id=service.id,
        name=words.text(service.name),
        href=url_for(".compare_service", service=service.id),
        lines=(line,) if own else (),
    )


def compare_service(service: str) -> Response:
    """One service in all districts; ``?only=meets`` shows where one would get it now."""
    found = lookups.service(service)
    current = consultation()
    if current is None:
        return page("resident/result/rules_comparison.html", _rules_page(found))
    words = request_context.wording()
    gazetteer = current.frame.ruleset.gazetteer
    outcomes = current.by_district((found.id,))
    every = cells_of(outcomes, found.id, gazetteer, words)
    met = tuple(cell for cell in every if cell.outcome == Outcome.MEETS.value)
    only_met = request.args.get("only") == "meets"
    shown = met if only_met else every
    context = CompareServicePage(
        service=found.id,
        name=words.text(found.name),
        day=words.day(current.state.day),
        groups=by_outcome(shown),
        tiles=shown,
        only_met=only_met,
        met=len(met),
        all=len(every),
    )
    return page("resident/result/service_comparison.html", context)


def _rules_page(service: Service) -> CompareRulesPage:
    words = request_context.wording()
    (usual, *own) = (
        tuple(
            GuideLink(
                words.text(district.name), url_for(".guide", district=district.id, name=service.id)
            )
            for district in group
        )
        for group in _groups_of(service)
    )
    return CompareRulesPage(
        service=service.id,
        name=words.text(service.name),
        day=words.day(request_context.today()),
        usual=usual,
        own=tuple(own),
    )
