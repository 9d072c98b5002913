"""A district, its topics and its guide pages: public, cacheable, no cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, url_for

from ...i18n import gettext
from ...rules.districts import District
from ...rules.evaluation import Frame
from ...rules.model import Service, Topic
from .. import surroundings
from ..caching import count_page, kept
from ..pages import page
from ..presenting.counters import CounterLine, counter_lines
from ..presenting.guides import GuideMaker
from ..presenting.housing import HousingLine, housing_lines
from ..presenting.places import SuccessorLine, successor_line
from ..presenting.policies import PolicyLine, policies_for, policy_line
from . import asked
from .home import TopicCard, topic_cards


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in a list: ``covered`` says whether a procedure is held for the district."""

    id: str
    name: str
    summary: str
    href: str
    covered: bool


@dataclass(frozen=True, slots=True)
class TopicSection:
    id: str
    name: str
    summary: str
    href: str
    services: tuple[ServiceRow, ...]


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


@dataclass(frozen=True, slots=True)
class TopicPage:
    """The context of a topic in a district."""

    section: TopicSection
    district: str
    district_name: str
    on: str
    day: str
    policies: tuple[PolicyLine, ...]
    housing: tuple[HousingLine, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/districts/<district>", "district", kept(district))
    blueprint.add_url_rule("/districts/<district>/<name>", "guide", kept(guide))


def _day() -> tuple[date, date | None]:
    on = asked.day_asked()
    return on or surroundings.today(), on


def _written(on: date | None) -> str | None:
    return on.isoformat() if on else None


def section(topic: Topic, frame: Frame, on: date | None) -> TopicSection:
    """A topic's services in a district on a day."""
    words = surroundings.wording()
    services = surroundings.release().ruleset.services_of(topic.id)
    return TopicSection(
        topic.id,
        words.text(topic.name),
        words.text(topic.summary),
        url_for(".guide", district=frame.district.id, name=topic.id, on=_written(on)),
        tuple(_row(service, frame, on) for service in services),
    )


def _row(service: Service, frame: Frame, on: date | None) -> ServiceRow:
    words = surroundings.wording()
    return ServiceRow(
        service.id,
        words.text(service.name),
        words.text(service.summary),
        url_for(".guide", district=frame.district.id, name=service.id, on=_written(on)),
        frame.service(service.id).cover is not None,
    )


def _successors(found: District, day: date, on: date | None) -> tuple[SuccessorLine, ...]:
    """Where parts of a district that still exists went by a day."""
    districts = surroundings.release().ruleset.gazetteer.districts
    return tuple(
        successor_line(
            districts[succession.district],
            succession,
            surroundings.wording(),
            url_for(".district", district=succession.district, on=_written(on)),
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
            url_for(".district", district=before.id, on=_written(on)),
        )
        for before, succession in gazetteer.predecessors(found.id)
        if day is None or succession.since <= day
    )


def _gone(found: District, day: date, on: date | None) -> Response:
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
    found, (day, on) = asked.district(district), _day()
    if not found.period.holds(day):
        return _gone(found, day, on)
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
        _written(on) or "",
        words.day(day),
        topic_cards(found.id, _written(on)),
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


def guide(district: str, name: str) -> Response:
    """A topic or a service in a district."""
    found, (day, on) = asked.district(district), _day()
    ruleset = surroundings.release().ruleset
    if name not in ruleset.topics:
        asked.service(name)
    if not found.period.holds(day):
        return _gone(found, day, on)
    frame = surroundings.release().frame(found, day)
    if name in ruleset.topics:
        return _topic(ruleset.topics[name], frame, on)
    count_page("guide", name)
    maker = GuideMaker(
        ruleset,
        frame.service(name),
        found,
        day,
        surroundings.wording(),
        surroundings.today(),
    )
    return page("guide.html", maker.guide(on))


def _topic(topic: Topic, frame: Frame, on: date | None) -> Response:
    words, ruleset = surroundings.wording(), surroundings.release().ruleset
    policies = policies_for(ruleset, frame.district, frame.day)
    context = TopicPage(
        section(topic, frame, on),
        frame.district.id,
        words.text(frame.district.name),
        _written(on) or "",
        words.day(frame.day),
        tuple(
            policy_line(policy, ruleset, words, frame.day, surroundings.today())
            for policy in policies
            if policy.topic == topic.id
        ),
        housing_lines(frame, words, surroundings.today(), _written(on))
        if topic.id == "housing"
        else (),
    )
    return page("topic.html", context)
