"""An item's parts in the editor's words: wordings side by side, fields, sources, its places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from ...i18n import Said, Wording
from ...rules.catalogue import Entry
from ...rules.items import Value
from ...rules.merging import leaves
from ...rules.references import ItemPlace
from ...rules.sources import Source
from .. import surroundings
from ..presenting.citations import tier_words
from ..presenting.finding import Catalogue, FoundLine, LineMaker, item_href
from .editing.fields import CONDITIONS
from .editing.labels import kind_words, label_of
from .editing.lexicon import Lexicon
from .editing.subjects import leaf_words

_TAGS = {"zh": "zh-Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class WordingLine:
    """One wording in every language; ``hant`` is 繁體 as it is derived."""

    label: str
    zh: str
    hant: str
    en: str


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One field in words. ``is_code``: a condition as it is written."""

    label: str
    said: Said
    is_code: bool


@dataclass(frozen=True, slots=True)
class CitedLine:
    """A source of an item; ``href`` is its own page, ``url`` where the document stands."""

    title: str
    tier: str
    verified: str
    review_by: str
    stale: bool
    url: str
    href: str


def wording_lines(value: Value) -> tuple[WordingLine, ...]:
    """The wordings of an item, each with all its languages."""
    flat, derived = leaves(value), surroundings.release().derived.traditional
    found = []
    for name, words in flat.items():
        own, _, code = name.rpartition(".")
        if code == "zh" and isinstance(words, str):
            english = str(flat.get(f"{own}.en", ""))
            found.append(WordingLine(_label(own), words, derived.get(words, words), english))
    return tuple(found)


def _label(name: str) -> str:
    """What a wording is called; an option of a question bears its id."""
    parts = name.split(".")
    own = f" · {parts[-2]}" if len(parts) > 1 else ""
    return f"{label_of(name)}{own}"


def value_lines(lexicon: Lexicon, value: Value) -> tuple[ValueLine, ...]:
    """The other fields of an item; where it holds and its sources stand elsewhere."""
    return tuple(
        ValueLine(_label(name), _said(lexicon, name, its), name in CONDITIONS)
        for name, its in leaves(value).items()
        if name not in ("source", "districts") and not _is_wording(name, its)
    )


def _is_wording(name: str, value: object) -> bool:
    return name.endswith((".zh", ".en")) and isinstance(value, str)


def _said(lexicon: Lexicon, name: str, value: object) -> Said:
    """A field's words; what is written as it is kept is of no language."""
    words = leaf_words(lexicon, name, value)
    tag = _TAGS.get(name.rpartition(".")[2], "")
    raw = words == str(value) or isinstance(value, list)
    return Said(words, tag or ("und" if raw else ""))


def cited_lines(entry: Entry, catalogue: Catalogue) -> tuple[CitedLine, ...]:
    """The sources of an item; a source itself has none."""
    if entry.kind == "sources":
        return ()
    paths = {e.id: e.path for e in catalogue.entries if e.kind == "sources"}
    sources = surroundings.release().ruleset.sources
    words = surroundings.wording()
    return tuple(_cited(sources[name], paths[name], words) for name in entry.sources)


def _cited(source: Source, path: str, words: Wording) -> CitedLine:
    return CitedLine(
        words.text(source.title),
        tier_words(source.tier),
        words.day(source.verified_on),
        words.day(source.review_by),
        source.review_by < surroundings.today(),
        source.url or "",
        item_href(path, f"sources/{source.id}"),
    )


def place_names(districts: Iterable[str]) -> tuple[str, ...]:
    """The names of districts, in the order of the document."""
    words, wanted = surroundings.wording(), set(districts)
    known = surroundings.release().ruleset.gazetteer.districts.values()
    return tuple(words.text(its.name) for its in known if its.id in wanted)


def item_lines(
    catalogue: Catalogue, maker: LineMaker, places: Iterable[ItemPlace]
) -> tuple[FoundLine, ...]:
    """Other items as lines."""
    known = [catalogue.by_place.get((its.path, its.place)) for its in places]
    return tuple(maker.line(entry, kind_words(entry.kind)) for entry in known if entry)


def parts_of(catalogue: Catalogue, entry: Entry) -> tuple[ItemPlace, ...]:
    """What belongs to an item: the rows of a parameter, everything of a service."""
    if entry.kind == "service":
        return tuple(
            ItemPlace(its.path, its.place)
            for its in catalogue.entries
            if its.path == entry.path and its.kind not in ("service", "rows", "examples")
        )
    prefix = f"{entry.place}/rows/" if entry.kind == "parameters" else "\0"
    return tuple(
        ItemPlace(its.path, its.place)
        for its in catalogue.entries
        if its.path == entry.path and its.place.startswith(prefix)
    )


def whole_of(entry: Entry) -> str:
    """Where the parameter of a row or the service of a part is shown; empty elsewhere."""
    if entry.kind == "rows":
        return item_href(entry.path, "/".join(entry.place.split("/")[:2]))
    return item_href(entry.path, "service") if entry.service and entry.kind != "service" else ""


def residents_page(entry: Entry) -> str:
    """The residents' page on which an item is read; empty where there is none of its own."""
    language = surroundings.language().id
    if entry.service:
        return url_for(f"phone-{language}.service", service=entry.service)
    if entry.kind == "districts":
        return url_for(f"phone-{language}.district", district=entry.id)
    return ""
