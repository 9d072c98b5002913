"""Missing translations: every wording that has no English yet, in force and in open drafts."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from cachetools import LRUCache, cached
from flask import Blueprint, Response, url_for

from ....publishing.item_edits import WorkingCopy
from ....rules.items.catalogue import Entry
from ....rules.items.merge import leaves
from ....rules.items.parts import Document, Value, items_of, kind_of
from ....store.drafts import OPEN, DraftChange, list_drafts
from ....store.releases.current_release import CurrentRelease
from ...http import request_context
from ..auth.guard import EVERYBODY, allowed
from ..forms.item_names import subject
from ..forms.labels import kind_words, label_of
from ..forms.lexicon import Lexicon, copy_of, lexicon_of
from ..forms.lexicon import item_href as edit_href
from ..pages import admin_page, page_of_list
from .entries import catalogue_of, item_href, release_on_day

_SHOWN = 100
"""Items on a page."""
_REMEMBERED = 6
_MOST_ITEMS = 2**15
"""Items of open drafts whose missing wordings are kept, by what they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """An item with wordings that wait to be translated; ``draft``: the title of its draft."""

    kind_words: str
    subject: str
    fields: tuple[str, ...]
    href: str
    draft: str = ""


@dataclass(frozen=True, slots=True)
class MissingItem:
    """An item whose ``fields`` wait; ``line`` is made for what a page shows alone."""

    fields: tuple[str, ...]
    line: Callable[[tuple[str, ...]], MissingLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationsPage:
    """The context of the page of missing translations; ``count``: of wordings."""

    lines: tuple[MissingLine, ...]
    count: int
    page: int
    pages: int
    before: str
    after: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/translations", "translations", show)


@allowed(*EVERYBODY)
def show() -> Response:
    """Every item in force and in an open draft whose English is missing."""
    found = (*_in_drafts(), *_in_force())
    at = page_of_list(len(found), _SHOWN, lambda page: url_for(".translations", page=page))
    shown = found[at.first : at.first + _SHOWN]
    context = TranslationsPage(
        lines=tuple(item.line(tuple(map(label_of, item.fields))) for item in shown),
        count=sum(len(item.fields) for item in found),
        page=at.page,
        pages=at.pages,
        before=at.before,
        after=at.after,
    )
    return admin_page("admin/catalogue/translations.html", context)


def missing_english(value: Value) -> tuple[str, ...]:
    """The wordings of an item that have Chinese and no English, by their dotted names."""
    flat = leaves(value)
    names = (name.removesuffix(".zh") for name in flat if name.endswith(".zh"))
    return tuple(
        name for name in names if isinstance(flat[f"{name}.zh"], str) and not flat.get(f"{name}.en")
    )


@cached(
    LRUCache(_MOST_ITEMS),
    key=lambda change: hashlib.blake2b(change.packed_after.encode(), digest_size=16).digest(),
    lock=threading.Lock(),
)
def missing_in(change: DraftChange) -> tuple[str, ...]:
    """The same of what a draft makes of an item, read only where the text is a new one."""
    return missing_english(change.after) if change.after else ()


@dataclass(frozen=True, slots=True)
class Untranslated:
    """An item in force of which wordings lack their English, by their dotted names."""

    entry: Entry
    value: Value
    fields: tuple[str, ...]


@cached(LRUCache(_REMEMBERED), key=release_on_day, lock=threading.Lock())
def missing_in_force(release: CurrentRelease, on: date) -> tuple[Untranslated, ...]:
    """The items of a release that lack English, as of a day; the last few are cached."""
    catalogue = catalogue_of(release, on)
    items = {path: items_of(path, document) for path, document in catalogue.documents.items()}
    found = []
    for entry in catalogue.entries:
        value = items[entry.path][entry.place]
        fields = missing_english(value)
        if fields:
            found.append(Untranslated(entry, value, fields))
    return tuple(found)


def _in_force() -> Iterator[MissingItem]:
    release = request_context.release()
    documents = catalogue_of(release, request_context.today()).documents
    for its in missing_in_force(release, request_context.today()):
        yield MissingItem(its.fields, partial(_line_in_force, documents, its.entry, its.value))


def _line_in_force(
    documents: Mapping[str, Document], entry: Entry, value: Value, fields: tuple[str, ...]
) -> MissingLine:
    lexicon = _lexicon(documents, entry.path, entry.place)
    return MissingLine(
        kind_words=kind_words(entry.kind),
        subject=subject(lexicon, entry.path, entry.place, value),
        fields=fields,
        href=item_href(entry.path, entry.place),
    )


def _in_drafts() -> Iterator[MissingItem]:
    for draft in list_drafts(OPEN):
        found = [(its, missing_in(its)) for its in draft.changes if its.packed_after]
        lacking = [(change, fields) for change, fields in found if fields]
        copy = copy_of(draft) if lacking else None
        for change, fields in lacking:
            assert copy is not None
            yield MissingItem(fields, partial(_line_in_draft, copy, change))


def _line_in_draft(copy: WorkingCopy, change: DraftChange, fields: tuple[str, ...]) -> MissingLine:
    lexicon = lexicon_of(copy, change.path, change.place)
    return MissingLine(
        kind_words=kind_words(kind_of(change.path, change.place)),
        subject=subject(lexicon, change.path, change.place, change.after),
        fields=fields,
        href=edit_href(copy.draft.id, change.path, change.place),
        draft=copy.draft.title,
    )


def _lexicon(documents: Mapping[str, Document], path: str, place: str) -> Lexicon:
    return Lexicon(documents=documents, path=path, place=place, wording=request_context.wording())
