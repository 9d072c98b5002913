"""What changed: a service release by release, and a feed of all releases."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, Response, make_response, render_template, url_for

from ....i18n import Wording, amount_words, gettext
from ....rules.items.service_diff import Difference, Kind, differences
from ....rules.model.named_amounts import ages_of
from ....rules.model.ruleset import Service
from ....store.releases.city_in_use import in_city
from ....store.releases.history import ReleaseNote, release_notes
from ....store.releases.stored import ruleset_of
from ...http import request_context
from ...http.city_words import city_words
from ...http.page_cache import kept
from ...http.pages import page
from .. import lookups

_FEED_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One thing that changed, in words."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """A release with what it changed in the service."""

    number: int
    day: str
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The context of a service's history."""

    service: str
    name: str
    releases: tuple[ReleaseEntry, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/history/<service>", "history", kept(history))
    blueprint.add_url_rule("/feed.atom", "feed", kept(feed))


def _part_words(part: str) -> str:
    return {
        "service": gettext("The service"),
        "requirement": gettext("Requirement"),
        "parameter": gettext("Amount"),
        "papers": gettext("Documents to bring"),
        "steps": gettext("Steps"),
        "particulars": gettext("At the office"),
        "windows": gettext("Dates of the year"),
        "options": gettext("Ways to live here, side by side"),
    }[part]


def _amounts(service: Service, difference: Difference, words: Wording) -> str:
    """For an amount, what it was and what it is: ``6 months → 7 months``."""
    parameter = service.parameters.get(difference.id)
    if difference.part != "parameter" or parameter is None:
        return ""
    age = parameter.id in ages_of(service)
    gone, come = (
        gettext(", ").join(
            dict.fromkeys(amount_words(words, parameter.unit, r.value, age=age) for r in rows)
        )
        for rows in (difference.gone, difference.come)
    )
    return f"{gettext(': ')}{gone or '–'} → {come or '–'}" if gone or come else ""


def _line(service: Service, difference: Difference, words: Wording) -> ChangeLine:
    kinds = {
        Kind.ADDED: gettext("new"),
        Kind.REMOVED: gettext("dropped"),
        Kind.CHANGED: gettext("changed"),
    }
    what = words.text(difference.text).rstrip("。.")
    part = _part_words(difference.part)
    if difference.before is not None:
        was = words.text(difference.before).rstrip("。.")
        what = gettext("%(now)s (before: %(before)s)", now=what, before=was)
    amounts = _amounts(service, difference, words)
    return ChangeLine(kinds[difference.kind], f"{part}{gettext(': ')}{what}{amounts}")


def _day(note: ReleaseNote) -> str:
    moment = in_city(note.published_at)
    return request_context.wording().day(note.from_day or moment.date())


def _service_of(number: int, name: str) -> Service | None:
    return ruleset_of(number).services.get(name) if number else None


def history(service: str) -> Response:
    """What each release changed in a service, newest first."""
    found = lookups.service(service)
    words = request_context.wording()
    notes = release_notes(request_context.today())
    entries = []
    for place, note in enumerate(notes):
        before = notes[place + 1].number if place + 1 < len(notes) else 0
        changes = differences(_service_of(before, found.id), _service_of(note.number, found.id))
        if changes:
            named = _service_of(note.number, found.id) or found
            lines = tuple(_line(named, difference, words) for difference in changes)
            entries.append(ReleaseEntry(note.number, _day(note), lines))
    return page(
        "resident/guide/history.html", HistoryPage(found.id, words.text(found.name), tuple(entries))
    )


def feed() -> Response:
    """The releases as an Atom feed."""
    notes = release_notes(request_context.today())
    words = request_context.wording()
    before = {note.number: earlier.number for note, earlier in pairwise(notes)}
    body = render_template(
        "resident/guide/feed.atom",
        language=words.language.tag,
        city=city_words(),
        address=request_context.public(url_for(".feed", size=None)),
        home=request_context.public(url_for(".home", size=None)),
        entries=[
            (note, _day(note), _changed_services(note, before.get(note.number, 0), words))
            for note in notes[:_FEED_ENTRIES]
        ],
    )
    response = make_response(body)
    response.mimetype = "application/atom+xml"
    return response


def _changed_services(note: ReleaseNote, earlier: int, words: Wording) -> list[str]:
    """The names of the services that a release changed against the one in force before it."""
    after = ruleset_of(note.number).services
    before = ruleset_of(earlier).services if earlier else {}
    return [
        words.text(service.name)
        for name, service in after.items()
        if differences(before.get(name), service)
    ]
