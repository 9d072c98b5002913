"""What changed: a service release by release, and a feed of all releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, Response, make_response, render_template, url_for

from ....i18n import Wording, gettext, ngettext
from ....rules.model.ruleset import Service
from ....store.releases.city_in_use import in_city
from ....store.releases.history import ReleaseNote, release_notes
from ....store.releases.stored import derived_of, ruleset_of
from ...http import request_context
from ...http.city_words import city_words
from ...http.page_cache import kept
from ...http.pages import page
from ...lines.change_words import ServiceChanges, service_changes
from ...lines.phrasebook import Phrasebook
from .. import lookups

_FEED_ENTRIES = 20
_NAMED = 3
"""How many services the title of an entry names before it only counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEntry:
    """A release with what it changed in the service; ``from_day``: empty where it began at once."""

    number: int
    published: str
    from_day: str
    changes: ServiceChanges


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


def _published(note: ReleaseNote) -> str:
    return request_context.wording().day(in_city(note.published_at).date())


def _from_day(note: ReleaseNote) -> str:
    """The day on which a release began to hold, if that was not at once."""
    return request_context.wording().day(note.from_day) if note.from_day else ""


def _book(number: int, note: ReleaseNote) -> Phrasebook:
    """The rules of a release as of the day on which the release told of began."""
    wording = request_context.wording()
    if wording.language.id == "hant":
        wording = Wording(wording.language, derived_of(number).traditional)
    return Phrasebook(
        ruleset=ruleset_of(number),
        wording=wording,
        today=note.from_day or in_city(note.published_at).date(),
    )


def _changes(service: str, note: ReleaseNote, before: int) -> ServiceChanges:
    """What a release changed in a service against the one in force before it, 0: there was none."""
    new = _book(note.number, note)
    old = _book(before, note) if before else None
    return service_changes(
        old.ruleset.services.get(service) if old else None,
        new.ruleset.services.get(service),
        old or new,
        new,
    )


def history(service: str) -> Response:
    """What each release changed in a service, newest first."""
    found = lookups.service(service)
    words = request_context.wording()
    notes = release_notes(request_context.today())
    entries = []
    for place, note in enumerate(notes):
        before = notes[place + 1].number if place + 1 < len(notes) else 0
        changes = _changes(found.id, note, before)
        if changes.lines or changes.alike:
            entries.append(
                ReleaseEntry(
                    number=note.number,
                    published=_published(note),
                    from_day=_from_day(note),
                    changes=changes,
                )
            )
    return page(
        "resident/guide/history.html", HistoryPage(found.id, words.text(found.name), tuple(entries))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A release in the feed: ``title`` names what it changed, ``lines`` say it."""

    number: int
    updated: str
    title: str
    href: str
    lines: tuple[str, ...]


def feed() -> Response:
    """The releases as an Atom feed."""
    notes = release_notes(request_context.today())
    before = {note.number: earlier.number for note, earlier in pairwise(notes)}
    body = render_template(
        "resident/guide/feed.atom",
        language=request_context.wording().language.tag,
        city=city_words(),
        address=request_context.public(url_for(".feed", size=None)),
        home=request_context.public(url_for(".home", size=None)),
        entries=[_feed_entry(note, before.get(note.number, 0)) for note in notes[:_FEED_ENTRIES]],
    )
    response = make_response(body)
    response.mimetype = "application/atom+xml"
    return response


def _feed_entry(note: ReleaseNote, before: int) -> FeedEntry:
    """A release in the feed; the first one changes nothing, it begins."""
    words = request_context.wording()
    services = ruleset_of(note.number).services
    changed = _changed_services(note, before) if before else {}
    names = [words.text((services.get(its) or _gone(its, before)).name) for its in changed]
    only = next(iter(changed), "") if len(changed) == 1 else ""
    home = url_for(".home", size=None)
    return FeedEntry(
        number=note.number,
        updated=note.published_at.isoformat(),
        title=_title(note, names, before),
        href=request_context.public(
            url_for(".history", service=only, size=None) if only in services else home
        ),
        lines=tuple(_feed_lines(note, changed, names))
        or (_first_words(len(services)) if not before else gettext("No service changes."),),
    )


def _gone(service: str, before: int) -> Service:
    return ruleset_of(before).services[service]


def _first_words(number: int) -> str:
    return ngettext(
        "The first release, with %(num)s service",
        "The first release, with %(num)s services",
        number,
    )


def _title(note: ReleaseNote, names: list[str], before: int) -> str:
    """What a release changed, in a line: ``2026年11月24日：公租房、居民医保有变化``."""
    day = _published(note)
    if not before:
        return gettext("%(day)s: the rules are published", day=day)
    if not names:
        return gettext("%(day)s: no service changes", day=day)
    if len(names) > _NAMED:
        return ngettext(
            "%(day)s: %(names)s and others change (%(num)s service)",
            "%(day)s: %(names)s and others change (%(num)s services)",
            len(names),
            day=day,
            names=gettext(", ").join(names[:_NAMED]),
        )
    return gettext("%(day)s: changes in %(names)s", day=day, names=gettext(", ").join(names))


def _feed_lines(
    note: ReleaseNote, changed: Mapping[str, ServiceChanges], names: list[str]
) -> Iterator[str]:
    """Each service with its changes; where they begin later than the release, from which day."""
    if note.from_day:
        yield gettext("In force from %(day)s.", day=_from_day(note))
    for changes, name in zip(changed.values(), names, strict=True):
        for said in (*(line.words for line in changes.lines), changes.alike_words):
            if said:
                yield gettext("%(name)s: %(changes)s", name=name, changes=said)


def _changed_services(note: ReleaseNote, before: int) -> dict[str, ServiceChanges]:
    """The services that a release changed against the one in force before it."""
    names = dict.fromkeys((*ruleset_of(note.number).services, *ruleset_of(before).services))
    found = {name: _changes(name, note, before) for name in names}
    return {name: its for name, its in found.items() if its.lines or its.alike}
