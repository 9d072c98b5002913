"""The guide pages of topics and services in a district: public, cacheable, no cookie."""

from __future__ import annotations

from flask import Blueprint, Response

from .. import surroundings
from ..caching import count_page, kept
from ..pages import page
from ..presenting.guides import GuideMaker
from . import asked
from .districts import gone_page
from .topics import topic_page


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/districts/<district>/<name>", "guide", kept(guide))


def guide(district: str, name: str) -> Response:
    """A topic or a service in a district."""
    found, (day, on) = asked.district(district), asked.day_shown()
    ruleset = surroundings.release().ruleset
    if name not in ruleset.topics:
        asked.service(name)
    if not found.period.holds(day):
        return gone_page(found, day, on)
    frame = surroundings.release().frame(found, day)
    if name in ruleset.topics:
        return topic_page(ruleset.topics[name], frame, on)
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
