"""Take over: a phone receives the answers given at a kiosk.

The page's script takes the answers out of the address before anything else loads and sends them;
they become the phone's own cookie.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ..answer_cookie import write_cookie
from ..handoff_token import take_over
from ..http.pages import page
from ..http.redirects import see_other
from .consultation import consultation_of


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
    return page("resident/take_over.html", TakePage(False))


def take_answers() -> Response:
    """Put what was handed over into this browser's own cookie."""
    state = take_over(request.form.get("answers", ""))
    if state is None or consultation_of(state) is None:
        return page("resident/take_over.html", TakePage(True), status=422)
    return write_cookie(see_other(url_for(".result")), state)
