"""Signing in and out, and the second factor on the way in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, Response, g, request, url_for

from ....store.database import StoreUnavailable
from ....store.people import authentication, known_browsers, sessions
from ....store.people.authentication import NotProved
from ....store.people.sign_in_throttle import Throttled
from ...http import request_context
from ...http.redirects import see_other
from ..pages import admin_page
from . import resumed_post, session_cookie, sign_in_forms
from .guard import open_halfway, open_to_strangers, person, signed_in
from .resumed_post import CarriedForm


@dataclass(frozen=True, slots=True)
class SecondFactorPage:
    """The context of the form for a code."""

    next: str
    error: str
    carried: CarriedForm | None


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/", "sign_in", sign_in, methods=["POST"])
    blueprint.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    blueprint.add_url_rule("/second-factor", "second_factor", show_second_factor)
    blueprint.add_url_rule(
        "/second-factor", "send_second_factor", send_second_factor, methods=["POST"]
    )


def onwards() -> Response:
    """To the page asked for before signing in, or to the overview."""
    return _sent_on(signed_in().person.id) or _onwards()


def _onwards() -> Response:
    to = sign_in_forms.own_path(request.form.get("next", "")) or url_for(".board")
    return see_other(to)


def _sent_on(person: int) -> Response | None:
    """The page that sends on what was typed before the sign-in ended, if that is carried here."""
    carried = resumed_post.carried_on()
    return resumed_post.send_on_page(carried, person) if carried else None


@open_to_strangers
def sign_in() -> Response:
    """Take name and password; the browser gets a new token, whatever it held before."""
    name = request.form.get("name", "")
    password = request.form.get("password", "")
    try:
        token = authentication.sign_in(
            name, password, session_cookie.origin(), request_context.now()
        )
    except (NotProved, Throttled) as fault:
        return sign_in_forms.sign_in_form(fault)
    earlier = g.get("signed_in")
    if earlier is not None:
        sessions.end(earlier.id, earlier.person, request_context.now())
    session_cookie.change(token)
    _know(token)
    g.signed_in = sessions.find(token, request_context.now())
    if resumed_post.carried_on() is None:
        return _onwards()
    if not signed_in().complete and signed_in().has_second_factor:
        return _second_factor_page()
    return onwards() if signed_in().complete else _onwards()


def _know(token: str) -> None:
    """Know this browser from now on; where that cannot be noted the sign-in goes on."""
    with suppress(StoreUnavailable):
        found = sessions.find(token, request_context.now())
        if found is not None:
            session_cookie.know(
                known_browsers.remember(
                    found.person.id, session_cookie.browser(), request_context.now()
                )
            )


@open_halfway
def sign_out() -> Response:
    """End this sign-in; the browser's token means nothing any more."""
    sessions.end(signed_in().id, person(), request_context.now())
    session_cookie.change(sessions.new_token())
    return see_other(url_for(".board"))


def _second_factor_page(fault: Exception | None = None) -> Response:
    error = sign_in_forms.fault_words(fault) if fault else ""
    to = sign_in_forms.own_path(request.values.get("next", ""))
    context = SecondFactorPage(to, error, resumed_post.carried_on())
    return admin_page(
        "admin/auth/second_factor.html", context, status=sign_in_forms.status_of(fault)
    )


@open_halfway
def show_second_factor() -> Response:
    """The form for a code of the authenticator app, or for a recovery code."""
    return _second_factor_page()


@open_halfway
def send_second_factor() -> Response:
    """Take the code; the browser gets a new token."""
    code = request.form.get("code", "")
    try:
        token = authentication.second_factor(signed_in(), code, request_context.now())
    except (NotProved, Throttled) as fault:
        return _second_factor_page(fault)
    session_cookie.change(token)
    g.signed_in = sessions.find(token, request_context.now())
    return onwards()
