"""«窗口说的不一样»: tell that the counter said otherwise. No personal data is asked or kept."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from ...i18n import gettext
from ...rules.districts import District
from ...rules.model import Service
from ...store.counting import count
from ...store.reports import LONGEST, TooManyReports, add_report
from .. import surroundings
from ..pages import page
from . import asked


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The context of the report form; ``sent`` after it was taken."""

    service: str
    name: str
    district: str
    district_name: str
    release: int
    words: str
    longest: int
    sent: bool
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/report", "report", show)
    blueprint.add_url_rule("/report", "send_report", send, methods=["POST"])


def _named(given: MultiDict[str, str]) -> tuple[Service, District]:
    """The service and the district that a form or an address names."""
    return asked.service(given.get("service", "")), asked.district(given.get("district", ""))


def _page(service: Service, district: District, words: str, error: str = "") -> Response:
    wording = surroundings.wording()
    context = ReportPage(
        service.id,
        wording.text(service.name),
        district.id,
        wording.text(district.name),
        surroundings.release().number,
        words,
        LONGEST,
        request.args.get("sent") == "1",
        error,
    )
    return page("report.html", context, status=422 if error else 200)


def show() -> Response:
    """The form, with service and district filled in; or the thanks."""
    return _page(*_named(request.args), "")


def send() -> Response:
    """Take a report; with an error the words stay in the form."""
    service, district = _named(request.form)
    words = request.form.get("words", "").strip()
    if len(words) > LONGEST:
        error = gettext("Write at most %(most)s characters.", most=LONGEST)
        return _page(service, district, words[: 4 * LONGEST], error)
    try:
        add_report(service.id, district.id, surroundings.release().number, words)
    except TooManyReports:
        error = gettext("Too many reports came in just now. Try again in an hour, or call 12345.")
        return _page(service, district, words, error)
    count("report", service.id, surroundings.today())
    address = url_for(".report", service=service.id, district=district.id, sent="1")
    return redirect(address, 303)  # type: ignore[return-value]
