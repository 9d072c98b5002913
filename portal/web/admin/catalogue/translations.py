"""Missing translations: every wording that has no English yet, in force and in open drafts."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cachetools import LRUCache, cached
from flask import Blueprint, Response

from ....rules.items.merge import leaves
from ....rules.items.parts import Document, Value, items_of
from ....store.drafts import OPEN, list_drafts
from ....store.releases.current_release import CurrentRelease
from ...http import request_context
from ..auth.guard import EVERYBODY, allowed
from ..forms.fields import kind_of
from ..forms.item_names import subject
from ..forms.labels import kind_words, label_of
from ..forms.lexicon import Lexicon, lexicon_of, working_copy
from ..forms.lexicon import item_href as edit_href
from ..pages import admin_page
from .entries import catalogue_of, item_href

_MOST = 500
_REMEMBERED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """An item with wordings that wait to be translated; ``draft``: the title of its draft."""

    kind_words: str
    subject: str
    fields: tuple[str, ...]
    href: str
    draft: str = ""


@dataclass(frozen=True, slots=True)
class TranslationsPage:
    """The context of the page of missing translations; ``count``: of wordings."""

    lines: tuple[MissingLine, ...]
    count: int


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/translations", "translations", show)


@allowed(*EVERYBODY)
def show() -> Response:
    """Every item in force and in an open draft whose English is missing."""
    lines = (*_in_drafts(), *_in_force())
    count = sum(len(line.fields) for line in lines)
    context = TranslationsPage(lines[:_MOST], count)
    return admin_page("admin/catalogue/translations.html", context)


def missing_english(value: Value) -> tuple[str, ...]:
    """The wordings of an item that have Chinese and no English, by their dotted names."""
    flat = leaves(value)
    names = (name.removesuffix(".zh") for name in flat if name.endswith(".zh"))
    return tuple(
        name for name in names if isinstance(flat[f"{name}.zh"], str) and not flat.get(f"{name}.en")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingItem:
    """An item in force of which wordings lack their English, by their dotted names."""

    path: str
    place: str
    kind: str
    value: Value
    fields: tuple[str, ...]

    @property
    def number(self) -> int:
        """How many wordings lack it."""
        return len(self.fields)


def _key(release: CurrentRelease, on: date) -> tuple[str, date]:
    return release.digest, on


@cached(LRUCache(_REMEMBERED), key=_key, lock=threading.Lock())
def missing_in_force(release: CurrentRelease, on: date) -> tuple[MissingItem, ...]:
    """The items of a release that lack English, as of a day; the last few are cached."""
    catalogue = catalogue_of(release, on)
    items = {path: items_of(path, document) for path, document in catalogue.documents.items()}
    found = []
    for entry in catalogue.entries:
        value = items[entry.path][entry.place]
        fields = missing_english(value)
        if fields:
            found.append(
                MissingItem(
                    path=entry.path,
                    place=entry.place,
                    kind=entry.kind,
                    value=value,
                    fields=fields,
                )
            )
    return tuple(found)


def _in_force() -> Iterator[MissingLine]:
    release = request_context.release()
    catalogue = catalogue_of(release, request_context.today())
    for its in missing_in_force(release, request_context.today()):
        lexicon = _lexicon(catalogue.documents, its.path, its.place)
        yield MissingLine(
            kind_words=kind_words(its.kind),
            subject=subject(lexicon, its.path, its.place, its.value),
            fields=tuple(map(label_of, its.fields)),
            href=item_href(its.path, its.place),
        )


def _in_drafts() -> Iterator[MissingLine]:
    for draft in list_drafts(OPEN):
        if not any(missing_english(its.after or {}) for its in draft.changes):
            continue
        copy = working_copy(draft.id)
        for change in draft.changes:
            fields = missing_english(change.after) if change.after else ()
            if fields:
                lexicon = lexicon_of(copy, change.path, change.place)
                yield MissingLine(
                    kind_words=kind_words(kind_of(change.path, change.place)),
                    subject=subject(lexicon, change.path, change.place, change.after),
                    fields=tuple(map(label_of, fields)),
                    href=edit_href(draft.id, change.path, change.place),
                    draft=draft.title,
                )


def _lexicon(documents: Mapping[str, Document], path: str, place: str) -> Lexicon:
    return Lexicon(documents=documents, path=path, place=place, wording=request_context.wording())
