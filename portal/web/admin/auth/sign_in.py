"""Signing in and out, and the second factor on the way in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, Response, g, request, url_for

from ....i18n import gettext
from ....store.database import StoreUnavailable
from ....store.people import authentication, known_browsers, sessions
from ....store.people.authentication import NotProved
from ....store.people.sign_in_throttle import Throttled
from ...http import request_context
from ...http.redirects import see_other
from . import passkey_site, resumed_post, second_factor, session_cookie, sign_in_forms
from .guard import open_halfway, open_to_strangers, person, signed_in
from .resumed_post import CarriedForm


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorPage:
    """The context of the form for a code or a passkey.

    ``has_app``: whether there are codes of an app; ``has_passkey``: whether one works here;
    ``obstacle``: why none works here that the person has, empty where one does.
    """

    next: str
    error: str
    has_app: bool
    has_passkey: bool
    obstacle: str
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
    if signed_in().complete:
        return onwards()
    return _second_factor_page() if signed_in().has_second_factor else second_factor.enrol_page()


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
    has_passkey = passkey_site.has_usable(person().id)
    lacks_one = signed_in().has_passkey and not has_passkey
    context = SecondFactorPage(
        next=to,
        error=error,
        has_app=signed_in().has_app,
        has_passkey=has_passkey,
        obstacle=_obstacle_words() if lacks_one else "",
        carried=resumed_post.carried_on(),
    )
    return sign_in_forms.page_of_forms("admin/auth/second_factor.html", context, fault)


def _obstacle_words() -> str:
    """Why none of the passkeys that somebody has works here."""
    return passkey_site.obstacle_words() or gettext(
        "Your passkeys were made for another address of the portal, or were stopped."
    )


@open_halfway
def show_second_factor() -> Response:
    """The form for a code of the authenticator app, a passkey, or a recovery code."""
    return _second_factor_page()


@open_halfway
def send_second_factor() -> Response:
    """Take the code or the passkey; the browser gets a new token."""
    try:
        token = _proved_token()
    except (NotProved, Throttled) as fault:
        sign_in_forms.tell_if_stopped(fault, person())
        return _second_factor_page(fault)
    session_cookie.change(token)
    g.signed_in = sessions.find(token, request_context.now())
    return onwards()


def _proved_token() -> str:
    """The token of who proved the second factor. Raises NotProved, Throttled."""
    answer = request.form.get(sign_in_forms.PASSKEY)
    site = passkey_site.relying_party()
    now = request_context.now()
    if answer and site:
        return authentication.second_factor_by_passkey(signed_in(), answer, site, now)
    return authentication.second_factor(signed_in(), request.form.get("code", ""), now)
