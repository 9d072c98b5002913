"""The signed-in person's account: sign-ins, password, second factor."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....store import mails
from ....store.mails import BadAddress
from ....store.people import credential_setup, passkeys
from ....store.people import sessions as sign_ins
from ....store.people.credential_setup import WeakPassword
from ....store.people.passkeys import ListedPasskey, PasskeyRefused
from ....store.people.password_strength import SHORTEST
from ....store.people.sessions import Listed
from ...http import request_context
from ...http.redirects import see_other
from .. import notices
from ..moments import moment_words
from ..person_lines import role_words
from . import passkey_site, second_factor, sign_in_forms
from .guard import allowed, freshly_confirmed, person, signed_in
from .setup import Unequal, chosen_password, password_fault


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLine:
    """A living sign-in; ``own``: the one of this browser."""

    id: int
    since: str
    seen: str
    address: str
    agent: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyLine:
    """A passkey in the list; ``elsewhere``: the address it works at, if it is not this one."""

    id: int
    name: str
    since: str
    used: str
    elsewhere: str
    is_stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """The context of the account page.

    ``obstacle``: why no passkey can be made under this address, empty where one can.
    """

    name: str
    role: str
    has_app: bool
    second_factor: bool
    passkeys: tuple[PasskeyLine, ...]
    obstacle: str
    longest_name: int
    codes_left: int
    sign_ins: tuple[SignInLine, ...]
    shortest: int
    done: bool
    error: str
    email: str
    notices: bool
    mails: bool
    field: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/account", "account", show)
    blueprint.add_url_rule(
        "/account/password", "change_password", change_password, methods=["POST"]
    )
    blueprint.add_url_rule("/account/mails", "change_mails", change_mails, methods=["POST"])
    blueprint.add_url_rule(
        "/account/sign-ins/<int:number>", "end_sign_in", end_sign_in, methods=["POST"]
    )


def sign_in_line(listed: Listed) -> SignInLine:
    """A sign-in for a list."""
    return SignInLine(
        id=listed.id,
        since=moment_words(listed.created_at),
        seen=moment_words(listed.seen_at),
        address=listed.address,
        agent=listed.agent,
        own=listed.id == signed_in().id,
    )


def _passkey_line(listed: ListedPasskey) -> PasskeyLine:
    site = passkey_site.relying_party()
    return PasskeyLine(
        id=listed.id,
        name=listed.name,
        since=moment_words(listed.created_at),
        used=moment_words(listed.used_at) if listed.used_at else gettext("not used yet"),
        elsewhere="" if site and site.host == listed.host else listed.host,
        is_stopped=listed.is_stopped,
    )


def account_page(fault: Exception | None = None) -> Response:
    """One's own account, with what was wrong in the last try."""
    who = person()
    is_address = isinstance(fault, BadAddress)
    email, wanted = mails.address_of(who.id)
    context = AccountPage(
        name=who.name,
        role=role_words(who.role),
        has_app=signed_in().has_app,
        second_factor=signed_in().has_second_factor,
        passkeys=tuple(map(_passkey_line, passkeys.passkeys_of(who.id))),
        obstacle=passkey_site.obstacle_words(),
        longest_name=passkeys.LONGEST_NAME,
        codes_left=credential_setup.recovery_codes_left(who.id),
        sign_ins=tuple(
            sign_in_line(sign_in) for sign_in in sign_ins.living(who.id, request_context.now())
        ),
        shortest=SHORTEST,
        done=request.args.get("done") == "1",
        error=_fault_words(fault),
        email=request.form.get("email", "") if is_address else email,
        notices=wanted,
        mails=notices.is_on(),
        field=_field(fault),
    )
    return sign_in_forms.page_of_forms("admin/auth/account.html", context, fault)


def _field(fault: Exception | None) -> str:
    """The part of the page that is wrong."""
    if isinstance(fault, PasskeyRefused):
        return "passkeys"
    return "email" if isinstance(fault, BadAddress) else "password"


def bad_address_words() -> str:
    """What is wrong with what was typed as an e-mail address."""
    return gettext(
        "This is no e-mail address: it needs an @ and a domain after it, or leave it empty."
    )


def _fault_words(fault: Exception | None) -> str:
    if isinstance(fault, BadAddress):
        return bad_address_words()
    if isinstance(fault, PasskeyRefused):
        return second_factor.fault_words(fault)
    return password_fault(fault) if fault else ""


@allowed("editor", "approver", "manager")
def change_mails() -> Response:
    """Keep where one is reached, and whether one wants notices."""
    try:
        address = mails.plain_address(request.form.get("email", ""))
    except BadAddress as fault:
        return account_page(fault)
    wanted = request.form.get("notices") == "yes"
    notices.set_address(person().id, address, wanted, person())
    return see_other(url_for(".account"))


@allowed("editor", "approver", "manager")
def show() -> Response:
    """One's own account."""
    return account_page()


@allowed("editor", "approver", "manager")
@freshly_confirmed
def change_password() -> Response:
    """Keep a new password; every other sign-in of the person ends."""
    try:
        credential_setup.choose_password(
            person().id, chosen_password(), person().name, signed_in().id
        )
    except (Unequal, WeakPassword) as fault:
        return account_page(fault)
    notices.sign_in_changed(person().id, "password_chosen", person().name)
    return see_other(url_for(".account", done="1"))


@allowed("editor", "approver", "manager")
def end_sign_in(number: int) -> Response:
    """End one sign-in of the signed-in person."""
    sign_ins.end(number, person(), request_context.now())
    return see_other(url_for(".account"))
