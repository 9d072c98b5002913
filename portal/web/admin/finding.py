"""Find: every item in force by words, kind, topic, district, tier and age; as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from ...i18n import gettext
from ...rules.catalogue import KINDS, Entry, Wanted
from ...rules.sources import TIERS
from .. import surroundings
from ..presenting.citations import tier_words
from ..presenting.finding import Catalogue, FoundLine, LineMaker, catalogue_of, fitting
from ..presenting.people import Choice
from ..presenting.places import CLUSTERS
from ..presenting.spreadsheets import csv_response
from .editing.labels import kind_words
from .guarding import EVERYBODY, allowed
from .pages import admin_page

PAGE = 50
_LONGEST = 60
_WORDS = ("kind", "topic", "district", "tier", "service")
_FLAGS = ("stale", "lacking", "ended")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, as read from the address; ``fault``: a day that cannot be read."""

    query: str
    wanted: Wanted
    on: date
    written: str
    fault: str

    @property
    def address(self) -> dict[str, Any]:
        """The values of an address that asks for the same."""
        its = self.wanted
        named = {"q": self.query, "kind": its.kind, "topic": its.topic, "district": its.district}
        more = {"tier": its.tier, "service": its.service, "on": self.written}
        ticked = {name: "1" for name in _FLAGS if getattr(its, name)}
        return {name: value for name, value in (named | more | ticked).items() if value}


@dataclass(frozen=True, slots=True)
class DistrictGroup:
    """The districts of one cluster to choose from."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class FindPage:
    """The context of the page on which items are found."""

    query: str
    on: str
    day: str
    fault: str
    kinds: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    services: tuple[Choice, ...]
    tiers: tuple[Choice, ...]
    districts: tuple[DistrictGroup, ...]
    stale: bool
    lacking: bool
    ended: bool
    lines: tuple[FoundLine, ...]
    count: int
    page: int
    pages: int
    before: str
    after: str
    csv: str
    anything: bool


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/sources", "sources", sources)
    blueprint.add_url_rule("/find", "find", show)
    blueprint.add_url_rule("/find.csv", "find_csv", as_csv)


def day_asked(written: str) -> date | None:
    """The day that is written, None where none can be read."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if len(written) == len("2026-01-01") and 2000 <= day.year <= 2100 else None


def _asked() -> Asked:
    given = request.args
    written = given.get("on", "").strip()[:20]
    day = day_asked(written)
    fault = gettext("This day cannot be read. Write it as 2026-11-22.") if written else ""
    kind, topic, district, tier, service = (given.get(name, "")[:80] for name in _WORDS)
    ticked = [given.get(name) == "1" for name in _FLAGS]
    wanted = Wanted(kind, topic, district, tier, service, *ticked)
    query = given.get("q", "").strip()[:_LONGEST]
    return Asked(query, wanted, day or surroundings.today(), written, "" if day else fault)


def _catalogue(asked: Asked) -> Catalogue:
    return catalogue_of(surroundings.release(), asked.on)


def _found(asked: Asked) -> tuple[Entry, ...]:
    today = surroundings.today()
    return tuple(
        entry
        for entry in fitting(_catalogue(asked), asked.query)
        if asked.wanted.takes(entry, asked.on, today)
    )


def _lines(found: Iterator[Entry] | tuple[Entry, ...]) -> Iterator[FoundLine]:
    maker = LineMaker(surroundings.release(), surroundings.wording(), surroundings.today())
    for entry in found:
        yield maker.line(entry, kind_words(entry.kind))


def page_number(pages: int) -> int:
    """The page asked for, between the first and the last."""
    written = request.args.get("page", "1")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 1
    return min(max(1, number), pages)


@allowed(*EVERYBODY)
def show() -> Response:
    """Items as ``?q=&kind=&topic=&district=&tier=&service=&stale=&lacking=&ended=&on=`` asks."""
    asked = _asked()
    found = _found(asked)
    pages = max(1, -(-len(found) // PAGE))
    response = admin_page(
        "admin/find.html",
        _page(asked, found, pages, page_number(pages)),
        fragment="found",
        status=422 if asked.fault else 200,
    )
    if request.headers.get("HX-Request"):
        response.headers["HX-Push-Url"] = url_for(".find", **asked.address)
    return response


def _page(asked: Asked, found: tuple[Entry, ...], pages: int, number: int) -> FindPage:
    words, kept, wanted = surroundings.wording(), asked.address, asked.wanted
    ruleset = surroundings.release().ruleset
    shown = islice(found, (number - 1) * PAGE, number * PAGE)
    return FindPage(
        asked.query,
        asked.written,
        words.day(asked.on),
        asked.fault,
        _choices({kind: kind_words(kind) for kind in KINDS}, wanted.kind),
        _choices({i: words.text(t.name) for i, t in ruleset.topics.items()}, wanted.topic),
        _choices({i: words.text(s.name) for i, s in ruleset.services.items()}, wanted.service),
        _choices({tier: tier_words(tier) for tier in TIERS}, wanted.tier),
        district_groups(asked.on, wanted.district),
        wanted.stale,
        wanted.lacking,
        wanted.ended,
        tuple(_lines(shown)),
        len(found),
        number,
        pages,
        url_for(".find", **kept, page=number - 1) if number > 1 else "",
        url_for(".find", **kept, page=number + 1) if number < pages else "",
        url_for(".find_csv", **kept),
        bool(kept),
    )


def _choices(named: dict[str, str], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(its, words, its == chosen) for its, words in named.items())


def district_groups(day: date, chosen: str) -> tuple[DistrictGroup, ...]:
    """The districts of a day by cluster, one of them chosen."""
    words, gazetteer = surroundings.wording(), surroundings.release().ruleset.gazetteer
    return tuple(
        DistrictGroup(
            words.text(gazetteer.groups[cluster].name),
            _choices(
                {d.id: words.text(d.name) for d in gazetteer.on(day) if d.cluster == cluster},
                chosen,
            ),
        )
        for cluster in CLUSTERS
    )


@allowed(*EVERYBODY)
def as_csv() -> Response:
    """The same as a file for spreadsheets, all pages of it."""
    head = (
        *(gettext("Kind"), gettext("What it says"), gettext("Amount"), gettext("Service")),
        *(gettext("Topic"), gettext("Where"), gettext("From (first day)")),
        *(gettext("Until (last day)"), gettext("Sources"), gettext("Tier")),
        *(gettext("To be reviewed by"), gettext("Id")),
    )
    lines = tuple(_lines(_found(_asked())))
    return csv_response("find.csv", head, (_row(line) for line in lines))


def _row(line: FoundLine) -> tuple[str, ...]:
    return (
        *(line.kind_words, line.words.words, line.amount, line.service, line.topic, line.where),
        *(line.since, line.until, "; ".join(source.title for source in line.sources)),
        *("; ".join(source.tier for source in line.sources), line.review_by, line.id),
    )


@allowed(*EVERYBODY)
def sources() -> Response:
    """All sources: a way of finding."""
    return redirect(url_for(".find", kind="sources"), 303)  # type: ignore[return-value]
