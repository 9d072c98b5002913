"""Hand-off: a code on the screen that carries the answers to the resident's own phone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, url_for

from ..handoff_token import GOOD_FOR_SECONDS, hand_over
from ..http import request_context
from ..http.pages import page
from ..http.qr_codes import QrCode, qr_dense
from ..http.redirects import see_other
from ..resident.consultation import consultation


@dataclass(frozen=True, slots=True)
class HandOffPage:
    """The context of the hand-off; ``qr`` is None where there are too many answers for a code."""

    qr: QrCode | None
    minutes: int
    answered: int


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/hand-off", "hand_off", hand_off)


def hand_off() -> Response:
    """The code, made anew at each look; it is on the screen alone and goes with the session."""
    current = consultation()
    if current is None:
        return see_other(url_for(".check", expired="1"))
    text = hand_over(replace(current.state, district=current.district.id))
    address = request_context.public(url_for(f"phone-{request_context.language().id}.take"))
    qr = qr_dense(f"{address}#{text}") if text else None
    context = HandOffPage(qr, GOOD_FOR_SECONDS // 60, len(current.given))
    return page("kiosk/hand_off.html", context)
