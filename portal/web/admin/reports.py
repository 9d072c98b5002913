"""Residents' reports that a counter said otherwise: the list, its CSV, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from ...i18n import gettext
from ...rules.numbers import read_count
from ...store import reports as store
from ...store.people.accounts import Person
from ...store.people.assignments import NobodyThere
from ...store.releases.city_in_use import in_city
from ...store.releases.history import release_notes
from ...store.reports import (
    STATES,
    NoSuchReport,
    NotTakenOut,
    ReportCopy,
    ReportFilter,
    ReportScope,
    Stale,
)
from ..http import request_context
from ..http.redirects import see_other
from ..lines.report_words import said_words, told_words
from . import notices
from .auth.guard import EVERYBODY, allowed, person
from .catalogue.search import DistrictGroup, district_groups
from .csv_export import csv_response
from .pages import WAITING_COUNTS, admin_page, page_of_list
from .person_lines import Choice, active_people

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A report in words. ``guide`` and ``item``: what it speaks of, for residents and here."""

    id: int
    when: str
    service: str
    district: str
    release: int
    words: str
    said: str
    told: str
    state: str
    state_words: str
    remark: str
    holder: str
    href: str
    guide: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsPage:
    """The context of the list of reports."""

    lines: tuple[ReportLine, ...]
    states: tuple[Choice, ...]
    whose: tuple[Choice, ...]
    districts: tuple[DistrictGroup, ...]
    services: tuple[Choice, ...]
    count: int
    page: int
    pages: int
    before: str
    after: str
    csv: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/reports", "reports", show_all)
    blueprint.add_url_rule("/reports.csv", "reports_csv", as_csv)
    blueprint.add_url_rule("/reports/<int:number>", "report", show)
    blueprint.add_url_rule("/reports/<int:number>", "settle_report", settle, methods=["POST"])
    blueprint.add_url_rule(
        "/reports/<int:number>/redact", "redact_report", redact, methods=["POST"]
    )
    blueprint.add_url_rule(
        "/reports/<int:number>/assign", "assign_report", assign, methods=["POST"]
    )


def within(reader: Person) -> ReportScope:
    """The reports a person may see: an editor's districts and the services of their topics."""
    services = request_context.release().ruleset.services.values()
    topics = reader.topics
    of_topics = None if topics is None else {s.id for s in services if s.topic in topics}
    return ReportScope(reader.districts, of_topics)


def new_for(reader: Person) -> int:
    """How many reports wait that a person may see."""
    return store.count_reports(ReportFilter(state="new"), within(reader))


WAITING_COUNTS["reports"] = new_for


def state_words(state: str) -> str:
    """What became of a report."""
    return {
        "new": gettext("not settled yet"),
        "accepted": gettext("accepted"),
        "explained": gettext("explained"),
        "fixed": gettext("mended"),
        "spam": gettext("spam"),
    }[state]


def report_line(report: ReportCopy) -> ReportLine:
    """A report in words."""
    words = request_context.wording()
    ruleset = request_context.release().ruleset
    service = ruleset.services.get(report.service)
    district = ruleset.gazetteer.find(report.district)
    state = state_words(report.state)
    if report.fixed_in:
        state = gettext("mended in release %(number)s", number=report.fixed_in)
    guide = f"phone-{request_context.language().id}.guide"
    return ReportLine(
        id=report.id,
        when=words.moment(in_city(report.created_at)),
        service=words.text(service.name) if service else report.service,
        district=words.text(district.name) if district else report.district,
        release=report.release,
        words=report.words,
        said=gettext("; ").join(said_words(its) for its in report.said),
        told=told_words(report.told) if report.told else "",
        state=report.state,
        state_words=state,
        remark=report.remark,
        holder=report.holder.name if report.holder else "",
        href=url_for(".report", number=report.id),
        guide=url_for(guide, district=report.district, name=report.service) if district else "",
        item=url_for(".find", service=report.service, district=report.district) if service else "",
    )


_FILTERS = ("state", "district", "service", "whose")


def _asked() -> dict[str, Any]:
    """What the address narrows the list by."""
    asked = {name: request.args.get(name, "")[:80] for name in _FILTERS}
    return {name: value for name, value in asked.items() if value}


def _filter(asked: dict[str, Any]) -> ReportFilter:
    whose = {"mine": person().id, "unassigned": 0}
    return ReportFilter(
        state=asked.get("state", ""),
        district=asked.get("district", ""),
        service=asked.get("service", ""),
        assigned_to=whose.get(asked.get("whose", "")),
    )


@allowed(*EVERYBODY)
def show_all() -> Response:
    """Reports, newest first, as ``?state=&district=&service=&whose=`` asks."""
    kept = _asked()
    wanted = _filter(kept)
    limits = within(person())
    count = store.count_reports(wanted, limits)
    at = page_of_list(count, PAGE, lambda page: url_for(".reports", **kept, page=page))
    found = store.list_reports(wanted, limits, first=at.first, most=PAGE)
    whose = {"mine": gettext("assigned to me"), "unassigned": gettext("assigned to nobody")}
    words = request_context.wording()
    services = request_context.release().ruleset.services
    context = ReportsPage(
        lines=tuple(map(report_line, found)),
        states=tuple(Choice(name, state_words(name), name == wanted.state) for name in STATES),
        whose=tuple(Choice(n, said, n == kept.get("whose")) for n, said in whose.items()),
        districts=district_groups(request_context.today(), wanted.district),
        services=tuple(
            Choice(i, words.text(s.name), i == wanted.service) for i, s in services.items()
        ),
        count=count,
        page=at.page,
        pages=at.pages,
        before=at.before,
        after=at.after,
        csv=url_for(".reports_csv", **kept),
    )
    return admin_page("admin/reports/reports.html", context, fragment="reports")


