"""The kiosk a request comes from, by an opaque token in its cookie, looked up on each request."""

from __future__ import annotations

import hashlib
from typing import cast

from flask import Response, current_app, g, request

from ...store.database import StoreUnavailable
from ...store.kiosks import enrolment
from ...store.kiosks.machines import Kiosk

COOKIE = "kiosk"
PATH = "/kiosk"
_LIFETIME = 400 * 24 * 3600
_SLACK = 30


def current() -> Kiosk | None:
    """The kiosk of this browser, revoked or not; None where it is none."""
    if "kiosk" not in g:
        g.kiosk = _found(request.cookies.get(COOKIE, ""))
    return cast("Kiosk | None", g.kiosk)


def this() -> Kiosk:
    """The kiosk of this request, where the gate has let it in."""
    found = current()
    assert found is not None
    return found


def _found(token: str) -> Kiosk | None:
    """Looked up; while the store does not answer, as it was when it last did."""
    known = current_app.extensions.setdefault("portal_kiosks", {})
    digest = hashlib.sha256(token.encode()).hexdigest()
    try:
        found = enrolment.find(token)
    except StoreUnavailable:
        return cast("Kiosk | None", known.get(digest))
    if found:
        known[digest] = found
    return found


def countdown() -> int:
    """Seconds in which a person may say that they are still there."""
    return cast(int, current_app.config["KIOSK_COUNTDOWN"])


def lifetime(kiosk: Kiosk) -> int:
    """Seconds after which a session ends by itself, if the machine could not even say so."""
    return kiosk.setup.idle_seconds + countdown() + _SLACK


def enrolled(response: Response, token: str) -> Response:
    """Make this browser a kiosk."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=_LIFETIME,
        path=PATH,
        httponly=True,
        samesite="Strict",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
