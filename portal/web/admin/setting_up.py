"""Setting up an account: a new person shows the one-time code and chooses a password."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from ...i18n import gettext
from ...store import choosing
from ...store.attempts import Throttled
from ...store.choosing import WeakPassword
from ...store.proving import NotProved
from .. import surroundings
from . import gates, holding
from .guarding import open_to_strangers
from .pages import admin_page


@dataclass(frozen=True, slots=True)
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
        "short": gettext("Choose at least %(least)s characters.", least=choosing.SHORTEST),
        "name": gettext("Choose a password without your name in it."),
        "plain": gettext("Choose a password of more different characters."),
    }
    return words[fault.reason] if isinstance(fault, WeakPassword) else gates.fault_words(fault)


def chosen_password() -> str:
    """The password written twice. Raises Unequal."""
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        raise Unequal
    return password


def _page(fault: Exception | None = None) -> Response:
    name, code = request.form.get("name", ""), request.form.get("code", "")
    place = "password" if isinstance(fault, Unequal | WeakPassword) else "name"
    error = password_fault(fault) if fault else ""
    context = SetUpPage(name, code, choosing.SHORTEST, error, place)
    return admin_page("admin/set_up.html", context, status=gates.status_of(fault))


@open_to_strangers
def show() -> Response:
    """The form for name, setup code and a password."""
    return _page()


@open_to_strangers
def send() -> Response:
    """Keep the chosen password if the code is right; then one signs in with it."""
    name, code = request.form.get("name", ""), request.form.get("code", "")
    try:
        password = chosen_password()
        choosing.set_up(name, code, password, holding.origin(), surroundings.now())
    except (Unequal, WeakPassword, NotProved, Throttled) as fault:
        return _page(fault)
    return redirect(url_for(".board", ready="1"), 303)  # type: ignore[return-value]
