"""Items to find, as lines of a list: what they say, where, since when, on which sources."""

from __future__ import annotations

import threading
import tomllib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for

from ...i18n import Said, Wording, amount_words, gettext
from ...rules.catalogue import Entry, entries
from ...rules.items import Document
from ...rules.localness import Local, picture
from ...rules.model import Ruleset
from ...rules.references import References
from ...rules.texts import Text
from ...store.in_use import CurrentRelease
from ...store.releases import Derived
from .amounts import ages_of
from .citations import tier_words
from .places import keys_of

_REMEMBERED = 6


@dataclass(frozen=True)
class Catalogue:
    """The items of a release as of a day, what each may be typed as, and whose rules hold where."""

    documents: Mapping[str, Document]
    entries: tuple[Entry, ...]
    keys: tuple[str, ...]
    references: References
    by_place: Mapping[tuple[str, str], Entry]
    local: Mapping[str, Mapping[str, Local]]


_known: OrderedDict[tuple[str, date], Catalogue] = OrderedDict()
_lock = threading.Lock()


def catalogue_of(release: CurrentRelease, on: date) -> Catalogue:
    """The catalogue of a release as of a day; made once and kept for a while."""
    key = (release.digest, on)
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    made = _made(release, on)
    with _lock:
        _known[key] = made
        while len(_known) > _REMEMBERED:
            _known.popitem(last=False)
    return made


def _made(release: CurrentRelease, on: date) -> Catalogue:
    documents = {path: tomllib.loads(text) for path, text in release.files.items()}
    found = entries(documents, release.ruleset, on)
    return Catalogue(
        documents,
        found,
        tuple(_keys(entry, release.ruleset, release.derived) for entry in found),
        References(documents, release.ruleset),
        {(entry.path, entry.place): entry for entry in found},
        picture(release.ruleset, on),
    )


def _keys(entry: Entry, ruleset: Ruleset, derived: Derived) -> str:
    """Everything an item may be typed as; its service's and its places' names among it."""
    names, english = [entry.words.zh], [entry.words.en, entry.id, entry.place]
    if service := ruleset.services.get(entry.service):
        names += [service.name.zh, *service.synonyms.get("zh", ())]
        english += [service.name.en, service.id, *service.synonyms.get("en", ())]
    if isinstance(entry.value, dict):
        names.append(str(entry.value.get("zh", "")))
    for place in entry.names:
        name = _place_name(place, ruleset)
        names, english = [*names, name.zh], [*english, name.en, place]
    if entry.kind == "questions":
        question = ruleset.questions[entry.id]
        names += [question.short.zh, *question.synonyms.get("zh", ())]
    return f"{keys_of(names, derived)} {' '.join(english)}".lower()


def _place_name(place: str, ruleset: Ruleset) -> Text:
    gazetteer = ruleset.gazetteer
    known = gazetteer.districts.get(place) or gazetteer.groups.get(place)
    return known.name if known else Text(place, place)


def fitting(catalogue: Catalogue, query: str) -> Iterable[Entry]:
    """The entries in which each word of a query is found."""
    words = query.lower().split()[:5]
    for entry, keys in zip(catalogue.entries, catalogue.keys, strict=True):
        if all(word in keys for word in words):
            yield entry


@dataclass(frozen=True, slots=True)
class SourceTag:
    """A source in short: its title, its tier, and whether it is past its review."""

    title: str
    tier: str
    stale: bool


@dataclass(frozen=True, slots=True)
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
        self.ruleset, self.wording, self.today = release.ruleset, wording, today

    def line(self, entry: Entry, kind_words: str) -> FoundLine:
        period, words = entry.period, self.wording
        service = self.ruleset.services.get(entry.service)
        return FoundLine(
            entry.kind,
            kind_words,
            entry.id,
            self.said(entry),
            self.amount(entry),
            words.text(service.name) if service and entry.kind != "service" else "",
            self.topics(entry),
            self.where(entry),
            entry.districts is None,
            words.day(period.since) if period.since else "",
            words.day(period.until) if period.until else "",
            tuple(map(self.source, entry.sources)),
            words.day(entry.review_by) if entry.review_by else "",
            entry.is_stale(self.today),
            len(entry.lacking),
            item_href(entry.path, entry.place),
        )

    def said(self, entry: Entry) -> Said:
        """The wording of an item; names of examples are in whatever language they are."""
        if entry.kind == "examples":
            return Said(entry.words.zh, "und")
        return self.wording.said(entry.words)

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
        its = self.ruleset.sources[name]
        title = self.wording.text(its.title)
        return SourceTag(title, tier_words(its.tier), its.review_by < self.today)


def item_href(path: str, place: str) -> str:
    """Where an item is shown."""
    return url_for(".item", path=path, place=place)
