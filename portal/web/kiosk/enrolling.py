"""Making a browser a kiosk: a one-time code, entered once with keys on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from ...i18n import gettext, ngettext
from ...store import enrolment
from ...store.attempts import Throttled
from ...store.enrolment import NotEnrolled
from .. import surroundings
from ..pages import page
from . import machine

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
    return redirect(url_for(f"kiosk-{language}.home"), 303)  # type: ignore[return-value]


def enrol() -> Response:
    """Ask for the code; a kiosk that is one goes home."""
    kiosk = machine.current()
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
    code, address = request.form.get("code", "")[:_LONGEST], request.remote_addr or ""
    try:
        token = enrolment.enrol(code, address, surroundings.now())
    except NotEnrolled:
        words = gettext("This code is not right, was used already or has expired.")
        return page("kiosk/enrol.html", EnrolPage(words), status=422)
    except Throttled as fault:
        return page("kiosk/enrol.html", EnrolPage(throttled_words(fault)), status=429)
    kiosk = enrolment.find(token)
    assert kiosk is not None
    return machine.enrolled(_home(kiosk.setup.languages[0]), token)
