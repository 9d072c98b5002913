"""Counters and offers: how many each district has, and those of one district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from ....publishing.item_edits import LOCAL, require
from ....rules.items.change_scope import Touch
from ....rules.model.counters import Counter, Offer, in_force
from ....rules.model.districts import District, Period
from ....store.drafts import editable_titles
from ....store.releases.city_in_use import city_in_use, in_city
from ....store.releases.history import ReleaseNote, last_changes
from ...http import request_context
from ...lines.counters import CounterLine, counter_line
from ...lines.offers import OfferLine, offer_line
from ...lines.phrasebook import phrasebook
from ...lines.places import place_keys
from ...lines.search_query import query_words
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.labels import ProblemWords
from ..pages import admin_page

_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictLine:
    """A district: how many counters and offers are in force, and when they changed last."""

    name: str
    href: str
    counters: int
    offers: int
    changed: str


@dataclass(frozen=True, slots=True)
class CountersPage:
    """The context of the list of districts."""

    query: str
    lines: tuple[DistrictLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An entry with the days that bound it; ``holds``: today is one of its days."""

    line: CounterLine | OfferLine
    since: str
    until: str
    holds: bool
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedList:
    """Why a list of a section was not taken: its problems, or a fault of the file as a whole.

    ``source``: what was typed as the source of the whole list.
    """

    section: str = ""
    problems: tuple[RowLine, ...] = ()
    error: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class RowLine:
    """A problem in a list: the row, the heading of the column, and what is wrong."""

    row: int
    column: str
    words: ProblemWords


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictPage:
    """The context of one district's counters and offers; ``sources``: titles to choose from."""

    district: str
    name: str
    counters: tuple[Dated, ...]
    offers: tuple[Dated, ...]
    drafts: tuple[tuple[int, str], ...]
    sources: tuple[str, ...]
    refused: RefusedList


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/counters", "counters", show_all)
    blueprint.add_url_rule("/counters/<district>", "district_counters", show)


@allowed(*EVERYBODY)
def show_all() -> Response:
    """The districts of today that match ``?q=``; limited editors see only their own."""
    query = request.args.get("q", "").strip()[:_LONGEST]
    changes = last_changes(LOCAL, request_context.today())
    found = tuple(
        _line(own_district, changes)
        for own_district in _own_districts()
        if _fits(query, own_district)
    )
    return admin_page("admin/counters/counters.html", CountersPage(query, found), fragment="found")


def _own_districts() -> tuple[District, ...]:
    limits = person().districts
    today = request_context.release().ruleset.gazetteer.on(request_context.today())
    return tuple(district for district in today if limits is None or district.id in limits)


def _fits(query: str, district: District) -> bool:
    release = request_context.release()
    keys = place_keys(release.ruleset.gazetteer, district, release.derived)
    return all(word in keys for word in query_words(query, city_in_use().aliases))


def _line(district: District, changes: dict[str, ReleaseNote]) -> DistrictLine:
    rules = request_context.release().ruleset
    today = request_context.today()
    paths = [document_path(section, district.id) for section in LOCAL]
    days = [_day_of(changes[path]) for path in paths if path in changes]
    return DistrictLine(
        name=request_context.wording().text(district.name),
        href=url_for(".district_counters", district=district.id),
        counters=len(in_force(rules.counters.values(), district.id, today)),
        offers=len(in_force(rules.offers.values(), district.id, today)),
        changed=request_context.wording().day(max(days)) if days else "",
    )


def document_path(section: str, district: str) -> str:
    """Where a district's counters or offers stand."""
    return f"{section}/{district}.toml"


def _day_of(note: ReleaseNote) -> date:
    return note.from_day or in_city(note.published_at).date()


@allowed(*EVERYBODY)
def show(district: str) -> Response:
    """A district's counters and offers, those that ended or are to come too."""
    return district_page(district_of(district))


def district_of(name: str) -> District:
    """A district that the person looks after; 404 if there is none. Raises NotPermitted."""
    found = request_context.release().ruleset.gazetteer.districts.get(name)
    if found is None:
        abort(404)
    require(person(), Touch(frozenset({name}), frozenset()))
    return found


def district_page(district: District, refused: RefusedList = RefusedList()) -> Response:
    """The page of a district, with what is wrong with a list that was sent."""
    rules = request_context.release().ruleset
    context = DistrictPage(
        district=district.id,
        name=request_context.wording().text(district.name),
        counters=tuple(
            _counter(counter)
            for counter in rules.counters.values()
            if counter.district == district.id
        ),
        offers=tuple(
            _offer(offer) for offer in rules.offers.values() if offer.district == district.id
        ),
        drafts=editable_titles(person().id),
        sources=tuple(its.title.zh for its in request_context.release().ruleset.sources.values()),
        refused=refused,
    )
    status = 422 if refused.section else 200
    return admin_page("admin/counters/district_counters.html", context, status=status)


def _counter(counter: Counter) -> Dated:
    book = phrasebook()
    line = counter_line(counter, book)
    since, until = _days(counter.period)
    return Dated(line=line, since=since, until=until, holds=counter.period.holds(book.today))


def _offer(offer: Offer) -> Dated:
    book = phrasebook()
    line = offer_line(offer, book)
    options = [option for service in book.ruleset.services.values() for option in service.options]
    name = next(
        (book.wording.text(option.name) for option in options if option.id == offer.option), ""
    )
    since, until = _days(offer.period)
    return Dated(
        line=line, since=since, until=until, holds=offer.period.holds(book.today), option=name
    )


def _days(period: Period) -> tuple[str, str]:
    day = request_context.wording().day
    return day(period.since) if period.since else "", day(period.until) if period.until else ""
