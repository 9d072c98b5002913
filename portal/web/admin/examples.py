"""The examples that a draft lacks on both sides of its amounts, written by the portal."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, url_for

from ...publishing.editing import Save, save
from ...publishing.permitting import require, touch_of
from ...publishing.releasing import upon
from ...publishing.suggesting import suggestions
from .. import surroundings
from .desks import desk
from .guarding import EVERYBODY, allowed, person


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/examples"
    blueprint.add_url_rule(own, "suggest_examples", suggest, methods=["POST"])


@allowed(*EVERYBODY)
def suggest(number: int) -> Response:
    """Add the missing examples, each with the outcome that it comes to now: all or none."""
    its = desk(number)
    found = tuple(suggestions(upon(its.draft, surroundings.today()).files))
    for path, place, value in found:
        require(person(), touch_of(path, place, None, value, its.gazetteer, its.release))
    for path, place, value in found:
        save(its, person(), Save(path, place, value, its.version(path, place)))
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]
