"""Items to find, as lines of a list: what they say, where, since when, on which sources."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cachetools import LRUCache, cached
from flask import url_for

from ....i18n import LANGUAGES, Said, Wording, amount_words, gettext, spoken_in
from ....rules.items.catalogue import Entry, entries
from ....rules.items.parts import Document
from ....rules.items.references import References
from ....rules.items.rule_origin import Local, picture
from ....rules.model.named_amounts import ages_of
from ....rules.model.ruleset import Ruleset
from ....rules.model.texts import Text, with_amounts_open
from ....store.releases.city_in_use import city_in_use
from ....store.releases.current_release import CurrentRelease
from ....store.releases.stored import Derived
from ...lines.citations import tier_words
from ...lines.places import keys_of
from ...lines.search_query import query_words

_REMEMBERED = 6


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The items of a release as of a day, what each may be typed as, and whose rules hold where."""

    documents: Mapping[str, Document]
    entries: tuple[Entry, ...]
    keys: tuple[str, ...]
    references: References
    by_place: Mapping[tuple[str, str], Entry]
    local: Mapping[str, Mapping[str, Local]]


def release_on_day(release: CurrentRelease, on: date) -> tuple[str, date]:
    """The key under which what is made of a release as of a day is cached."""
    return release.digest, on


# The lock guards the cache alone: two threads may make the same catalogue, none waits for another.
@cached(LRUCache(_REMEMBERED), key=release_on_day, lock=threading.Lock())
def catalogue_of(release: CurrentRelease, on: date) -> Catalogue:
    """The catalogue of a release as of a day; the last few are cached."""
    documents = {path: tomllib.loads(text) for path, text in release.files.items()}
    found = entries(documents, release.ruleset, on)
    return Catalogue(
        documents=documents,
        entries=found,
        keys=tuple(_keys(entry, release.ruleset, release.derived) for entry in found),
        references=References(documents, release.ruleset),
        by_place={(entry.path, entry.place): entry for entry in found},
        local=picture(release.ruleset, on),
    )


def _keys(entry: Entry, ruleset: Ruleset, derived: Derived) -> str:
    """Everything an item may be typed as; its service's and its places' names among it."""
    names = [entry.words.zh]
    english = [entry.words.en, entry.id, entry.place]
    if service := ruleset.services.get(entry.service):
        names += [service.name.zh, *service.synonyms.get("zh", ())]
        english += [service.name.en, service.id, *service.synonyms.get("en", ())]
    if isinstance(entry.value, dict):
        names.append(str(entry.value.get("zh", "")))
    amount = _amount_keys(entry, ruleset)
    english.append(amount)
    for place in entry.names:
        name = _place_name(place, ruleset)
        names = [*names, name.zh]
        english = [*english, name.en, place]
    if entry.kind == "questions":
        question = ruleset.questions[entry.id]
        names += [question.short.zh, *question.synonyms.get("zh", ())]
    return f"{keys_of(names, derived)} {' '.join(english)}".lower()


def _amount_keys(entry: Entry, ruleset: Ruleset) -> str:
    """The amount of a row as it is shown in Chinese and English, and without its commas."""
    value = entry.value
    if value is None or isinstance(value, dict) or entry.service not in ruleset.services:
        return ""
    age = entry.id in ages_of(ruleset.services[entry.service])
    said = []
    for language in LANGUAGES.values():
        with spoken_in(language) as words:
            said.append(amount_words(words, entry.unit, value, age=age))
    return " ".join(word for words in said for word in (words, words.replace(",", "")))


def _place_name(place: str, ruleset: Ruleset) -> Text:
    gazetteer = ruleset.gazetteer
    known = gazetteer.districts.get(place) or gazetteer.groups.get(place)
    return known.name if known else Text(place, place)


def fitting(catalogue: Catalogue, query: str) -> Iterable[Entry]:
    """The entries in which each word of a query is found."""
    words = query_words(query, city_in_use().aliases)
    for entry, keys in zip(catalogue.entries, catalogue.keys, strict=True):
        if all(word in keys for word in words):
            yield entry


@dataclass(frozen=True, slots=True)
class SourceTag:
    """A source in short: its title, its tier, and whether it is past its review."""

    title: str
    tier: str
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLine:
    """An item in the list of what was found."""

    kind: str
    kind_words: str
    id: str
    words: Said
    amount: str
    service: str
    topic: str
    where: str
    everywhere: bool
    since: str
    until: str
    sources: tuple[SourceTag, ...]
    review_by: str
    stale: bool
    lacking: int
    href: str


class LineMaker:
    """Puts entries into words."""

    def __init__(self, release: CurrentRelease, wording: Wording, today: date) -> None:
        self.ruleset = release.ruleset
        self.wording = wording
        self.today = today

    def line(self, entry: Entry, kind_words: str) -> FoundLine:
        period = entry.period
        words = self.wording
        service = self.ruleset.services.get(entry.service)
        return FoundLine(
            kind=entry.kind,
            kind_words=kind_words,
            id=entry.id,
            words=self.said(entry),
            amount=self.amount(entry),
            service=words.text(service.name) if service and entry.kind != "service" else "",
            topic=self.topics(entry),
            where=self.where(entry),
            everywhere=entry.districts is None,
            since=words.day(period.since) if period.since else "",
            until=words.day(period.until) if period.until else "",
            sources=tuple(map(self.source, entry.sources)),
            review_by=words.day(entry.review_by) if entry.review_by else "",
            stale=entry.is_stale(self.today),
            lacking=len(entry.lacking),
            href=item_href(entry.path, entry.place),
        )

    def said(self, entry: Entry) -> Said:
        """The wording of an item; names of examples are in whatever language they are."""
        if entry.kind == "examples":
            return Said(entry.words.zh, "und")
        said = self.wording.said(entry.words)
        return replace(said, words=with_amounts_open(said.words))

    def amount(self, entry: Entry) -> str:
        """The amount of a row in words."""
        value = entry.value
        if isinstance(value, dict):
            value = Text(str(value.get("zh", "")), str(value.get("en", "")))
        if value is None:
            return ""
        age = entry.id in ages_of(self.ruleset.services[entry.service])
        return amount_words(self.wording, entry.unit, value, age=age)

    def topics(self, entry: Entry) -> str:
        """The topics of an item in words."""
        known = [self.ruleset.topics[t] for t in sorted(entry.topics) if t in self.ruleset.topics]
        return gettext(", ").join(self.wording.text(topic.name) for topic in known)

    def where(self, entry: Entry) -> str:
        """Where an item holds, as it is written; empty for what no place can be named for."""
        names = [self.wording.text(_place_name(name, self.ruleset)) for name in entry.names]
        everywhere = gettext("the whole city") if entry.is_bound else ""
        return gettext(", ").join(names) or everywhere

    def source(self, name: str) -> SourceTag:
        """A source in short."""
        sources = self.ruleset.sources[name]
        title = self.wording.text(sources.title)
        return SourceTag(title, tier_words(sources.tier), sources.review_by < self.today)


def item_href(path: str, place: str) -> str:
    """Where an item is shown."""
    return url_for(".item", path=path, place=place)
