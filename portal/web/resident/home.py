"""Home, and choosing a district: by cluster, on the tile picture, or by typing."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from .. import surroundings
from ..caching import kept
from ..pages import page
from ..presenting.places import ClusterList, PlaceHit, district_links, find_places
from . import asked

_LONGEST_QUERY = 40


@dataclass(frozen=True, slots=True)
class TopicCard:
    id: str
    name: str
    summary: str
    href: str
    large: bool


@dataclass(frozen=True, slots=True)
class Chooser:
    """The context of home and of the list of districts."""

    clusters: tuple[ClusterList, ...]
    topics: tuple[TopicCard, ...]
    query: str
    hits: tuple[PlaceHit, ...]
    topic: str
    chosen_for: str
    services: int


def add_start(blueprint: Blueprint) -> None:
    """Add the start page of a phone."""
    blueprint.add_url_rule("/", "home", kept(home))


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/districts", "districts", kept(districts))
    blueprint.add_url_rule("/services/<service>", "service", kept(service))


def topic_cards(district: str | None = None, on: str | None = None) -> tuple[TopicCard, ...]:
    """The topics, leading into a district or first to choosing one."""
    words = surroundings.wording()
    return tuple(
        TopicCard(
            topic.id,
            words.text(topic.name),
            words.text(topic.summary),
            url_for(".guide", district=district, name=topic.id, on=on)
            if district
            else url_for(".districts", topic=topic.id),
            topic.large,
        )
        for topic in surroundings.release().ruleset.topics.values()
    )


def _clusters(target: str = "") -> tuple[ClusterList, ...]:
    """All districts of today; ``target`` is the service or topic they are chosen for."""
    release, day = surroundings.release(), surroundings.today()
    gazetteer = release.ruleset.gazetteer
    hrefs = {
        district.id: url_for(".guide", district=district.id, name=target)
        if target
        else url_for(".district", district=district.id)
        for district in gazetteer.on(day)
    }
    return district_links(gazetteer, day, surroundings.wording(), release.derived, hrefs)


def chooser(topic: str = "", service: str = "", chosen_for: str = "") -> Chooser:
    """The context for choosing a district, with what was typed if anything was."""
    release = surroundings.release()
    query = request.args.get("q", "").strip()[:_LONGEST_QUERY]
    hits = find_places(
        query,
        release.ruleset.gazetteer,
        surroundings.today(),
        surroundings.wording(),
        release.derived,
        ".district",
    )
    return Chooser(
        _clusters(topic or service),
        topic_cards(),
        query,
        hits,
        topic,
        chosen_for,
        len(release.ruleset.services),
    )


def home() -> Response:
    """The start page."""
    return page("home.html", chooser())


def districts() -> Response:
    """All districts, to choose one: ``?topic=`` leads on to that topic, ``?q=`` filters."""
    asked.day_asked()
    topics = surroundings.release().ruleset.topics
    topic = request.args.get("topic", "")
    topic = topic if topic in topics else ""
    chosen_for = surroundings.wording().text(topics[topic].name) if topic else ""
    return page("districts.html", chooser(topic=topic, chosen_for=chosen_for))


def service(service: str) -> Response:
    """A service without a district: choose one."""
    found = asked.service(service)
    name = surroundings.wording().text(found.name)
    return page("districts.html", chooser(service=found.id, chosen_for=name))
