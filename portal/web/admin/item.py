"""One item as the release in force has it, in the editor's words, with all that goes with it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request, url_for

from ...i18n import gettext
from ...rules.catalogue import Entry
from ...rules.items import items_of
from ...store.changing import others_changing
from ...store.drafts import EDITABLE, list_drafts
from ...store.history import writings
from .. import surroundings
from ..presenting.finding import Catalogue, FoundLine, LineMaker, catalogue_of
from ..presenting.item_history import TurnLine, turn_lines
from .editing.labels import kind_words
from .editing.lexicon import Lexicon
from .editing.subjects import subject
from .guarding import allowed
from .item_lines import (
    CitedLine,
    ValueLine,
    WordingLine,
    cited_lines,
    item_lines,
    parts_of,
    place_names,
    residents_page,
    value_lines,
    whole_of,
    wording_lines,
)
from .pages import admin_page


@dataclass(frozen=True, slots=True)
class DraftLink:
    """An open draft that changes the item."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The context of an item's page.

    ``open_drafts``: those a change may go into; ``additions``: what may be added beside or below
    it, as list and words.
    """

    path: str
    place: str
    subject: str
    is_example: bool
    line: FoundLine
    whole: str
    residents: str
    wordings: tuple[WordingLine, ...]
    values: tuple[ValueLine, ...]
    is_bound: bool
    districts: tuple[str, ...]
    lacking: tuple[str, ...]
    sources: tuple[CitedLine, ...]
    parts: tuple[FoundLine, ...]
    users: tuple[FoundLine, ...]
    turns: tuple[TurnLine, ...]
    drafts: tuple[DraftLink, ...]
    open_drafts: tuple[tuple[int, str], ...]
    additions: tuple[tuple[str, str], ...]
    release: int
    day: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/items", "item", show)


@allowed("editor", "approver", "manager")
def show() -> Response:
    """The item of ``?path=&place=``."""
    catalogue = catalogue_of(surroundings.release(), surroundings.today())
    asked = (request.args.get("path", ""), request.args.get("place", ""))
    entry = catalogue.by_place.get(asked)
    if entry is None:
        abort(404)
    return admin_page("admin/item.html", _page(catalogue, entry))


def _page(catalogue: Catalogue, entry: Entry) -> ItemPage:
    release, words, today = surroundings.release(), surroundings.wording(), surroundings.today()
    path, place = entry.path, entry.place
    value = items_of(path, catalogue.documents[path])[place]
    lexicon = Lexicon(catalogue.documents, path, place, words)
    maker = LineMaker(release, words, today)
    return ItemPage(
        path,
        place,
        subject(lexicon, path, place, value),
        entry.kind == "examples",
        maker.line(entry, kind_words(entry.kind)),
        whole_of(entry),
        residents_page(entry),
        wording_lines(value),
        value_lines(lexicon, value),
        entry.is_bound,
        place_names(entry.districts or ()),
        place_names(entry.lacking),
        cited_lines(entry, catalogue),
        item_lines(catalogue, maker, parts_of(catalogue, entry)),
        item_lines(catalogue, maker, catalogue.references.users(path, place)),
        turn_lines(path, place, writings(path, today), words),
        _drafts(entry),
        tuple((its.id, its.title) for its in list_drafts((EDITABLE,))),
        _additions(place),
        release.number,
        words.day(today),
    )


_PARTS = (
    *("requirements", "parameters", "covers", "papers", "steps", "particulars", "windows"),
    *("options", "examples"),
)


def _additions(place: str) -> tuple[tuple[str, str], ...]:
    """What may be added: parts of a service, an amount from a day on, another entry of a list."""
    parts = place.split("/")
    if place == "service":
        return tuple((kind, kind_words(kind)) for kind in _PARTS)
    if parts[0] == "parameters":
        return ((f"parameters/{parts[1]}/rows", gettext("an amount from a day on")),)
    return ((parts[0], kind_words(parts[0])),)


def _drafts(entry: Entry) -> tuple[DraftLink, ...]:
    """The open drafts that change the item."""
    return tuple(
        DraftLink(title, url_for(".draft", number=number))
        for number, title in others_changing(entry.path, entry.place, 0)
    )
