"""Signing in and out, and the second factor on the way in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, g, redirect, request, url_for

from ...store import proving, sign_ins
from ...store.attempts import Throttled
from ...store.proving import NotProved
from .. import surroundings
from . import gates, holding
from .guarding import open_halfway, open_to_strangers, person, signed_in
from .pages import admin_page


@dataclass(frozen=True, slots=True)
class SecondFactorPage:
    """The context of the form for a code."""

    next: str
    error: str


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
    to = gates.own_path(request.form.get("next", "")) or url_for(".board")
    return redirect(to, 303)  # type: ignore[return-value]


@open_to_strangers
def sign_in() -> Response:
    """Take name and password; the browser gets a new token, whatever it held before."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        token = proving.sign_in(name, password, holding.origin(), surroundings.now())
    except (NotProved, Throttled) as fault:
        return gates.sign_in_form(fault)
    earlier = g.get("signed_in")
    if earlier is not None:
        sign_ins.end(earlier.id, earlier.person, surroundings.now())
    holding.change(token)
    return onwards()


@open_halfway
def sign_out() -> Response:
    """End this sign-in; the browser's token means nothing any more."""
    sign_ins.end(signed_in().id, person(), surroundings.now())
    holding.change(sign_ins.new_token())
    return redirect(url_for(".board"), 303)  # type: ignore[return-value]


def _second_factor_page(fault: Exception | None = None) -> Response:
    error = gates.fault_words(fault) if fault else ""
    context = SecondFactorPage(gates.own_path(request.values.get("next", "")), error)
    return admin_page("admin/second_factor.html", context, status=gates.status_of(fault))


@open_halfway
def show_second_factor() -> Response:
    """The form for a code of the authenticator app, or for a recovery code."""
    return _second_factor_page()


@open_halfway
def send_second_factor() -> Response:
    """Take the code; the browser gets a new token."""
    code = request.form.get("code", "")
    try:
        token = proving.second_factor(signed_in(), code, holding.origin(), surroundings.now())
    except (NotProved, Throttled) as fault:
        return _second_factor_page(fault)
    holding.change(token)
    return onwards()
