"""Enrolling a second factor, and the recovery codes that stand in for it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, g, request, url_for

from ....i18n import gettext
from ....store.people import credential_setup, passkeys, sessions
from ....store.people.authentication import NotProved
from ....store.people.credentials import pending_secret, totp_address
from ....store.people.passkeys import PasskeyRefused
from ....store.people.sign_in_throttle import Throttled
from ...http import request_context
from ...http.qr_codes import QrCode, qr_drawn
from ...http.redirects import see_other
from .. import notices
from ..pages import admin_page
from . import passkey_site, resumed_post, session_cookie, sign_in_forms
from .guard import allowed, freshly_confirmed, open_halfway, person, signed_in
from .resumed_post import CarriedForm, CarriedPage

_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolPage:
    """The context of the enrolment: the QR code, the secret in groups, and what was wrong.

    ``due``: whether the person must have a second factor and has none; ``obstacle``: why no passkey
    can be made under this address, empty where one can; ``field``: the one that is wrong.
    """

    qr: QrCode
    secret: str
    due: bool
    next: str
    obstacle: str
    name: str
    longest_name: int
    error: str
    field: str
    carried: CarriedForm | None


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The context of the page that shows recovery codes, once.

    ``carried``: a form that was sent before signing in, which goes on from here.
    """

    codes: tuple[str, ...]
    next: str
    carried: CarriedPage | None


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/second-factor/enrol", "enrol", show)
    blueprint.add_url_rule("/second-factor/enrol", "send_enrol", send, methods=["POST"])
    blueprint.add_url_rule("/account/codes", "renew_codes", renew_codes, methods=["POST"])


def enrol_page(fault: Exception | None = None) -> Response:
    """The two ways to a second factor, with what was wrong in the last try."""
    secret = pending_secret(session_cookie.token())
    address = totp_address(secret, person().name, gettext("New Resident Portal"))
    of_passkey = isinstance(fault, PasskeyRefused | Throttled)
    context = EnrolPage(
        qr=qr_drawn(address),
        secret=" ".join(secret[i : i + _GROUP] for i in range(0, len(secret), _GROUP)),
        due=signed_in().needs_second and not signed_in().has_second_factor,
        next=sign_in_forms.own_path(request.values.get("next", "")),
        obstacle=passkey_site.obstacle_words(),
        name=request.form.get("passkey_name", ""),
        longest_name=passkeys.LONGEST_NAME,
        error=fault_words(fault) if fault else "",
        field="passkey_name" if of_passkey else "code",
        carried=resumed_post.carried_on(),
    )
    return sign_in_forms.page_of_forms("admin/auth/enrol.html", context, fault)


def fault_words(fault: Exception) -> str:
    """Why a second factor was not added or removed."""
    if not isinstance(fault, PasskeyRefused):
        return sign_in_forms.fault_words(fault)
    otherwise = gettext(
        "The passkey was not added: the device's answer was not right, or came after more than "
        "five minutes. Try once more."
    )
    return {
        "name": gettext(
            "Write what you call the device, in at most %(most)s characters.",
            most=passkeys.LONGEST_NAME,
        ),
        "many": gettext(
            "You have %(most)s passkeys already. Remove one that you use no more.",
            most=passkeys.MOST,
        ),
        "last": gettext(
            "This is your last second factor, and your account needs one. Set up another first."
        ),
        "taken": gettext("This passkey is among yours already."),
    }.get(fault.reason, otherwise)


@open_halfway
def show() -> Response:
    """The secret to be put into an authenticator app, or a passkey; nothing is stored yet."""
    if credential_setup.proved_too_little(signed_in()):
        return see_other(url_for(".second_factor"))
    return enrol_page()


@open_halfway
@freshly_confirmed
def send() -> Response:
    """Store the second factor once a code shows that the app has it."""
    secret = pending_secret(session_cookie.token())
    code = request.form.get("code", "")
    try:
        token, codes = credential_setup.enrol(signed_in(), secret, code, request_context.now())
    except NotProved as fault:
        return enrol_page(fault)
    notices.sign_in_changed(person().id, "app_added", person().name)
    return proved(token, codes)


def proved(token: str, codes: tuple[str, ...]) -> Response:
    """Go on as somebody who proved two factors; recovery codes that are new are shown first."""
    session_cookie.change(token)
    g.signed_in = sessions.find(token, request_context.now())
    if codes:
        return _codes_page(codes)
    return see_other(sign_in_forms.own_path(request.form.get("next", "")) or url_for(".account"))


def _codes_page(codes: tuple[str, ...]) -> Response:
    to = sign_in_forms.own_path(request.form.get("next", "")) or url_for(".board")
    carried = resumed_post.carried_on()
    going_on = resumed_post.opened(carried, person().id) if carried else None
    return admin_page("admin/auth/recovery_codes.html", CodesPage(codes, to, going_on))


@allowed("editor", "approver", "manager")
@freshly_confirmed
def renew_codes() -> Response:
    """New recovery codes in place of the old."""
    codes = credential_setup.renew_recovery_codes(signed_in())
    notices.sign_in_changed(person().id, "codes_renewed", person().name)
    return _codes_page(codes)
