"""A district's page: public, cacheable, no cookie; where it went on a day on which it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, url_for

from ...i18n import gettext
from ...rules.districts import District
from .. import surroundings
from ..caching import kept
from ..pages import page
from ..presenting.counters import CounterLine, counter_lines
from ..presenting.places import SuccessorLine, successor_line
from ..presenting.policies import PolicyLine, policies_for, policy_line
from . import asked
from .asked import written
from .home import TopicCard, topic_cards
from .topics import TopicSection, section


@dataclass(frozen=True, slots=True)
class DistrictPage:
    """The context of a district's page."""

    id: str
    name: str
    cluster: str
    inferred: bool
    groups: tuple[str, ...]
    role: str
    note: str
    on: str
    day: str
    topics: tuple[TopicCard, ...]
    sections: tuple[TopicSection, ...]
    before: tuple[SuccessorLine, ...]
    after: tuple[SuccessorLine, ...]
    coming: str
    counters: tuple[CounterLine, ...]
    policies: tuple[PolicyLine, ...]


@dataclass(frozen=True, slots=True)
class GonePage:
    """The context of the page of a district on a day on which it does not exist."""

    name: str
    day: str
    change: str
    is_past: bool
    lines: tuple[SuccessorLine, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/districts/<district>", "district", kept(district))


def _successors(found: District, day: date, on: date | None) -> tuple[SuccessorLine, ...]:
    """Where parts of a district that still exists went by a day."""
    districts = surroundings.release().ruleset.gazetteer.districts
    return tuple(
        successor_line(
            districts[succession.district],
            succession,
            surroundings.wording(),
            url_for(".district", district=succession.district, on=written(on)),
        )
        for succession in found.successions
        if succession.since <= day
    )


def _coming(found: District, day: date) -> str:
    """That a change was announced which has not come yet."""
    for succession in found.successions:
        if succession.announced and succession.announced <= day < succession.since:
            words = surroundings.wording()
            return gettext(
                "Announced on %(announced)s: from %(since)s on the area of this district changes.",
                announced=words.day(succession.announced),
                since=words.day(succession.since),
            )
    return ""


def _predecessors(
    found: District, on: date | None, day: date | None = None
) -> tuple[SuccessorLine, ...]:
    """Which districts it took over, wholly or by towns, by a day if one is named."""
    gazetteer = surroundings.release().ruleset.gazetteer
    return tuple(
        successor_line(
            before,
            succession,
            surroundings.wording(),
            url_for(".district", district=before.id, on=written(on)),
        )
        for before, succession in gazetteer.predecessors(found.id)
        if day is None or succession.since <= day
    )


def gone_page(found: District, day: date, on: date | None) -> Response:
    """A district that does not exist on the day: who answers for its area, without guessing."""
    words, gazetteer = surroundings.wording(), surroundings.release().ruleset.gazetteer
    is_past = found.period.until is not None and found.period.until < day
    if is_past:
        lines = _successors(found, day, on)
        change = next((s.since for s in found.successions), None)
    else:
        lines = _predecessors(found, on)
        change = found.period.since
    title = words.text(gazetteer.districts[found.id].name)
    context = GonePage(title, words.day(day), words.day(change) if change else "", is_past, lines)
    return page("gone.html", context)


def district(district: str) -> Response:
    """A district: its topics and services, what is special about it, what it was before."""
    found, (day, on) = asked.district(district), asked.day_shown()
    if not found.period.holds(day):
        return gone_page(found, day, on)
    release, words = surroundings.release(), surroundings.wording()
    ruleset, frame = release.ruleset, release.frame(found, day)
    groups = [ruleset.gazetteer.groups[name] for name in sorted(found.groups)]
    context = DistrictPage(
        found.id,
        words.text(found.name),
        words.text(ruleset.gazetteer.groups[found.cluster].name),
        found.inferred,
        tuple(words.text(g.name) for g in groups if g.kind in ("type", "pilot", "plan")),
        words.maybe(found.role),
        words.maybe(found.note),
        written(on) or "",
        words.day(day),
        topic_cards(found.id, written(on)),
        tuple(section(topic, frame, on) for topic in ruleset.topics.values()),
        _predecessors(found, on, day),
        _successors(found, day, on),
        _coming(found, day),
        counter_lines(ruleset, found, day, words, surroundings.today()),
        tuple(
            policy_line(policy, ruleset, words, day, surroundings.today())
            for policy in policies_for(ruleset, found, day)
            if policy.scope.names
        ),
    )
    return page("district.html", context)
