"""Access to kiosk pages, and the cache headers they get."""

from __future__ import annotations

from flask import Response, request, url_for

from ..http import request_context
from ..http.kiosk_machine import current
from ..http.redirects import see_other
from .switched_off import switched_off

#: Views for a browser that is no kiosk yet.
_OPEN = frozenset({"enrol", "send_code"})
#: Guides and lists, which a kiosk may show again without the server; all else is kept nowhere.
KEPT = frozenset(
    {"home", "district", "guide", "service", "districts", "about", "privacy", "history"}
    | {"unreachable", "feed"}
)


def _view() -> str:
    return (request.endpoint or "").partition(".")[2]


def gate() -> Response | None:
    """Let a kiosk pass; lead any other browser to enrolling, a revoked kiosk nowhere."""
    if _view() in _OPEN:
        return None
    found = current()
    if found is None:
        return see_other(url_for(f"kiosk-{request_context.language().id}.enrol"))
    if found.is_revoked:
        return switched_off()
    if request_context.language().id not in found.setup.languages:
        return see_other(url_for(f"kiosk-{found.setup.languages[0]}.home"))
    return None


def keep_nothing(response: Response) -> Response:
    """Pages of a person are kept by no cache; guides are asked for anew each time."""
    kept = _view() in KEPT and response.status_code == 200
    response.headers["Cache-Control"] = "no-cache" if kept else "no-store"
    return response
