"""The roadmap: what to do now, what opens from which month on, the windows of the year."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, redirect, url_for

from ...i18n import gettext
from ...rules.months import Month
from ...rules.roadmap import Milestone, OpenWindow, roadmap
from .. import surroundings
from ..pages import page
from .situation import Situation, situation


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing at a stop of the road."""

    name: str
    text: str
    href: str
    window: bool


@dataclass(frozen=True, slots=True)
class Station:
    """A month on the road with what it brings."""

    when: str
    now: bool
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class RoadmapPage:
    """The context of the roadmap."""

    district_name: str
    day: str
    stations: tuple[Station, ...]
    go_on: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/roadmap", "roadmap", show)


def _milestone(milestone: Milestone, current: Situation) -> Stop:
    words, services = surroundings.wording(), current.frame.ruleset.services
    opened = gettext(", ").join(words.text(services[name].name) for name in milestone.opened_by)
    text = gettext("Opened by: %(services)s", services=opened) if opened else ""
    service = services[milestone.service]
    href = url_for(".service_result", service=service.id)
    return Stop(words.text(service.name), text, href, False)


def _window(window: OpenWindow, current: Situation) -> Stop:
    words = surroundings.wording()
    service = current.frame.ruleset.services[window.service]
    text = words.text(window.window.text)
    if window.until != window.month:
        text += gettext(" (until %(month)s)", month=words.month(window.until))
    href = url_for(".guide", district=current.district.id, name=service.id)
    return Stop(words.text(service.name), text, href, True)


def show() -> Response:
    """The road as a list by month."""
    current = situation()
    if current is None:
        return redirect(url_for(".check", expired="1"), 303)  # type: ignore[return-value]
    words, day = surroundings.wording(), current.held.day
    road = roadmap(
        current.frame.ruleset, current.district, day, current.answers, surroundings.today()
    )
    entries = [(m.month, _milestone(m, current)) for m in road.milestones]
    entries += [(w.month, _window(w, current)) for w in road.windows]
    entries.sort(key=lambda entry: entry[0])
    stations = [
        _station(month, tuple(stop for _, stop in group), Month.on(day))
        for month, group in groupby(entries, key=lambda entry: max(entry[0], Month.on(day)))
    ]
    following = current.agenda().next
    context = RoadmapPage(
        words.text(current.district.name),
        words.day(day),
        tuple(stations),
        url_for(".question", question=following) if following else "",
    )
    return page("roadmap.html", context)


def _station(month: Month, stops: tuple[Stop, ...], here: Month) -> Station:
    when = gettext("Now") if month == here else surroundings.wording().month(month)
    return Station(when, month == here, stops)
