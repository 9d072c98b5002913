"""The calendar of expiries: by month, as a file, and as an address that calendar programmes ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, make_response, request, url_for

from ....i18n import gettext, ngettext
from ....rules.items.expiries import Expiry
from ....rules.model.months import Month
from ....store.people import assignments, calendar_feeds
from ....store.people.accounts import Person
from ....store.people.assignments import Holder, SeriesKey
from ...http import request_context
from ...http.redirects import see_other
from ...lines.calendar_days import CalendarDay, calendar_file
from ..auth.guard import EVERYBODY, allowed, freshly_confirmed, open_to_strangers, person
from ..catalogue.search import DistrictGroup, district_groups
from ..moments import moment_words
from ..pages import admin_page
from ..person_lines import Choice, topic_choices
from .lines import ExpiryLine, ExpiryWords, expiries_of, is_own, narrowed, renewal_href

_AHEAD = timedelta(days=460)
"""Fifteen months: a year's amounts, and the quarter in which they are looked for."""
_BEHIND = timedelta(days=31)
"""What lapsed before is on the page, and no longer in the file."""
_NAME = "expiries.ics"
_FILTERS = ("whose", "topic", "district", "holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMonth:
    """What lapses in a month; sources to read again are folded."""

    name: str
    lines: tuple[ExpiryLine, ...]
    sources: tuple[ExpiryLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage:
    """The context of the calendar. ``address``: a new one, shown once; ``made``: since when."""

    whose: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    districts: tuple[DistrictGroup, ...]
    holders: tuple[Choice, ...]
    overdue: CalendarMonth
    months: tuple[CalendarMonth, ...]
    count: int
    ics: str
    address: str
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFilter:
    """What is asked for. ``holder``: the number of a person, 0 for nobody, None for all."""

    whose: str
    topic: str
    district: str
    holder: int | None

    @property
    def address(self) -> dict[str, Any]:
        """The values of an address that asks for the same."""
        named: dict[str, Any] = {
            "whose": self.whose if self.whose != "own" else "",
            "topic": self.topic,
            "district": self.district,
            "holder": "" if self.holder is None else str(self.holder),
        }
        return {name: value for name, value in named.items() if value}


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/calendar", "calendar", show)
    blueprint.add_url_rule("/calendar", "make_calendar_address", make_address, methods=["POST"])
    blueprint.add_url_rule(
        "/calendar/revoke", "revoke_calendar_address", revoke_address, methods=["POST"]
    )
    blueprint.add_url_rule("/calendar.ics", "calendar_ics", as_ics)
    blueprint.add_url_rule("/calendar/<token>.ics", "calendar_feed", feed)


def _filter() -> CalendarFilter:
    given = {name: request.args.get(name, "")[:80] for name in _FILTERS}
    holder = given["holder"]
    return CalendarFilter(
        whose="all" if given["whose"] == "all" else "own",
        topic=given["topic"],
        district=given["district"],
        holder=int(holder) if holder.isascii() and holder.isdigit() else None,
    )


def _found(
    reader: Person, asked: CalendarFilter, holders: Mapping[SeriesKey, Holder]
) -> tuple[Expiry, ...]:
    every = expiries_of(request_context.release(), request_context.today())
    return tuple(
        its
        for its in narrowed(every, asked.topic, asked.district)
        if (asked.whose == "all" or is_own(reader, its, holders))
        and (asked.holder is None or _holder_of(its, holders) == asked.holder)
    )


def _holder_of(expiry: Expiry, holders: Mapping[SeriesKey, Holder]) -> int:
    holder = holders.get(expiry.key)
    return holder.id if holder else 0


@allowed(*EVERYBODY)
def show() -> Response:
    """What lapses, by month, as ``?whose=&topic=&district=&holder=`` asks."""
    return _page()


def _page(address: str = "") -> Response:
    reader = person()
    holders = assignments.responsibilities()
    asked = _filter()
    found = _found(reader, asked, holders)
    words = ExpiryWords(holders)
    today = request_context.today()
    made = calendar_feeds.made_at(reader.id)
    ahead = [its for its in found if today <= its.until <= today + _AHEAD]
    late = [its for its in reversed(found) if its.until < today]
    context = CalendarPage(
        whose=tuple(
            Choice(name, said, name == asked.whose)
            for name, said in {"own": gettext("mine"), "all": gettext("of everybody")}.items()
        ),
        topics=topic_choices(frozenset({asked.topic})),
        districts=district_groups(today, asked.district),
        holders=_holder_choices(holders, asked),
        overdue=_month("", late, words),
        months=tuple(_months(ahead, words)),
        count=len(late) + len(ahead),
        ics=url_for(".calendar_ics", **asked.address),
        address=address,
        made=moment_words(made) if made else "",
    )
    return admin_page("admin/expiries/calendar.html", context)


def _holder_choices(
    holders: Mapping[SeriesKey, Holder], asked: CalendarFilter
) -> tuple[Choice, ...]:
    known = sorted({(its.id, its.name) for its in holders.values()}, key=lambda its: its[1])
    named = [(0, gettext("nobody in particular")), *known]
    return tuple(Choice(str(number), name, number == asked.holder) for number, name in named)


def _months(found: Iterable[Expiry], words: ExpiryWords) -> Iterator[CalendarMonth]:
    by_month: dict[Month, list[Expiry]] = {}
    for its in found:
        by_month.setdefault(Month.on(its.until), []).append(its)
    for month, of_month in by_month.items():
        yield _month(request_context.wording().month(month), of_month, words)


def _month(name: str, found: Iterable[Expiry], words: ExpiryWords) -> CalendarMonth:
    every = tuple(found)
    return CalendarMonth(
        name=name,
        lines=tuple(words.line(its) for its in every if its.kind != "source"),
        sources=tuple(words.line(its) for its in every if its.kind == "source"),
    )


def _address(token: str) -> str:
    return request_context.public(url_for(".calendar_feed", token=token))


@allowed(*EVERYBODY)
@freshly_confirmed
def make_address() -> Response:
    """Make an address for a calendar programme and show it, once; the one before ends."""
    return _page(_address(calendar_feeds.renew(person(), request_context.now())))


@allowed(*EVERYBODY)
def revoke_address() -> Response:
    """End the address of the signed-in person."""
    calendar_feeds.revoke(person())
    return see_other(url_for(".calendar"))


@allowed(*EVERYBODY)
def as_ics() -> Response:
    """The same as a file for calendar programmes."""
    holders = assignments.responsibilities()
    return _file(_found(person(), _filter(), holders), attached=True)


@open_to_strangers
def feed(token: str) -> Response:
    """What lapses of the person whose address this is: their own tasks and nobody's name."""
    found = calendar_feeds.owner(token)
    if found is None:
        abort(404)
    holders = assignments.responsibilities()
    asked = CalendarFilter(whose="own", topic="", district="", holder=None)
    return _file(_found(found, asked, holders), attached=False)


def _file(found: Iterable[Expiry], *, attached: bool) -> Response:
    today = request_context.today()
    shown = [its for its in found if today - _BEHIND <= its.until <= today + _AHEAD]
    body = calendar_file(
        _calendar_days(shown),
        gettext("What lapses in the rules"),
        request_context.now(),
        request_context.release().ruleset.city.zone,
    )
    response = make_response(body)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if attached:
        response.headers["Content-Disposition"] = f'attachment; filename="{_NAME}"'
    return response


def _calendar_days(found: Iterable[Expiry]) -> Iterator[CalendarDay]:
    """One event for what lapses of a service in a place on a day, one for a day's sources."""
    words = ExpiryWords({})
    groups: dict[tuple[str, str, date], list[Expiry]] = {}
    for its in found:
        path = "" if its.kind == "source" else its.path
        groups.setdefault((path, words.where(its), its.until), []).append(its)
    for (path, where, until), group in groups.items():
        yield CalendarDay(
            key=f"expiry {path} {where} {until.isoformat()}",
            day=until,
            title=_title(group, words, where),
            text="\n".join(words.name(its) for its in group),
            address=request_context.public(renewal_href(group[0])),
        )


def _title(group: list[Expiry], words: ExpiryWords, where: str) -> str:
    number = len(group)
    if group[0].kind == "source":
        return ngettext("%(num)s source to read again", "%(num)s sources to read again", number)
    return ngettext(
        "%(service)s (%(where)s): %(num)s lapses, nothing follows",
        "%(service)s (%(where)s): %(num)s lapse, nothing follows",
        number,
        service=words.service(group[0]),
        where=where,
    )
