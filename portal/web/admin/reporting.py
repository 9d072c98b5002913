"""Residents' reports that a counter said otherwise: listed, sifted, taken away."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from flask import Blueprint, Response, request, url_for

from ...i18n import gettext
from ...store import reports as store
from ...store.people import Person
from ...store.reports import STATES, Filter, ReportCopy, Within
from .. import surroundings
from ..presenting.people import Choice
from ..presenting.spreadsheets import csv_response
from .finding import DistrictGroup, district_groups, page_number
from .guarding import EVERYBODY, allowed, person
from .navigation import COUNTED
from .pages import admin_page

PAGE = 50


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in words. ``guide`` and ``item``: what it speaks of, for residents and here."""

    id: int
    when: str
    service: str
    district: str
    release: int
    words: str
    state: str
    state_words: str
    remark: str
    href: str
    guide: str
    item: str


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """The context of the list of reports."""

    lines: tuple[ReportLine, ...]
    states: tuple[Choice, ...]
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


def within(its: Person) -> Within:
    """The reports a person may see: an editor's districts and the services of their topics."""
    services = surroundings.release().ruleset.services.values()
    topics = its.topics
    of_topics = None if topics is None else {s.id for s in services if s.topic in topics}
    return Within(its.districts, of_topics)


def new_for(its: Person) -> int:
    """How many reports wait that a person may see."""
    return store.count_reports(Filter(state="new"), within(its))


COUNTED["reports"] = new_for


def state_words(state: str) -> str:
    """What became of a report."""
    return {
        "new": gettext("not settled yet"),
        "accepted": gettext("accepted"),
        "explained": gettext("explained"),
        "fixed": gettext("mended"),
    }[state]


def report_line(report: ReportCopy) -> ReportLine:
    """A report in words."""
    words, ruleset = surroundings.wording(), surroundings.release().ruleset
    service = ruleset.services.get(report.service)
    district = ruleset.gazetteer.districts.get(report.district)
    state = state_words(report.state)
    if report.fixed_in:
        state = gettext("mended in release %(number)s", number=report.fixed_in)
    guide = f"phone-{surroundings.language().id}.guide"
    return ReportLine(
        report.id,
        words.moment(report.created_at),
        words.text(service.name) if service else report.service,
        words.text(district.name) if district else report.district,
        report.release,
        report.words,
        report.state,
        state,
        report.remark,
        url_for(".report", number=report.id),
        url_for(guide, district=report.district, name=report.service) if district else "",
        url_for(".find", service=report.service, district=report.district) if service else "",
    )


def _filter() -> Filter:
    return Filter(*(request.args.get(name, "")[:80] for name in ("state", "district", "service")))


@allowed(*EVERYBODY)
def show_all() -> Response:
    """Reports, newest first, as ``?state=&district=&service=`` asks."""
    wanted, limits = _filter(), within(person())
    count = store.count_reports(wanted, limits)
    pages = max(1, -(-count // PAGE))
    number = page_number(pages)
    found = store.list_reports(wanted, limits, first=(number - 1) * PAGE, most=PAGE)
    kept = {name: value for name, value in asdict(wanted).items() if value}
    words, services = surroundings.wording(), surroundings.release().ruleset.services
    context = ReportsPage(
        tuple(map(report_line, found)),
        tuple(Choice(its, state_words(its), its == wanted.state) for its in STATES),
        district_groups(surroundings.today(), wanted.district),
        tuple(Choice(i, words.text(s.name), i == wanted.service) for i, s in services.items()),
        count,
        number,
        pages,
        url_for(".reports", **kept, page=number - 1) if number > 1 else "",
        url_for(".reports", **kept, page=number + 1) if number < pages else "",
        url_for(".reports_csv", **kept),
    )
    return admin_page("admin/reports.html", context, fragment="reports")


@allowed(*EVERYBODY)
def as_csv() -> Response:
    """The same as a file for spreadsheets."""
    head = (
        *(gettext("No."), gettext("When"), gettext("Service"), gettext("District")),
        *(gettext("Release of the rules"), gettext("Words of the report"), gettext("State")),
        gettext("Remark"),
    )
    lines = map(report_line, store.list_reports(_filter(), within(person())))
    rows = (
        (
            *(its.id, its.when, its.service, its.district, its.release, its.words),
            *(its.state_words, its.remark),
        )
        for its in lines
    )
    return csv_response("reports.csv", head, rows)
