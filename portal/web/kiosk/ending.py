"""How a session in a kiosk goes on and ends, and what is counted of it: numbers of a day alone."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from ...store import enrolment
from ...store.counting import count
from ...store.database import StoreUnavailable
from .. import surroundings
from ..answers import expire, forget, held, hold
from . import machine, unlocking

log = logging.getLogger(__name__)


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/end", "end", end, methods=["GET", "POST"])
    blueprint.add_url_rule("/alive", "alive", alive, methods=["POST"])
    blueprint.add_url_rule("/printed", "printed", printed, methods=["POST"])


def end() -> Response:
    """End the session at once. A GET is how a browser without scripts says that nobody came."""
    kiosk = machine.this()
    idle = request.method == "GET" or request.form.get("reason") == "idle"
    home = url_for(f"kiosk-{kiosk.setup.languages[0]}.home", size="standard")
    response: Response = redirect(home, 303)  # type: ignore[assignment]
    try:
        if held():
            count("kiosk_idle" if idle else "kiosk_finished", str(kiosk.id))
        return unlocking.lock(forget(response))
    except StoreUnavailable as fault:
        log.warning("a session ended that could not be noted: %s", fault)
        return unlocking.drop(expire(response))


def alive() -> Response:
    """The kiosk is there; where somebody touched it, their session goes on."""
    release = surroundings.release().number
    enrolment.seen(machine.this(), release, surroundings.now())
    response = jsonify({"release": release, "day": surroundings.today().isoformat()})
    before = held() if request.form.get("active") == "1" else None
    if before:
        hold(response, before)
    return unlocking.renew(response) if before or unlocking.unlocked() else response


def printed() -> Response:
    """Something was printed."""
    count("kiosk_printed", str(machine.this().id))
    return Response(status=204)
