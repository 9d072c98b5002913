"""Enrolling a second factor, and the recovery codes that stand in for it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....store.people import credential_setup
from ....store.people.accounts import SECOND_FACTOR_ROLES
from ....store.people.authentication import NotProved
from ....store.people.credentials import pending_secret, totp_address
from ...http import request_context
from ...http.qr_codes import QrCode, qr_drawn
from ...http.redirects import see_other
from ..pages import admin_page
from . import session_cookie, sign_in_forms
from .guard import allowed, freshly_confirmed, open_halfway, person, signed_in

_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolPage:
    """The context of the enrolment: the QR code, the secret in groups, and what was wrong."""

    qr: QrCode
    secret: str
    due: bool
    next: str
    error: str


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The context of the page that shows recovery codes, once."""

    codes: tuple[str, ...]
    next: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/second-factor/enrol", "enrol", show)
    blueprint.add_url_rule("/second-factor/enrol", "send_enrol", send, methods=["POST"])
    blueprint.add_url_rule("/account/codes", "renew_codes", renew_codes, methods=["POST"])


def _page(fault: Exception | None = None) -> Response:
    secret = pending_secret(session_cookie.token())
    address = totp_address(secret, person().name, gettext("New Resident Portal"))
    context = EnrolPage(
        qr=qr_drawn(address),
        secret=" ".join(secret[i : i + _GROUP] for i in range(0, len(secret), _GROUP)),
        due=person().role in SECOND_FACTOR_ROLES,
        next=sign_in_forms.own_path(request.values.get("next", "")),
        error=sign_in_forms.fault_words(fault) if fault else "",
    )
    return admin_page("admin/auth/enrol.html", context, status=sign_in_forms.status_of(fault))


def _proved_too_little() -> bool:
    """A password alone does not replace a second factor that is there."""
    return signed_in().has_second_factor and signed_in().factors < 2


@open_halfway
def show() -> Response:
    """The secret to be put into an authenticator app; nothing is stored yet."""
    if _proved_too_little():
        return see_other(url_for(".second_factor"))
    return _page()


@open_halfway
@freshly_confirmed
def send() -> Response:
    """Store the second factor once a code shows that the app has it."""
    secret = pending_secret(session_cookie.token())
    code = request.form.get("code", "")
    try:
        token, codes = credential_setup.enrol(signed_in(), secret, code, request_context.now())
    except NotProved as fault:
        return _page(fault)
    session_cookie.change(token)
    return _codes_page(codes)


def _codes_page(codes: tuple[str, ...]) -> Response:
    to = sign_in_forms.own_path(request.form.get("next", "")) or url_for(".board")
    return admin_page("admin/auth/recovery_codes.html", CodesPage(codes, to))


@allowed("editor", "approver", "manager")
@freshly_confirmed
def renew_codes() -> Response:
    """New recovery codes in place of the old."""
    return _codes_page(credential_setup.renew_recovery_codes(signed_in()))
