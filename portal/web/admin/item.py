"""One item as the release in force has it, in the editor's words, with all that goes with it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request, url_for

from ...rules.catalogue import Entry
from ...rules.items import items_of
from ...store.drafts import others_changing
from ...store.history import writings
from .. import surroundings
from ..presenting.finding import Catalogue, FoundLine, LineMaker, catalogue_of
from ..presenting.item_history import TurnLine, turn_lines
from .editing.labels import kind_words
from .editing.lexicon import Lexicon
from .editing.subjects import subject
from .guarding import allowed, person
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
from .navigation import opens
from .pages import admin_page


@dataclass(frozen=True, slots=True)
class DraftLink:
    """An open draft that changes the item."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The context of an item's page. ``change``: where a change of it begins, if it can."""

    path: str
    place: str
    subject: str
    is_example: bool
    line: FoundLine
    whole: str
    residents: str
    wordings: tuple[WordingLine, ...]
    values: tuple[ValueLine, ...]
    everywhere: bool
    districts: tuple[str, ...]
    lacking: tuple[str, ...]
    sources: tuple[CitedLine, ...]
    parts: tuple[FoundLine, ...]
    users: tuple[FoundLine, ...]
    turns: tuple[TurnLine, ...]
    drafts: tuple[DraftLink, ...]
    change: str
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
        entry.districts is None,
        place_names(entry.districts or ()),
        place_names(entry.lacking),
        cited_lines(entry, catalogue),
        item_lines(catalogue, maker, parts_of(catalogue, entry)),
        item_lines(catalogue, maker, catalogue.references.users(path, place)),
        turn_lines(path, place, writings(path, today), words),
        _drafts(entry),
        url_for(".change_item") if opens("change_item", person()) else "",
        release.number,
        words.day(today),
    )


def _drafts(entry: Entry) -> tuple[DraftLink, ...]:
    """The open drafts that change the item; without links while there is no page of drafts."""
    linked = opens("draft", person())
    return tuple(
        DraftLink(title, url_for(".draft", number=number) if linked else "")
        for number, title in others_changing(entry.path, entry.place, 0)
    )
