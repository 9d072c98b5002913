"""Every item in the words by which people look for it: what it says, where, since when, on what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from ..model.districts import Period
from ..model.ruleset import Ruleset
from ..model.texts import Text
from .amount_gaps import lacking
from .change_scope import cited
from .parts import Document, Value, is_service, items_of, kind_of

KINDS = (
    "service",
    "requirements",
    "parameters",
    "rows",
    "policies",
    "sources",
    "questions",
    "papers",
    "counters",
    "offers",
    "windows",
    "steps",
    "particulars",
    "covers",
    "options",
    "points",
    "city",
    "districts",
    "groups",
    "places",
    "streets",
    "contacts",
    "topics",
    "life_events",
    "examples",
)
"""The kinds of items in the order in which they are listed."""


_BOUND = frozenset(
    {"requirements", "rows", "policies", "papers", "counters", "offers", "windows", "steps"}
    | {"particulars", "covers", "options", "points", "examples"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item to find.

    ``districts``: where it holds on the day, None: the whole city; ``review_by``: when the first
    of its sources is due; ``lacking``: the districts in which a parameter has no amount.
    """

    path: str
    place: str
    kind: str
    id: str
    words: Text
    value: object
    unit: str
    service: str
    topics: frozenset[str]
    names: tuple[str, ...]
    districts: frozenset[str] | None
    period: Period
    sources: tuple[str, ...]
    tiers: frozenset[str]
    review_by: date | None
    lacking: frozenset[str]

    @property
    def is_bound(self) -> bool:
        """Whether an item of its kind can be bound to districts."""
        return self.kind in _BOUND and (self.kind != "papers" or bool(self.service))

    def holds_in(self, district: str) -> bool:
        """Whether it holds in a district, by itself, through a group or everywhere."""
        return self.districts is None or district in self.districts

    def is_stale(self, today: date) -> bool:
        """Whether a source it rests on should have been reviewed by now."""
        return self.review_by is not None and self.review_by < today


def entries(documents: Mapping[str, Document], ruleset: Ruleset, on: date) -> tuple[Entry, ...]:
    """Every item of a release as of a day, in the order of KINDS and then of the documents."""
    found = [entry for path in sorted(documents) for entry in _of(path, documents, ruleset, on)]
    return tuple(sorted(found, key=lambda entry: KINDS.index(entry.kind)))


def _of(
    path: str, documents: Mapping[str, Document], ruleset: Ruleset, on: date
) -> Iterator[Entry]:
    document = documents[path]
    for place, value in items_of(path, document).items():
        kind = kind_of(path, place)
        if kind in KINDS:
            yield _entry(path, place, kind, value, document, ruleset, on)


def _entry(
    path: str,
    place: str,
    kind: str,
    value: Value,
    document: Document,
    ruleset: Ruleset,
    on: date,
) -> Entry:
    service = str(document["service"]["id"]) if is_service(path) else ""
    name = place.split("/")[1] if "/" in place else service
    parameter = document.get("parameters", {}).get(name, {}) if kind in _AMOUNTS else {}
    names = place_names_of(kind, path, value)
    known = [ruleset.sources[source] for source in _sources(kind, name, value, ruleset)]
    return Entry(
        path=path,
        place=place,
        kind=kind,
        id=name,
        words=_words(kind, value, parameter, document, ruleset),
        value=value.get("value", value.get("text")) if kind == "rows" else None,
        unit=str(parameter.get("unit", "")),
        service=service,
        topics=topics_of(kind, path, value),
        names=names,
        districts=ruleset.gazetteer.expand(names, on) if names else None,
        period=_period(kind, value),
        sources=tuple(source.id for source in known),
        tiers=frozenset(source.tier for source in known),
        review_by=min((source.review_by for source in known), default=None),
        lacking=_lacking(kind, service, name, ruleset, on),
    )


_AMOUNTS = ("parameters", "rows")


def place_names_of(kind: str, path: str, value: Value) -> tuple[str, ...]:
    """The districts and groups an item is bound to."""
    if kind in ("counters", "offers"):
        return (PurePosixPath(path).stem,)
    if kind == "districts":
        return ()
    named = value.get("district" if kind == "examples" else "districts", [])
    return (named,) if isinstance(named, str) else tuple(named)


def _sources(kind: str, name: str, value: Value, ruleset: Ruleset) -> Iterable[str]:
    if kind == "sources":
        return (name,)
    return dict.fromkeys(source for source in cited(value) if source in ruleset.sources)


def _words(
    kind: str, value: Value, parameter: Mapping[str, Any], document: Document, ruleset: Ruleset
) -> Text:
    """The wording by which an item is known."""
    if kind == "rows":
        return _text(parameter.get("text"))
    if kind == "covers":
        return _text(document["service"].get("name"))
    if kind == "examples":
        return Text(str(value.get("name", "")), str(value.get("name", "")))
    if paper := ruleset.papers.get(str(value.get("paper", ""))):
        return paper.name
    told = (value[k] for k in ("name", "title", "text") if isinstance(value.get(k), dict))
    return _text(next(told, None))


def _text(table: Any) -> Text:
    words = table if isinstance(table, dict) else {}
    return Text(str(words.get("zh", "")), str(words.get("en") or ""))


def topics_of(kind: str, path: str, value: Value) -> frozenset[str]:
    if is_service(path):
        return frozenset({PurePosixPath(path).parent.name})
    if kind == "policies":
        return frozenset({str(value.get("topic", ""))})
    return frozenset(map(str, value.get("topics", []))) if kind == "counters" else frozenset()


def _period(kind: str, value: Value) -> Period:
    """When it holds; a day-long example does not end."""
    if kind == "examples":
        return Period()
    since = value.get("since")
    until = value.get("until")
    return Period(
        since if isinstance(since, date) else None, until if isinstance(until, date) else None
    )


def _lacking(kind: str, service: str, name: str, ruleset: Ruleset, on: date) -> frozenset[str]:
    its = ruleset.services.get(service)
    if kind != "parameters" or its is None or name not in its.parameters:
        return frozenset()
    return lacking(ruleset, its, its.parameters[name], on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; an empty value asks for everything.

    ``ended``: also what does not hold on the day.
    """

    kind: str = ""
    topic: str = ""
    district: str = ""
    tier: str = ""
    service: str = ""
    stale: bool = False
    lacking: bool = False
    ended: bool = False

    def takes(self, entry: Entry, on: date, today: date) -> bool:
        """Whether an entry is looked for."""
        return (
            self.kind in ("", entry.kind)
            and self.service in ("", entry.service)
            and (not self.topic or self.topic in entry.topics)
            and (not self.district or entry.holds_in(self.district))
            and (not self.tier or self.tier in entry.tiers)
            and (not self.stale or entry.is_stale(today))
            and (not self.lacking or self._lacks(entry))
            and (self.ended or entry.period.holds(on))
        )

    def _lacks(self, entry: Entry) -> bool:
        return self.district in entry.lacking if self.district else bool(entry.lacking)
