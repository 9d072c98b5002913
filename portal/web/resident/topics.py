"""A topic in a district: its services and what the city means to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, url_for

from ...rules.evaluation import Frame
from ...rules.model import Service, Topic
from .. import surroundings
from ..pages import page
from ..presenting.housing import HousingLine, housing_lines
from ..presenting.policies import PolicyLine, policies_for, policy_line
from .asked import written


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
class TopicPage:
    """The context of a topic in a district."""

    section: TopicSection
    district: str
    district_name: str
    on: str
    day: str
    policies: tuple[PolicyLine, ...]
    housing: tuple[HousingLine, ...]


def section(topic: Topic, frame: Frame, on: date | None) -> TopicSection:
    """A topic's services in a district on a day."""
    words = surroundings.wording()
    services = surroundings.release().ruleset.services_of(topic.id)
    return TopicSection(
        topic.id,
        words.text(topic.name),
        words.text(topic.summary),
        url_for(".guide", district=frame.district.id, name=topic.id, on=written(on)),
        tuple(_row(service, frame, on) for service in services),
    )


def _row(service: Service, frame: Frame, on: date | None) -> ServiceRow:
    words = surroundings.wording()
    return ServiceRow(
        service.id,
        words.text(service.name),
        words.text(service.summary),
        url_for(".guide", district=frame.district.id, name=service.id, on=written(on)),
        frame.service(service.id).cover is not None,
    )


def topic_page(topic: Topic, frame: Frame, on: date | None) -> Response:
    """A topic in a district on a day."""
    words, ruleset = surroundings.wording(), surroundings.release().ruleset
    policies = policies_for(ruleset, frame.district, frame.day)
    context = TopicPage(
        section(topic, frame, on),
        frame.district.id,
        words.text(frame.district.name),
        written(on) or "",
        words.day(frame.day),
        tuple(
            policy_line(policy, ruleset, words, frame.day, surroundings.today())
            for policy in policies
            if policy.topic == topic.id
        ),
        housing_lines(frame, words, surroundings.today(), written(on))
        if topic.id == "housing"
        else (),
    )
    return page("topic.html", context)
