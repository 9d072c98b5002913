"""Find: every item in force by words, kind, topic, district, tier and age; as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....rules.items.catalogue import KINDS, Entry, Wanted
from ....rules.lists.cells import read_day
from ....rules.model.sources import TIERS
from ....rules.problem_codes import ListCode
from ....rules.problems import ReadError, say
from ...http import request_context
from ...http.redirects import see_other
from ...lines.citations import tier_words
from ...lines.places import cluster_words
from ..auth.guard import EVERYBODY, allowed
from ..csv_export import csv_response
from ..forms.labels import kind_words
from ..forms.values import day_fault_words
from ..pages import admin_page, is_part_asked, page_of_list
from ..person_lines import Choice, choices
from .draft_items import DraftItemLine, found_in_drafts
from .entries import Catalogue, FoundLine, LineMaker, catalogue_of, fitting

PAGE = 50
_LONGEST = 60
_LONGEST_ID = 80
_FLAGS = ("stale", "lacking", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What is looked for, as read from the address; ``fault``: a day that cannot be read."""

    query: str
    wanted: Wanted
    on: date
    written: str
    fault: str

    @property
    def address(self) -> dict[str, Any]:
        """The values of an address that asks for the same."""
        wanted = self.wanted
        named = {
            "q": self.query,
            "kind": wanted.kind,
            "topic": wanted.topic,
            "district": wanted.district,
        }
        more = {"tier": wanted.tier, "service": wanted.service, "on": self.written}
        ticked = {name: "1" for name in _FLAGS if getattr(wanted, name)}
        return {name: value for name, value in (named | more | ticked).items() if value}


@dataclass(frozen=True, slots=True)
class DistrictGroup:
    """The districts of one cluster to choose from."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
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
    in_drafts: tuple[DraftItemLine, ...]
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
    """The day that is written, None where none is; raises ReadError for what is no day."""
    if not written:
        return None
    day = read_day(written)
    if not 2000 <= day.year <= 2100:
        raise ReadError(say(ListCode.NO_DAY_OF_CALENDAR))
    return day


def _search_request() -> SearchRequest:
    given = request.args
    written = given.get("on", "").strip()[:20]
    day = None
    fault = ""
    try:
        day = day_asked(written)
    except ReadError as unread:
        fault = day_fault_words(unread, written)
    wanted = Wanted(
        kind=given.get("kind", "")[:_LONGEST_ID],
        topic=given.get("topic", "")[:_LONGEST_ID],
        district=given.get("district", "")[:_LONGEST_ID],
        tier=given.get("tier", "")[:_LONGEST_ID],
        service=given.get("service", "")[:_LONGEST_ID],
        stale=given.get("stale") == "1",
        lacking=given.get("lacking") == "1",
        ended=given.get("ended") == "1",
    )
    query = given.get("q", "").strip()[:_LONGEST]
    return SearchRequest(
        query=query,
        wanted=wanted,
        on=day or request_context.today(),
        written=written,
        fault=fault,
    )


def _catalogue(asked: SearchRequest) -> Catalogue:
    return catalogue_of(request_context.release(), asked.on)


def _found(asked: SearchRequest) -> tuple[Entry, ...]:
    today = request_context.today()
    return tuple(
        entry
        for entry in fitting(_catalogue(asked), asked.query)
        if asked.wanted.takes(entry, asked.on, today)
    )


def _lines(found: Iterator[Entry] | tuple[Entry, ...]) -> Iterator[FoundLine]:
    maker = LineMaker(request_context.release(), request_context.wording(), request_context.today())
    for entry in found:
        yield maker.line(entry, kind_words(entry.kind))


@allowed(*EVERYBODY)
def show() -> Response:
    """Items as ``?q=&kind=&topic=&district=&tier=&service=&stale=&lacking=&ended=&on=`` asks."""
    asked = _search_request()
    found = _found(asked)
    response = admin_page(
        "admin/catalogue/search.html",
        _page(asked, found),
        fragment="found",
        status=422 if asked.fault else 200,
    )
    if is_part_asked():
        response.headers["HX-Push-Url"] = url_for(".find", **asked.address)
    return response


def _page(asked: SearchRequest, found: tuple[Entry, ...]) -> FindPage:
    words = request_context.wording()
    kept = asked.address
    wanted = asked.wanted
    ruleset = request_context.release().ruleset
    at = page_of_list(len(found), PAGE, lambda page: url_for(".find", **kept, page=page))
    shown = found[at.first : at.first + PAGE]
    return FindPage(
        query=asked.query,
        on=asked.written,
        day=words.day(asked.on),
        fault=asked.fault,
        kinds=choices({kind: kind_words(kind) for kind in KINDS}, wanted.kind),
        topics=choices({i: words.text(t.name) for i, t in ruleset.topics.items()}, wanted.topic),
        services=choices(
            {i: words.text(s.name) for i, s in ruleset.services.items()}, wanted.service
        ),
        tiers=choices({tier: tier_words(tier) for tier in TIERS}, wanted.tier),
        districts=district_groups(asked.on, wanted.district),
        stale=wanted.stale,
        lacking=wanted.lacking,
        ended=wanted.ended,
        lines=tuple(_lines(shown)),
        in_drafts=found_in_drafts(asked.query, wanted) if at.page == 1 else (),
        count=len(found),
        page=at.page,
        pages=at.pages,
        before=at.before,
        after=at.after,
        csv=url_for(".find_csv", **kept),
        anything=bool(kept),
    )


def district_groups(day: date, chosen: str) -> tuple[DistrictGroup, ...]:
    """The districts of a day by cluster, one of them chosen."""
    words = request_context.wording()
    gazetteer = request_context.release().ruleset.gazetteer
    return tuple(
        DistrictGroup(
            cluster_words(gazetteer, cluster, words),
            choices(
                {d.id: words.text(d.name) for d in gazetteer.on(day) if d.cluster == cluster},
                chosen,
            ),
        )
        for cluster in gazetteer.clusters
        if any(d.cluster == cluster for d in gazetteer.on(day))
    )


@allowed(*EVERYBODY)
def as_csv() -> Response:
    """The same as a file for spreadsheets, all pages of it."""
    head = (
        gettext("Kind"),
        gettext("What it says"),
        gettext("Amount"),
        gettext("Service"),
        gettext("Topic"),
        gettext("Place"),
        gettext("From (first day)"),
        gettext("Until (last day)"),
        gettext("Sources"),
        gettext("Tier"),
        gettext("To be reviewed by"),
    )
    lines = tuple(_lines(_found(_search_request())))
    return csv_response("find.csv", head, (_row(line) for line in lines))


def _row(line: FoundLine) -> tuple[str, ...]:
    return (
        line.kind_words,
        line.words.words,
        line.amount,
        line.service,
        line.topic,
        line.where,
        line.since,
        line.until,
        "; ".join(source.title for source in line.sources),
        "; ".join(source.tier for source in line.sources),
        line.review_by,
    )


@allowed(*EVERYBODY)
def sources() -> Response:
    """All sources: a way of finding."""
    return see_other(url_for(".find", kind="sources"))
