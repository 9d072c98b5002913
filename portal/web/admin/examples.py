"""The examples that a draft lacks on both sides of its amounts, written by the portal."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, url_for

from ...publishing.editing import Save, save
from ...publishing.releasing import upon
from ...publishing.suggesting import suggestions
from .. import surroundings
from .drafts import EVERYBODY, desk
from .guarding import allowed, person


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/examples"
    blueprint.add_url_rule(own, "suggest_examples", suggest, methods=["POST"])


@allowed(*EVERYBODY)
def suggest(number: int) -> Response:
    """Add the missing examples to the draft, each with the outcome that it comes to now."""
    its = desk(number)
    for path, place, value in suggestions(upon(its.draft, surroundings.today()).files):
        save(its, person(), Save(path, place, value, its.version(path, place)))
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]
