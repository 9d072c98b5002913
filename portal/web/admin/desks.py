"""A draft on an editor's desk: its documents, the names it may use, where an item is edited."""

from __future__ import annotations

from flask import url_for

from ...publishing import editing as desks
from ...publishing.editing import Desk
from .. import surroundings
from .editing.lexicon import Lexicon
from .guarding import person


def desk(number: int) -> Desk:
    """The desk for a draft. Raises NoSuchDraft."""
    gazetteer = surroundings.release().ruleset.gazetteer
    return desks.desk_of(number, gazetteer, surroundings.today())


def lexicon(its: Desk, path: str = "", place: str = "") -> Lexicon:
    """The names that an item of the desk may use."""
    return Lexicon(its.documents, path, place, surroundings.wording(), person().districts)


def item_href(number: int, path: str, place: str) -> str:
    """Where an item of a draft is edited."""
    return url_for(".edit_item", number=number, path=path, place=place)