@allowed(*EVERYBODY)
def as_csv() -> Response:
    """The same as a file for spreadsheets."""
    head = (
        gettext("No."),
        gettext("When"),
        gettext("Service"),
        gettext("District"),
        gettext("Release of the rules"),
        gettext("What the counter said"),
        gettext("Said when"),
        gettext("Words of the report"),
        gettext("State"),
        gettext("Remark"),
        gettext("Assigned to"),
    )
    lines = map(report_line, store.list_reports(_filter(_asked()), within(person())))
    rows = (
        (
            line.id,
            line.when,
            line.service,
            line.district,
            line.release,
            line.said,
            line.told,
            line.words,
            line.state_words,
            line.remark,
            line.holder,
        )
        for line in lines
    )
    return csv_response("reports.csv", head, rows)


_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """The context of one report and the form that settles it."""

    line: ReportLine
    states: tuple[Choice, ...]
    remark: str
    left: str
    fixed_in: str
    release: int
    seen: str
    longest: int
    held: int
    holders: tuple[Choice, ...]
    error: str
    field: str


def _read(number: int) -> ReportCopy:
    try:
        return store.read_report(number, within(person()))
    except NoSuchReport:
        abort(404)


def _page(report: ReportCopy, error: str = "", field: str = "", status: int = 200) -> Response:
    given = request.form if error else {}
    state = given.get("state", report.state)
    held = report.holder.id if report.holder else 0
    context = ReportPage(
        line=report_line(report),
        states=tuple(Choice(name, state_words(name), name == state) for name in STATES),
        remark=given.get("remark", report.remark),
        left=given.get("left", report.words),
        fixed_in=given.get("fixed_in", str(report.fixed_in or "")),
        release=request_context.release().number,
        seen=report.seen,
        longest=_LONGEST,
        held=held,
        holders=tuple(Choice(str(its.id), its.name, its.id == held) for its in holders(report)),
        error=error,
        field=field,
    )
    return admin_page("admin/reports/report.html", context, status=status)


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """One report."""
    return _page(_read(number))


@allowed(*EVERYBODY)
def settle(number: int) -> Response:
    """Say what became of a report."""
    report = _read(number)
    given = request.form
    state = given.get("state", "")
    remark = given.get("remark", "").strip()
    error, field = _fault(state, remark, given.get("fixed_in", "").strip())
    if error:
        return _page(report, error, field, 422)
    fixed_in = int(given["fixed_in"]) if state == "fixed" else None
    seen = given.get("seen", "")
    limits = within(person())
    try:
        store.settle(number, person(), state, remark, fixed_in, seen=seen, within=limits)
    except Stale:
        words = gettext("A colleague settled this report meanwhile. What they wrote stands above.")
        return _page(_read(number), words, "remark", 409)
    return see_other(url_for(".reports"))


def holders(report: ReportCopy) -> tuple[Person, ...]:
    """Who may be given a report: the active people who may see it."""
    return tuple(its for its in active_people() if within(its).holds(report))


@allowed(*EVERYBODY)
def assign(number: int) -> Response:
    """Give a report to somebody to look after, who is told by mail, or to nobody in particular."""
    report = _read(number)
    sent = request.form.get("holder", "")
    to = next((its for its in holders(report) if str(its.id) == sent), None)
    if sent and to is None:
        return _page(report, _not_a_holder(), "holder", 422)
    held = read_count(request.form.get("held", "")) or 0
    try:
        changed = store.assign(number, person(), to, held=held, within=within(person()))
    except NobodyThere:
        return _page(_read(number), _not_a_holder(), "holder", 422)
    except Stale:
        words = gettext("A colleague gave this report to somebody meanwhile. See who has it now.")
        return _page(_read(number), words, "holder", 409)
    if changed and to is not None and to.id != person().id:
        notices.report_assigned(_read(number), to, person())
    return see_other(url_for(".report", number=number))


def _not_a_holder() -> str:
    return gettext("This person may not act on the report. Choose somebody from the list.")


@allowed(*EVERYBODY)
def redact(number: int) -> Response:
    """Take out of a report what tells who somebody is."""
    left = request.form.get("left", "").strip()
    seen = request.form.get("seen", "")
    try:
        store.redact(number, person(), left, seen=seen, within=within(person()))
    except NoSuchReport:
        abort(404)
    except NotTakenOut:
        words = gettext("Only take something out; what the report did not say cannot be added.")
        return _page(_read(number), words, "left", 422)
    except Stale:
        words = gettext("A colleague changed this report meanwhile. Look at it and try again.")
        return _page(_read(number), words, "left", 409)
    return see_other(url_for(".report", number=number))


def _fault(state: str, remark: str, fixed_in: str) -> tuple[str, str]:
    """What is wrong with what was sent, and the field to mend."""
    if state not in STATES:
        return gettext("Choose what became of the report."), "state-new"
    if len(remark) > _LONGEST:
        return gettext("Write at most %(most)s characters.", most=_LONGEST), "remark"
    if state == "explained" and not remark:
        return gettext("Say in the remark how it is explained."), "remark"
    numbers = {str(note.number) for note in release_notes(request_context.today())}
    if state == "fixed" and fixed_in not in numbers:
        return gettext("Write the number of the release in which it was mended."), "fixed_in"
    return "", ""
