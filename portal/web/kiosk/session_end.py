"""Kiosk sessions: kept alive, ended, and counted as numbers per day."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify, request, url_for

from ...store.database import StoreUnavailable
from ...store.kiosks import enrolment
from ...store.usage_counts import count
from ..answer_cookie import expire, forget, read_cookie, write_cookie
from ..http import kiosk_machine, request_context
from ..http.redirects import see_other
from . import clerk_unlock

log = logging.getLogger(__name__)


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/end", "end", end, methods=["GET", "POST"])
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
