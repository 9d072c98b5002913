"""Kiosk sessions: kept alive, ended once that is confirmed, and counted as numbers per day."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request, url_for

from ...store.database import StoreUnavailable
from ...store.kiosks import enrolment
from ...store.usage_counts import count
from ..answer_cookie import expire, forget, read_cookie, write_cookie
from ..http import kiosk_machine, request_context
from ..http.pages import page
from ..http.redirects import see_other
from ..http.slash_redirects import page_at
from . import clerk_unlock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ConfirmEndPage:
    """The context of the page that asks before all is cleared; ``back``: where somebody was."""

    back: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/end", "end", end, methods=["GET", "POST"])
    blueprint.add_url_rule("/end/confirm", "confirm_end", confirm_end)
    blueprint.add_url_rule("/alive", "alive", alive, methods=["POST"])
    blueprint.add_url_rule("/printed", "printed", printed, methods=["POST"])


def end() -> Response:
    """End the session at once. A GET is how a browser without scripts says that nobody came."""
    kiosk = kiosk_machine.this()
    idle = request.method == "GET" or request.form.get("reason") == "idle"
    home = url_for(f"kiosk-{kiosk.setup.languages[0]}.home", size="standard")
    response = see_other(home)
    try:
        if read_cookie():
            count("kiosk_idle" if idle else "kiosk_finished", str(kiosk.id))
        return clerk_unlock.lock(forget(response))
    except StoreUnavailable as fault:
        log.warning("a session ended that could not be noted: %s", fault)
        return clerk_unlock.drop(expire(response))


def confirm_end() -> Response:
    """Ask whether to end. With scripts the same question stands over the page itself."""
    return page("kiosk/confirm_end.html", ConfirmEndPage(_came_from()))


def _came_from() -> str:
    """The page of this kiosk from which somebody came, if it can be opened again; else home."""
    home = url_for(".home")
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or not came.path.startswith(f"{kiosk_machine.PATH}/"):
        return home
    there = page_at(came.path)
    view = there[0].partition(".")[2] if there else ""
    if view in ("", "end", "confirm_end"):
        return home
    return f"{came.path}?{came.query}" if came.query else came.path


def alive() -> Response:
    """The kiosk is there; where somebody touched it, their session goes on."""
    release = request_context.release().number
    enrolment.seen(kiosk_machine.this(), release, request_context.now())
    response = jsonify({"release": release, "day": request_context.today().isoformat()})
    before = read_cookie() if request.form.get("active") == "1" else None
    if before:
        write_cookie(response, before)
    return clerk_unlock.renew(response) if before or clerk_unlock.unlocked() else response


def printed() -> Response:
    """Something was printed."""
    count("kiosk_printed", str(kiosk_machine.this().id))
    return Response(status=204)
