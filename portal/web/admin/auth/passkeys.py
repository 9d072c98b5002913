"""Passkeys: one is made by the browser and named, asked for, and removed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, request, url_for

from ....store.people import credential_setup, passkeys
from ....store.people.authentication import NotProved
from ....store.people.passkeys import PasskeyRefused, Purpose, RelyingParty
from ....store.people.sign_in_throttle import Throttled
from ...http import request_context
from ...http.redirects import see_other
from .. import notices
from ..pages import admin_page
from . import account, passkey_site, resumed_post, second_factor, sign_in_forms
from .guard import allowed, freshly_confirmed, open_halfway, person, signed_in
from .resumed_post import CarriedForm

NEW_PASSKEY = "new_passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskeyPage:
    """The context of the page on which the browser makes a passkey; ``options``: JSON for it."""

    name: str
    options: str
    next: str
    carried: CarriedForm | None


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/second-factor/passkeys/new", "new_passkey", begin, methods=["POST"])
    blueprint.add_url_rule("/second-factor/passkeys", "add_passkey", add, methods=["POST"])
    blueprint.add_url_rule(
        "/second-factor/challenge", "passkey_challenge", challenge, methods=["POST"]
    )
    blueprint.add_url_rule(
        "/account/passkeys/<int:number>/remove", "remove_passkey", remove, methods=["POST"]
    )


def _site() -> RelyingParty:
    """The portal under the address asked for. Raises PasskeyRefused where there are no passkeys."""
    site = passkey_site.relying_party()
    if site is None:
        raise PasskeyRefused("site")
    return site


@open_halfway
@freshly_confirmed
def begin() -> Response:
    """Take the name of a new passkey and ask the browser to make it."""
    if credential_setup.proved_too_little(signed_in()):
        return see_other(url_for(".second_factor"))
    try:
        context = NewPasskeyPage(
            name=passkeys.plain_name(request.form.get("passkey_name", "")),
            options=passkeys.creation_options(signed_in(), _site(), request_context.now()),
            next=sign_in_forms.own_path(request.form.get("next", "")),
            carried=resumed_post.carried_on(),
        )
    except (PasskeyRefused, Throttled) as fault:
        return second_factor.enrol_page(fault)
    return admin_page("admin/auth/new_passkey.html", context)


@open_halfway
@freshly_confirmed
def add() -> Response:
    """Keep the passkey that the browser made; the browser gets a new token."""
    name = request.form.get("passkey_name", "")
    answer = request.form.get(NEW_PASSKEY, "")
    try:
        token, codes = credential_setup.add_passkey(
            signed_in(), name, answer, _site(), request_context.now()
        )
    except (NotProved, PasskeyRefused) as fault:
        return second_factor.enrol_page(fault)
    notices.sign_in_changed(person().id, "passkey_added", person().name, passkeys.plain_name(name))
    return second_factor.proved(token, codes)


@open_halfway
def challenge() -> Response:
    """What a passkey of this person has to sign now: options for the browser's script, as JSON."""
    site = passkey_site.relying_party() or abort(404)
    purpose: Purpose = "confirm" if signed_in().complete else "sign_in"
    try:
        options = passkeys.request_options(signed_in(), purpose, site, request_context.now())
    except Throttled as fault:
        return _challenge_refused(fault)
    return current_app.response_class(options, mimetype="application/json")


def _challenge_refused(fault: Throttled) -> Response:
    """What the browser's script shows beside the button of a passkey."""
    words = sign_in_forms.fault_words(fault)
    response = current_app.response_class(words, status=429, mimetype="text/plain")
    response.headers["Retry-After"] = str(fault.seconds)
    return response


@allowed("editor", "approver", "manager")
@freshly_confirmed
def remove(number: int) -> Response:
    """Remove one of one's own passkeys."""
    try:
        name = passkeys.remove(person(), number)
    except PasskeyRefused as fault:
        return account.account_page(fault)
    if name:
        notices.sign_in_changed(person().id, "passkey_removed", person().name, name)
    return see_other(url_for(".account"))
