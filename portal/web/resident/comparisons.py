"""Compare districts: one service or all, the same answers, every district of the day."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from .. import surroundings
from ..pages import page
from ..presenting.comparisons import (
    CellGroup,
    Outcomes,
    Tally,
    cell_groups,
    district_tallies,
    service_tallies,
)
from . import asked
from .situation import Situation, situation


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The context of the comparison of all services."""

    day: str
    topic_name: str
    districts: tuple[Tally, ...]
    services: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class CompareServicePage:
    """The context of the comparison of one service."""

    service: str
    name: str
    day: str
    groups: tuple[CellGroup, ...]
    only_met: bool
    met: int
    all: int


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/compare", "compare", compare)
    blueprint.add_url_rule("/compare/<service>", "compare_service", compare_service)


def _everywhere(current: Situation, services: list[str]) -> Outcomes:
    """The situation moved to every district of its day."""
    release, today = surroundings.release(), surroundings.today()
    day = current.held.day
    return {
        district.id: tuple(
            release.frame(district, day).service(name).evaluate(current.answers, today)
            for name in services
        )
        for district in release.ruleset.gazetteer.on(day)
    }


def compare() -> Response:
    """All services asked about in all districts: how many of each outcome."""
    current = situation()
    if current is None:
        return redirect(url_for(".check", expired="1"), 303)  # type: ignore[return-value]
    words, ruleset = surroundings.wording(), current.frame.ruleset
    topic = ruleset.topics.get(current.held.topic or "")
    chosen = [s.id for s in ruleset.services.values() if topic in (None, ruleset.topics[s.topic])]
    outcomes = _everywhere(current, chosen)
    context = ComparePage(
        words.day(current.held.day),
        words.text(topic.name) if topic else "",
        district_tallies(outcomes, ruleset.gazetteer, words),
        service_tallies(outcomes, words),
    )
    return page("compare.html", context)


def compare_service(service: str) -> Response:
    """One service in all districts; ``?only=meets`` shows where one would get it now."""
    found, current = asked.service(service), situation()
    if current is None:
        return redirect(url_for(".check", expired="1"), 303)  # type: ignore[return-value]
    words, gazetteer = surroundings.wording(), current.frame.ruleset.gazetteer
    outcomes = _everywhere(current, [found.id])
    only_met = request.args.get("only") == "meets"
    every = cell_groups(outcomes, found.id, gazetteer, words, only_met=False)
    met = cell_groups(outcomes, found.id, gazetteer, words, only_met=True)
    context = CompareServicePage(
        found.id,
        words.text(found.name),
        words.day(current.held.day),
        met if only_met else every,
        only_met,
        sum(len(group.cells) for group in met),
        len(outcomes),
    )
    return page("compare_service.html", context)
