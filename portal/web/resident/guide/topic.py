"""A topic in a district: its services and what the city means to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, url_for

from ....i18n import gettext
from ....rules.evaluation.outcomes import Frame
from ....rules.model.ruleset import Service, Topic
from ...http import request_context
from ...http.pages import page
from ...lines.headlines import kind_words
from ...lines.phrasebook import phrasebook
from ...lines.policies import PolicyLine, policies_for, policy_line
from ..lookups import written
from .housing import HousingLine, housing_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A service in a list: ``words``: what is held of it; ``lacks``: nothing of this district."""

    id: str
    name: str
    summary: str
    href: str
    words: str
    lacks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSection:
    id: str
    name: str
    summary: str
    href: str
    services: tuple[ServiceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
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
    words = request_context.wording()
    services = request_context.release().ruleset.services_of(topic.id)
    return TopicSection(
        id=topic.id,
        name=words.text(topic.name),
        summary=words.text(topic.summary),
        href=url_for(".guide", district=frame.district.id, name=topic.id, on=written(on)),
        services=tuple(_row(service, frame, on) for service in services),
    )


def _row(service: Service, frame: Frame, on: date | None) -> ServiceRow:
    words = request_context.wording()
    covered = frame.service(service.id).cover is not None
    kind = kind_words(service, covered=covered)
    return ServiceRow(
        id=service.id,
        name=words.text(service.name),
        summary=words.text(service.summary),
        href=url_for(".guide", district=frame.district.id, name=service.id, on=written(on)),
        words=kind or gettext("Published requirements: check yours"),
        lacks=service.kind == "procedure" and not covered,
    )


def topic_page(topic: Topic, frame: Frame, on: date | None) -> Response:
    """A topic in a district on a day."""
    book = phrasebook()
    words = book.wording
    policies = policies_for(book.ruleset, frame.district, frame.day)
    context = TopicPage(
        section=section(topic, frame, on),
        district=frame.district.id,
        district_name=words.text(frame.district.name),
        on=written(on) or "",
        day=words.day(frame.day),
        policies=tuple(
            policy_line(policy, frame.day, book) for policy in policies if policy.topic == topic.id
        ),
        housing=housing_lines(frame, book, written(on)) if topic.id == "housing" else (),
    )
    return page("resident/guide/topic.html", context)
