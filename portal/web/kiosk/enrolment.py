"""Kiosk enrolment: a one-time code, typed once on a keypad on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ...i18n import gettext, ngettext
from ...store.kiosks import enrolment
from ...store.kiosks.enrolment import NotEnrolled
from ...store.people.sign_in_throttle import Throttled
from ..http import kiosk_machine, request_context
from ..http.pages import page
from ..http.redirects import see_other

_LONGEST = 20


@dataclass(frozen=True, slots=True)
class EnrolPage:
    """The context of the page that takes the code."""

    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/enrol", "enrol", enrol)
    blueprint.add_url_rule("/enrol", "send_code", send_code, methods=["POST"])


def _home(language: str) -> Response:
    return see_other(url_for(f"kiosk-{language}.home"))


def enrol() -> Response:
    """Ask for the code; a kiosk that is one goes home."""
    kiosk = kiosk_machine.current()
    if kiosk and not kiosk.is_revoked:
        return _home(kiosk.setup.languages[0])
    return page("kiosk/enrol.html", EnrolPage(""))


def throttled_words(fault: Throttled) -> str:
    """How long to wait."""
    return ngettext(
        "Too many tries. Try again in %(num)s minute.",
        "Too many tries. Try again in %(num)s minutes.",
        -(-fault.seconds // 60),
    )


def send_code() -> Response:
    """Take the code; a right one makes this browser a kiosk and counts no more."""
    code = request.form.get("code", "")[:_LONGEST]
    address = request.remote_addr or ""
    try:
        token = enrolment.enrol(code, address, request_context.now())
    except NotEnrolled:
        words = gettext("This code is not right, was used already or has expired.")
        return page("kiosk/enrol.html", EnrolPage(words), status=422)
    except Throttled as fault:
        return page("kiosk/enrol.html", EnrolPage(throttled_words(fault)), status=429)
    kiosk = enrolment.find(token)
    assert kiosk is not None
    return kiosk_machine.enrolled(_home(kiosk.setup.languages[0]), token)
