"""Counters and offers: how many each district has, and those of one district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from ...i18n import CHONGQING
from ...publishing.editing import LOCAL
from ...publishing.permitting import require
from ...rules.counters import Counter, Offer, in_force
from ...rules.districts import District, Period
from ...rules.touching import Touch
from ...store.drafts import EDITABLE, DraftCopy, list_drafts
from ...store.history import ReleaseNote, last_changes
from .. import surroundings
from ..presenting.counters import CounterLine, counter_line
from ..presenting.offers import OfferLine, offer_line
from ..presenting.places import place_keys
from .editing.problems import ProblemWords
from .guarding import EVERYBODY, allowed, person
from .pages import admin_page

_LONGEST = 60


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Dated:
    """An entry with the days that bound it; ``holds``: today is one of its days."""

    line: CounterLine | OfferLine
    since: str
    until: str
    holds: bool
    option: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a list of a section was not taken: its problems, or a fault of the file as a whole."""

    section: str = ""
    problems: tuple[RowLine, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class RowLine:
    """A problem in a list: the row, the heading of the column, and what is wrong."""

    row: int
    column: str
    words: ProblemWords


@dataclass(frozen=True, slots=True)
class DistrictPage:
    """The context of one district's counters and offers."""

    district: str
    name: str
    counters: tuple[Dated, ...]
    offers: tuple[Dated, ...]
    drafts: tuple[tuple[int, str], ...]
    refused: Refused


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/counters", "counters", show_all)
    blueprint.add_url_rule("/counters/<district>", "district_counters", show)


@allowed(*EVERYBODY)
def show_all() -> Response:
    """The districts of today that ``?q=`` names; to who is limited, one's own."""
    query = request.args.get("q", "").strip()[:_LONGEST]
    changes = last_changes(LOCAL, surroundings.today())
    found = tuple(_line(its, changes) for its in _own_districts() if _fits(query, its))
    return admin_page("admin/counters.html", CountersPage(query, found), fragment="found")


def _own_districts() -> tuple[District, ...]:
    limits = person().districts
    today = surroundings.release().ruleset.gazetteer.on(surroundings.today())
    return tuple(its for its in today if limits is None or its.id in limits)


def _fits(query: str, district: District) -> bool:
    release = surroundings.release()
    keys = place_keys(release.ruleset.gazetteer, district, release.derived)
    return all(word in keys for word in query.lower().split()[:5])


def _line(district: District, changes: dict[str, ReleaseNote]) -> DistrictLine:
    rules, today = surroundings.release().ruleset, surroundings.today()
    paths = [document_path(section, district.id) for section in LOCAL]
    days = [_day_of(changes[path]) for path in paths if path in changes]
    return DistrictLine(
        surroundings.wording().text(district.name),
        url_for(".district_counters", district=district.id),
        len(in_force(rules.counters.values(), district.id, today)),
        len(in_force(rules.offers.values(), district.id, today)),
        surroundings.wording().day(max(days)) if days else "",
    )


def document_path(section: str, district: str) -> str:
    """Where a district's counters or offers stand."""
    return f"{section}/{district}.toml"


def _day_of(note: ReleaseNote) -> date:
    return note.from_day or note.published_at.astimezone(CHONGQING).date()


@allowed(*EVERYBODY)
def show(district: str) -> Response:
    """A district's counters and offers, those that ended or are to come too."""
    return district_page(district_of(district))


def district_of(name: str) -> District:
    """A district that the person looks after; 404 if there is none. Raises NotPermitted."""
    found = surroundings.release().ruleset.gazetteer.districts.get(name)
    if found is None:
        abort(404)
    require(person(), Touch(frozenset({name}), frozenset()))
    return found


def district_page(district: District, refused: Refused = Refused()) -> Response:
    """The page of a district, with what is wrong with a list that was sent."""
    rules = surroundings.release().ruleset
    context = DistrictPage(
        district.id,
        surroundings.wording().text(district.name),
        tuple(_counter(its) for its in rules.counters.values() if its.district == district.id),
        tuple(_offer(its) for its in rules.offers.values() if its.district == district.id),
        tuple((draft.id, draft.title) for draft in own_drafts()),
        refused,
    )
    status = 422 if refused.section else 200
    return admin_page("admin/district_counters.html", context, status=status)


def own_drafts() -> tuple[DraftCopy, ...]:
    """Drafts that the person is editing."""
    return tuple(its for its in list_drafts((EDITABLE,)) if person().id in its.editors)


def _counter(its: Counter) -> Dated:
    said, today = surroundings.wording(), surroundings.today()
    line = counter_line(its, surroundings.release().ruleset, said, today)
    return Dated(line, *_days(its.period), its.period.holds(today))


def _offer(its: Offer) -> Dated:
    said, today, rules = (
        surroundings.wording(),
        surroundings.today(),
        surroundings.release().ruleset,
    )
    line = offer_line(its, rules, said, today)
    options = [option for service in rules.services.values() for option in service.options]
    name = next((said.text(option.name) for option in options if option.id == its.option), "")
    return Dated(line, *_days(its.period), its.period.holds(today), name)


def _days(period: Period) -> tuple[str, str]:
    day = surroundings.wording().day
    return day(period.since) if period.since else "", day(period.until) if period.until else ""
