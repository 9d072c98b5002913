"""Hand-off: a code on the screen that carries the answers to the resident's own phone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, url_for

from .. import surroundings
from ..handed import GOOD_FOR_SECONDS, hand_over
from ..pages import page
from ..qr import QrCode, qr_dense
from ..resident.situation import situation


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
    current = situation()
    if current is None:
        return redirect(url_for(".check", expired="1"), 303)  # type: ignore[return-value]
    text = hand_over(current.held)
    address = url_for(f"phone-{surroundings.language().id}.take", _external=True)
    qr = qr_dense(f"{address}#{text}") if text else None
    context = HandOffPage(qr, GOOD_FOR_SECONDS // 60, len(current.answers))
    return page("kiosk/hand_off.html", context)
