"""Which kiosk a request comes from: an opaque token in its browser, looked up at each request."""

from __future__ import annotations

import hashlib
from typing import cast

from flask import Response, current_app, g, redirect, request, url_for

from ...store import enrolment
from ...store.database import StoreUnavailable
from ...store.kiosks import Kiosk
from .. import surroundings
from .off import switched_off

COOKIE = "kiosk"
PATH = "/kiosk"
#: Views for a browser that is no kiosk yet.
_OPEN = frozenset({"enrol", "send_code"})
#: Guides and lists, which a kiosk may show again without the server; all else is kept nowhere.
KEPT = frozenset(
    {"home", "district", "guide", "service", "districts", "about", "privacy", "history"}
    | {"unreachable", "feed"}
)
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


def _view() -> str:
    return (request.endpoint or "").partition(".")[2]


def gate() -> Response | None:
    """Let a kiosk pass; lead any other browser to enrolling, a revoked kiosk nowhere."""
    if _view() in _OPEN:
        return None
    found = current()
    if found is None:
        return redirect(url_for(f"kiosk-{surroundings.language().id}.enrol"), 303)  # type: ignore[return-value]
    if found.is_revoked:
        return switched_off()
    if surroundings.language().id not in found.setup.languages:
        return redirect(url_for(f"kiosk-{found.setup.languages[0]}.home"), 303)  # type: ignore[return-value]
    return None


def keep_nothing(response: Response) -> Response:
    """Pages of a person are kept by no cache; guides are asked for anew each time."""
    kept = _view() in KEPT and response.status_code == 200
    response.headers["Cache-Control"] = "no-cache" if kept else "no-store"
    return response
