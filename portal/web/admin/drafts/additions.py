"""What can be added to a draft beside the parts of services, each with its button."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import Blueprint, Response, url_for

from ....i18n import gettext
from ....publishing.item_edits import WorkingCopy
from ....rules.items.parts import SECTIONS, is_service
from ....store.drafts import EDITABLE
from ..auth.guard import EVERYBODY, allowed
from ..forms.labels import kind_words
from ..forms.lexicon import lexicon_of, working_copy
from ..pages import admin_page

_NOT_ADDED = ("facts", "counters", "offers", "streets")
"""Sections without a button here: kept with the sources, or added on the pages of districts."""


@dataclass(frozen=True, slots=True)
class AddLink:
    """A button that leads to the form of a new item."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class AddKind:
    """A kind of item with a button for each place in which it may stand."""

    words: str
    links: tuple[AddLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionsPage:
    """The context of the page from which something new is added to a draft."""

    number: int
    draft: str
    editable: bool
    kinds: tuple[AddKind, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/drafts/<int:number>/add", "additions", show)


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """A button for each kind of item."""
    copy = working_copy(number)
    page = AdditionsPage(
        number=number,
        draft=copy.draft.title,
        editable=copy.draft.state == EDITABLE,
        kinds=tuple(_kinds(copy)),
    )
    return admin_page("admin/drafts/additions.html", page)


def _kinds(copy: WorkingCopy) -> Iterator[AddKind]:
    topics = {choice.id: choice.words for choice in lexicon_of(copy).choices("topics")}
    for section in SECTIONS:
        if section in _NOT_ADDED:
            continue
        paths = _paths(copy, section)
        links = tuple(
            AddLink(
                topics.get(PurePosixPath(path).stem, "") or _file_words(path, len(paths)),
                new_item_href(copy.draft.id, path, section),
            )
            for path in paths
        )
        if links:
            yield AddKind(kind_words(section), links)


def _file_words(path: str, beside: int) -> str:
    """What a document is called that is of no topic."""
    words = {
        "national": gettext("for the whole country"),
        "places": gettext("of places"),
        "seeds": gettext("of the city"),
        "shared": gettext("for several topics"),
    }
    return words.get(PurePosixPath(path).stem, "") if beside > 1 else ""


def _paths(copy: WorkingCopy, section: str) -> list[str]:
    """The documents with a section, in their order."""
    return [path for path, its in copy.documents.items() if section in its and not is_service(path)]


def add_link(copy: WorkingCopy, section: str, guide: str) -> AddLink:
    """The button for a new entry of a section: in the document of the service's topic if any."""
    topic = PurePosixPath(guide).parent.name
    paths = _paths(copy, section)
    of_topic = [path for path in paths if PurePosixPath(path).stem == topic]
    shared = [path for path in paths if PurePosixPath(path).stem == "shared"]
    path = (*of_topic, *shared, *paths)[0]
    words = {
        "papers": gettext("a paper that is not there yet"),
        "sources": gettext("a source that is not there yet"),
        "questions": gettext("a question that is not there yet"),
        "contacts": gettext("a hotline that is not there yet"),
    }
    return AddLink(words[section], new_item_href(copy.draft.id, path, section, guide))


def new_item_href(number: int, path: str, under: str, guide: str = "") -> str:
    """Where a new item is written; ``guide``: the new service to which its form leads back."""
    return url_for(".new_item", number=number, path=path, under=under, guide=guide or None)
