"""«窗口说的不一样»: tell that the counter said otherwise. No personal data is asked or kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import MultiDict

from ...i18n import gettext
from ...rules.model.districts import District
from ...rules.model.ruleset import Service
from ...store.personal_numbers import figures
from ...store.reports import LONGEST, Said, Told, add_report, known_said, known_told
from ...store.usage_counts import count
from ..http import request_context
from ..http.pages import page
from ..http.redirects import see_other
from ..lines.counters import counters_of
from ..lines.report_words import fitting, said_words, told_words
from . import lookups


@dataclass(frozen=True, slots=True)
class Tap:
    """A choice to tap."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What a form holds."""

    said: tuple[Said, ...] = ()
    told: Told | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """The context of the report form; ``sent`` after it was taken; ``field``: what to mend."""

    service: str
    name: str
    district: str
    district_name: str
    release: int
    said: tuple[Tap, ...]
    told: tuple[Tap, ...]
    words: str
    longest: int
    sent: bool
    error: str
    field: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/report", "report", show)
    blueprint.add_url_rule("/report", "send_report", send, methods=["POST"])


def _named(given: MultiDict[str, str]) -> tuple[Service, District]:
    """The service and the district that a form or an address names."""
    return lookups.service(given.get("service", "")), lookups.district_or_city(
        given.get("district", "")
    )


def _page(
    service: Service, district: District, given: Given, error: str = "", field: str = ""
) -> Response:
    wording = request_context.wording()
    release = request_context.release()
    counters = counters_of(release.ruleset, district, request_context.today(), service)
    choices = fitting(service, has_counter=bool(counters))
    told: tuple[Told, ...] = get_args(Told)
    context = ReportPage(
        service=service.id,
        name=wording.text(service.name),
        district=district.id,
        district_name=wording.text(district.name),
        release=release.number,
        said=tuple(Tap(its, said_words(its), its in given.said) for its in choices),
        told=tuple(Tap(its, told_words(its), its == given.told) for its in told),
        words=given.words,
        longest=LONGEST,
        sent=request.args.get("sent") == "1",
        error=error,
        field=field,
    )
    return page("resident/report.html", context, status=422 if error else 200)


def show() -> Response:
    """The form, with service and district filled in; or the thanks."""
    return _page(*_named(request.args), Given())


def _offices() -> frozenset[str]:
    """The telephones of counters and hotlines, with and without the city's code."""
    ruleset = request_context.release().ruleset
    lists = [contact.tel for contact in ruleset.contacts.values()]
    lists += [tel for counter in ruleset.counters.values() for tel in counter.tel]
    numbers = {figures(tel) for tel in lists}
    return frozenset(numbers | {number.removeprefix(ruleset.city.area_code) for number in numbers})


def send() -> Response:
    """Take a report; with an error everything stays in the form."""
    service, district = _named(request.form)
    given = Given(
        said=known_said(request.form.getlist("said")),
        told=known_told(request.form.get("told", "")),
        words="" if request_context.channel() == "kiosk" else request.form.get("words", "").strip(),
    )
    if len(given.words) > LONGEST:
        error = gettext("Write at most %(most)s characters.", most=LONGEST)
        shown = replace(given, words=given.words[: 4 * LONGEST])
        return _page(service, district, shown, error, "words")
    if not given.said and not given.words:
        error = (
            gettext("Tap what the counter said.")
            if request_context.channel() == "kiosk"
            else gettext("Tap what the counter said, or write it down.")
        )
        return _page(service, district, given, error, "said")
    add_report(
        service.id,
        district.id,
        request_context.release().number,
        given.words,
        _offices(),
        said=given.said,
        told=given.told,
    )
    count("report", service.id, request_context.today())
    address = url_for(".report", service=service.id, district=district.id, sent="1")
    return see_other(address)
