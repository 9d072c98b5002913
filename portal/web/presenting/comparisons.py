"""The same answers in every district: per service, per district, and where one would get it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from ...i18n import Wording
from ...rules.districts import Gazetteer
from ...rules.evaluation import Evaluation, Outcome
from .places import CLUSTERS, short_name
from .results import ORDER, outcome_words

Outcomes = Mapping[str, tuple[Evaluation, ...]]
"""District → its evaluations, in the order of the services."""


@dataclass(frozen=True, slots=True)
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
    """The districts of one cluster."""

    cluster: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many times each outcome stands in a line of the table."""

    id: str
    name: str
    href: str
    counts: tuple[tuple[str, str, int], ...]


def cell_groups(
    outcomes: Outcomes, service: str, gazetteer: Gazetteer, wording: Wording, *, only_met: bool
) -> tuple[CellGroup, ...]:
    """One service in every district, by cluster; only where it is met if asked so."""
    groups = []
    for cluster in CLUSTERS:
        cells = []
        for name, evaluations in outcomes.items():
            district = gazetteer.districts[name]
            found = next(its for its in evaluations if its.service.id == service)
            hidden = only_met and found.outcome is not Outcome.MEETS
            if district.cluster != cluster or hidden:
                continue
            cells.append(
                Cell(
                    name,
                    wording.text(district.name),
                    short_name(district, wording),
                    found.outcome.value,
                    outcome_words(found.outcome),
                    url_for(".service_result", service=service, district=name),
                    *district.tile,
                )
            )
        if cells:
            title = wording.text(gazetteer.groups[cluster].name)
            groups.append(CellGroup(cluster, title, tuple(cells)))
    return tuple(groups)


def _counts(evaluations: tuple[Evaluation, ...]) -> tuple[tuple[str, str, int], ...]:
    counted = ((o, sum(its.outcome is o for its in evaluations)) for o in ORDER)
    return tuple((o.value, outcome_words(o), count) for o, count in counted)


def district_tallies(
    outcomes: Outcomes, gazetteer: Gazetteer, wording: Wording
) -> tuple[Tally, ...]:
    """Every district with the number of services of each outcome."""
    return tuple(
        Tally(
            name,
            wording.text(gazetteer.districts[name].name),
            url_for(".result", district=name),
            _counts(evaluations),
        )
        for name, evaluations in outcomes.items()
    )


def service_tallies(outcomes: Outcomes, wording: Wording) -> tuple[Tally, ...]:
    """Every service with the number of districts of each outcome."""
    columns = zip(*outcomes.values(), strict=True)
    return tuple(
        Tally(
            column[0].service.id,
            wording.text(column[0].service.name),
            url_for(".compare_service", service=column[0].service.id),
            _counts(column),
        )
        for column in columns
    )
