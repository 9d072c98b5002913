"""What was sent after the sign-in had ended: kept through signing in, for the same person alone.

It travels in the forms themselves, sealed; nothing is stored, and nothing is done before the person
presses the button of a page that says what is sent.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, request

from ....store.people.credentials import keyed
from ...http import request_context
from ..pages import admin_page
from . import session_cookie

FIELD = "carried"
_SEAL = "carried-seal"
_FOR = timedelta(hours=1)
_SECRET = frozenset(("password", "again", "proof", "code", "pin", "passkey", "new_passkey"))
"""Fields that stand in no page again: a form with one is typed anew."""


@dataclass(frozen=True, slots=True)
class CarriedForm:
    """A form on its way through signing in, as the hidden fields that carry it."""

    text: str
    seal: str


@dataclass(frozen=True, slots=True)
class CarriedPage:
    """The context of the page that sends a form on; ``fields`` are those typed into it."""

    action: str
    fields: tuple[tuple[str, str], ...]


def taken_up() -> CarriedForm | None:
    """The form that was just sent by somebody who is not signed in, or under another sign-in."""
    person = session_cookie.form_made_for()
    if not person or request.method != "POST" or request.files:
        return None
    fields = [[k, v] for k, v in request.form.items(multi=True) if k != session_cookie.FIELD]
    if not fields or not _SECRET.isdisjoint(request.form):
        return None
    at = request_context.now().isoformat()
    whole = [person, at, request.full_path.rstrip("?"), fields]
    return _sealed(json.dumps(whole, ensure_ascii=False))


def carried_on() -> CarriedForm | None:
    """The form that a form of signing in carries."""
    text = request.form.get(FIELD, "")
    seal = request.form.get(_SEAL, "")
    right = keyed("carried", text).encode()
    return CarriedForm(text, seal) if text and hmac.compare_digest(seal.encode(), right) else None


def _sealed(text: str) -> CarriedForm:
    return CarriedForm(text, keyed("carried", text))


def opened(carried_form: CarriedForm, person: int) -> CarriedPage | None:
    """The form that is carried; None where it is another person's, or old."""
    whose, at, action, fields = json.loads(carried_form.text)
    fresh = request_context.now() - datetime.fromisoformat(at) <= _FOR
    if whose != person or not fresh:
        return None
    return CarriedPage(action, tuple((name, value) for name, value in fields))


def send_on_page(carried_form: CarriedForm, person: int) -> Response | None:
    """The page that sends a form on; None where it is another person's, or old."""
    page = opened(carried_form, person)
    return admin_page("admin/auth/resumed_post.html", page) if page else None
