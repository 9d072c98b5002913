"""Home, and choosing a district: by cluster, on the tile picture, or by typing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, request, url_for

from ...rules.evaluation.alike import is_alike
from ...rules.model.districts import WHOLE_CITY
from ..http import request_context
from ..http.page_cache import kept
from ..http.pages import page
from ..http.redirects import see_other
from ..lines.place_finder import Finding, find
from ..lines.places import ClusterList, district_links
from . import lookups
from .promise import PROMISE, Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCard:
    id: str
    name: str
    summary: str
    href: str
    large: bool


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in life that leads into the check."""

    id: str
    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser:
    """The context of home and of the list of districts.

    ``whole_city``: where the service can be read without a district, if it can.
    """

    clusters: tuple[ClusterList, ...]
    topics: tuple[TopicCard, ...]
    events: tuple[EventCard, ...]
    promise: Promise
    found: Finding
    topic: str
    service: str
    on: str
    whole_city: str
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
    words = request_context.wording()
    return tuple(
        TopicCard(
            id=topic.id,
            name=words.text(topic.name),
            summary=words.text(topic.summary),
            href=url_for(".guide", district=district, name=topic.id, on=on)
            if district
            else url_for(".districts", topic=topic.id),
            large=topic.large,
        )
        for topic in request_context.release().ruleset.topics.values()
    )


def event_cards() -> tuple[EventCard, ...]:
    """The events in life from which a check may start."""
    words = request_context.wording()
    return tuple(
        EventCard(event.id, words.text(event.name), url_for(".check", event=event.id))
        for event in request_context.release().ruleset.life_events.values()
    )


def _target(target: str, district: str, on: str | None) -> str:
    """Where choosing a district leads: to the service or topic it is chosen for, or to itself."""
    if target:
        return url_for(".guide", district=district, name=target, on=on)
    return url_for(".district", district=district, on=on)


def _whole_city(service: str, day: date, on: str | None) -> str:
    """Where a service can be read without a district; empty where it differs by district."""
    services = request_context.release().ruleset.services
    if service not in services or not is_alike(services[service], day):
        return ""
    return url_for(".guide", district=WHOLE_CITY.id, name=service, on=on)


def chooser(topic: str = "", service: str = "", chosen_for: str = "") -> Chooser:
    """The context for choosing a district on a day, with what was typed if anything was."""
    release = request_context.release()
    (day, on) = lookups.day_shown()
    words = request_context.wording()
    gazetteer = release.ruleset.gazetteer
    target = topic or service
    day_written = lookups.written(on)

    def href(district: str) -> str:
        return _target(target, district, day_written)

    hrefs = {district.id: href(district.id) for district in gazetteer.on(day)}
    return Chooser(
        clusters=district_links(gazetteer, day, words, release.derived, hrefs),
        topics=topic_cards(),
        events=event_cards(),
        promise=PROMISE,
        found=find(request.args.get("q", ""), release, day, words, href),
        topic=topic,
        service=service,
        on=day_written or "",
        whole_city=_whole_city(service, day, day_written),
        chosen_for=chosen_for,
        services=len(release.ruleset.services),
    )


def _chosen(context: Chooser) -> Response:
    """The page for choosing; straight to the district where only one can be meant."""
    if context.found.only and not request.headers.get("HX-Request"):
        return see_other(context.found.only)
    return page("resident/guide/districts.html", context, fragment="found")


def home() -> Response:
    """The start page."""
    return page("resident/home.html", chooser())


def districts() -> Response:
    """All districts, to choose one: ``?topic=`` leads on to that topic, ``?q=`` finds places."""
    topics = request_context.release().ruleset.topics
    topic = request.args.get("topic", "")
    topic = topic if topic in topics else ""
    chosen_for = request_context.wording().text(topics[topic].name) if topic else ""
    return _chosen(chooser(topic=topic, chosen_for=chosen_for))


def service(service: str) -> Response:
    """A service without a district: choose one."""
    found = lookups.service(service)
    name = request_context.wording().text(found.name)
    return _chosen(chooser(service=found.id, chosen_for=name))
