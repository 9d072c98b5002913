"""One's own account: sign-ins, password, second factor."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from ...store import choosing, sign_ins
from ...store.choosing import WeakPassword
from ...store.sign_ins import Listed
from .. import surroundings
from ..presenting.moments import moment_words
from ..presenting.people import role_words
from . import gates
from .guarding import allowed, freshly_confirmed, person, signed_in
from .pages import admin_page
from .setting_up import Unequal, chosen_password, password_fault


@dataclass(frozen=True, slots=True)
class SignInLine:
    """A living sign-in; ``own``: the one of this browser."""

    id: int
    since: str
    seen: str
    address: str
    agent: str
    own: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The context of one's own account."""

    name: str
    role: str
    second_factor: bool
    codes_left: int
    sign_ins: tuple[SignInLine, ...]
    shortest: int
    done: bool
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/account", "account", show)
    blueprint.add_url_rule(
        "/account/password", "change_password", change_password, methods=["POST"]
    )
    blueprint.add_url_rule(
        "/account/sign-ins/<int:number>", "end_sign_in", end_sign_in, methods=["POST"]
    )


def sign_in_line(listed: Listed) -> SignInLine:
    """A sign-in for a list."""
    return SignInLine(
        listed.id,
        moment_words(listed.created_at),
        moment_words(listed.seen_at),
        listed.address,
        listed.agent,
        listed.id == signed_in().id,
    )


def _page(fault: Exception | None = None) -> Response:
    who = person()
    context = AccountPage(
        who.name,
        role_words(who.role),
        signed_in().has_second_factor,
        choosing.recovery_codes_left(who.id),
        tuple(sign_in_line(its) for its in sign_ins.living(who.id, surroundings.now())),
        choosing.SHORTEST,
        request.args.get("done") == "1",
        password_fault(fault) if fault else "",
    )
    return admin_page("admin/account.html", context, status=gates.status_of(fault))


@allowed("editor", "approver", "manager")
def show() -> Response:
    """One's own account."""
    return _page()


@allowed("editor", "approver", "manager")
@freshly_confirmed
def change_password() -> Response:
    """Keep a new password; every other sign-in of the person ends."""
    try:
        choosing.choose_password(person().id, chosen_password(), person().name, signed_in().id)
    except (Unequal, WeakPassword) as fault:
        return _page(fault)
    return redirect(url_for(".account", done="1"), 303)  # type: ignore[return-value]


@allowed("editor", "approver", "manager")
def end_sign_in(number: int) -> Response:
    """End one of one's own sign-ins."""
    sign_ins.end(number, person(), surroundings.now())
    return redirect(url_for(".account"), 303)  # type: ignore[return-value]
