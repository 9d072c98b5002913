"""Taking over on a phone what was answered at a kiosk.

The page's script takes the answers out of the address before anything else loads and sends them;
they become the phone's own cookie.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from ..answers import hold
from ..handed import take_over
from ..pages import page
from .situation import situation_of


@dataclass(frozen=True, slots=True)
class TakePage:
    """The context of the page; ``expired``: what was sent cannot be taken any more."""

    expired: bool


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/take", "take", take)
    blueprint.add_url_rule("/take", "take_answers", take_answers, methods=["POST"])


def take() -> Response:
    """The page that a phone opens; it holds nothing of the person."""
    return page("take.html", TakePage(False))


def take_answers() -> Response:
    """Put what was handed over into this browser's own cookie."""
    held = take_over(request.form.get("answers", ""))
    if held is None or situation_of(held) is None:
        return page("take.html", TakePage(True), status=422)
    return hold(redirect(url_for(".result"), 303), held)  # type: ignore[arg-type]
