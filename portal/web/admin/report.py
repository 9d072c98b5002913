"""One report and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, request, url_for

from ...i18n import gettext
from ...store import reports as store
from ...store.history import release_notes
from ...store.reports import STATES, NoSuchReport, ReportCopy, Stale
from .. import surroundings
from ..presenting.people import Choice
from .guarding import EVERYBODY, allowed, person
from .pages import admin_page
from .reporting import ReportLine, report_line, state_words, within

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The context of one report and the form that settles it."""

    line: ReportLine
    states: tuple[Choice, ...]
    remark: str
    fixed_in: str
    release: int
    seen: str
    longest: int
    error: str
    field: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/reports/<int:number>", "report", show)
    blueprint.add_url_rule("/reports/<int:number>", "settle_report", settle, methods=["POST"])


def _read(number: int) -> ReportCopy:
    try:
        return store.read_report(number, within(person()))
    except NoSuchReport:
        abort(404)


def _page(report: ReportCopy, error: str = "", field: str = "", status: int = 200) -> Response:
    given = request.form if error else {}
    state = given.get("state", report.state)
    context = ReportPage(
        report_line(report),
        tuple(Choice(its, state_words(its), its == state) for its in STATES),
        given.get("remark", report.remark),
        given.get("fixed_in", str(report.fixed_in or "")),
        surroundings.release().number,
        report.seen,
        _LONGEST,
        error,
        field,
    )
    return admin_page("admin/report.html", context, status=status)


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """One report."""
    return _page(_read(number))


@allowed(*EVERYBODY)
def settle(number: int) -> Response:
    """Say what became of a report."""
    report, given = _read(number), request.form
    state, remark = given.get("state", ""), given.get("remark", "").strip()
    error, field = _fault(state, remark, given.get("fixed_in", "").strip())
    if error:
        return _page(report, error, field, 422)
    fixed_in = int(given["fixed_in"]) if state == "fixed" else None
    seen, limits = given.get("seen", ""), within(person())
    try:
        store.settle(number, person(), state, remark, fixed_in, seen=seen, within=limits)
    except Stale:
        words = gettext("A colleague settled this report meanwhile. What they wrote stands above.")
        return _page(_read(number), words, "remark", 409)
    return redirect(url_for(".reports"), 303)  # type: ignore[return-value]


def _fault(state: str, remark: str, fixed_in: str) -> tuple[str, str]:
    """What is wrong with what was sent, and the field to mend."""
    if state not in STATES:
        return gettext("Choose what became of the report."), "state-new"
    if len(remark) > _LONGEST:
        return gettext("Write at most %(most)s characters.", most=_LONGEST), "remark"
    if state == "explained" and not remark:
        return gettext("Say in the remark how it is explained."), "remark"
    numbers = {str(note.number) for note in release_notes(surroundings.today())}
    if state == "fixed" and fixed_in not in numbers:
        return gettext("Write the number of the release in which it was mended."), "fixed_in"
    return "", ""
