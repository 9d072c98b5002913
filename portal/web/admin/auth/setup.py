"""Setting up an account: a new person shows the one-time code and chooses a password."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....store.people import credential_setup
from ....store.people.authentication import NotProved
from ....store.people.credential_setup import WeakPassword
from ....store.people.password_strength import SHORTEST
from ....store.people.sign_in_throttle import Throttled
from ...http import request_context
from ...http.redirects import see_other
from . import session_cookie, sign_in_forms
from .guard import open_to_strangers


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpPage:
    """The context of the form; ``place``: the field that is wrong."""

    name: str
    code: str
    shortest: int
    error: str
    place: str


class Unequal(Exception):
    """The two passwords differ."""


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/setup", "set_up", show)
    blueprint.add_url_rule("/setup", "send_set_up", send, methods=["POST"])


def password_fault(fault: Exception) -> str:
    """What is wrong with a password that somebody chose."""
    if isinstance(fault, Unequal):
        return gettext("The two passwords differ. Write the same one twice.")
    words = {
        "short": gettext("Choose at least %(least)s characters.", least=SHORTEST),
        "name": gettext("Choose a password without your name in it."),
        "site": gettext("This portal's own words are tried first. Add other words to them."),
        "common": gettext("This password is used by many. Add three or four unusual words."),
        "repeat": gettext("Repeating makes it hardly longer. Add other words instead."),
        "sequence": gettext(
            "Figures or keys in a row are tried first. Use three or four words instead."
        ),
        "date": gettext("Days are tried first. Use three or four words instead."),
    }
    guessable = gettext("This can be guessed too easily. Use three or four unusual words.")
    return (
        words.get(fault.reason, guessable)
        if isinstance(fault, WeakPassword)
        else sign_in_forms.fault_words(fault)
    )


def chosen_password() -> str:
    """The password written twice. Raises Unequal."""
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        raise Unequal
    return password


def _page(fault: Exception | None = None) -> Response:
    name = request.form.get("name", "")
    code = request.form.get("code", "")
    place = "password" if isinstance(fault, Unequal | WeakPassword) else "name"
    error = password_fault(fault) if fault else ""
    context = SetUpPage(name=name, code=code, shortest=SHORTEST, error=error, place=place)
    return sign_in_forms.page_of_forms("admin/auth/set_up.html", context, fault)


@open_to_strangers
def show() -> Response:
    """The form for name, setup code and a password."""
    return _page()


@open_to_strangers
def send() -> Response:
    """Keep the chosen password if the code is right; then one signs in with it."""
    name = request.form.get("name", "")
    code = request.form.get("code", "")
    try:
        password = chosen_password()
        credential_setup.set_up(
            name, code, password, session_cookie.origin(), request_context.now()
        )
    except (Unequal, WeakPassword, NotProved, Throttled) as fault:
        return _page(fault)
    return see_other(url_for(".board", ready="1"))
