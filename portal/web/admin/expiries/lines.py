"""What lapses in words: what it is, where, until when, and whose it is to look after."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

from cachetools import LRUCache, cached
from flask import url_for

from ....i18n import Wording, gettext
from ....rules.items.expiries import Expiry, ExpiryKind, expiries
from ....rules.items.yearly_spans import Lapse
from ....rules.model.texts import Text
from ....store.people.accounts import Person
from ....store.people.assignments import Holder, SeriesKey
from ....store.releases.current_release import CurrentRelease
from ...http import request_context
from ..catalogue.entries import catalogue_of, item_href, release_on_day
from ..person_lines import active_people, permitted

_REMEMBERED = 6


@cached(LRUCache(_REMEMBERED), key=release_on_day, lock=threading.Lock())
def expiries_of(release: CurrentRelease, on: date) -> tuple[Expiry, ...]:
    """What lapses of a release, the earliest first, as of a day; the last few are cached."""
    catalogue = catalogue_of(release, on)
    return expiries(catalogue.documents, release.ruleset, catalogue.references, on)


def may_renew(person: Person, expiry: Expiry) -> bool:
    """Whether somebody may edit what lapses."""
    return expiry.touch.lies_within(person.districts, person.topics)


def people_for(expiry: Expiry) -> tuple[Person, ...]:
    """The active people who may be made responsible for something, by name."""
    return permitted(active_people(), expiry.touch)


def is_own(person: Person, expiry: Expiry, holders: Mapping[SeriesKey, Holder]) -> bool:
    """Whether it is this person's: they are responsible; by default any editor who may edit it."""
    holder = holders.get(expiry.key)
    if holder is not None:
        return holder.id == person.id
    return person.role == "editor" and may_renew(person, expiry)


def kind_words(kind: ExpiryKind) -> str:
    """What lapses, in a word."""
    match kind:
        case "row":
            return gettext("Amount")
        case "window":
            return gettext("Window")
        case "source":
            return gettext("Source to read again")
        case _:
            assert_never(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryLine:
    """Something that lapses. ``href``: where it is renewed; ``item``: where it is looked at."""

    kind: str
    name: str
    service: str
    where: str
    until: str
    holder: str
    is_over: bool
    href: str
    item: str


class ExpiryWords:
    """Puts what lapses into words, for the day of the request and its language or another."""

    def __init__(self, holders: Mapping[SeriesKey, Holder], words: Wording | None = None) -> None:
        self._ruleset = request_context.release().ruleset
        self._words = words or request_context.wording()
        self._today = request_context.today()
        self._holders = holders

    def line(self, expiry: Expiry) -> ExpiryLine:
        """A line of a list."""
        return ExpiryLine(
            kind=kind_words(expiry.kind),
            name=self.name(expiry),
            service=self.service(expiry),
            where=self.where(expiry),
            until=self._words.day(expiry.until),
            holder=self.holder(expiry),
            is_over=expiry.until < self._today,
            href=renewal_href(expiry),
            item=item_href(expiry.path, expiry.place),
        )

    def holder(self, expiry: Expiry) -> str:
        """Who is responsible for it; empty where nobody in particular is."""
        holder = self._holders.get(expiry.key)
        return holder.name if holder else ""

    def name(self, expiry: Expiry) -> str:
        """What lapses, in a few words."""
        if expiry.lapse is None:
            return self._words.text(self._ruleset.sources[expiry.source].title)
        lapse = expiry.lapse
        told = lapse.value if lapse.kind == "window" else lapse.parameter
        return self._text(told.get("text")).rstrip("。.")

    def service(self, expiry: Expiry) -> str:
        """The service that it is a part of; empty for a source."""
        return self._text(expiry.lapse.service.get("name")) if expiry.lapse else ""

    def where(self, expiry: Expiry) -> str:
        """Where it holds; empty for a source."""
        return self._places(expiry.lapse) if expiry.lapse else ""

    def _places(self, lapse: Lapse) -> str:
        gazetteer = self._ruleset.gazetteer
        known = (gazetteer.districts.get(n) or gazetteer.groups.get(n) for n in lapse.names)
        names = [self._words.text(its.name) for its in known if its]
        return gettext(", ").join(names) or gettext("the whole city")

    def _text(self, text: Any) -> str:
        table = text if isinstance(text, dict) else {}
        chinese = str(table.get("zh", ""))
        return self._words.text(Text(chinese, str(table.get("en") or chinese)))


def renewal_href(expiry: Expiry) -> str:
    """The page on which it is renewed: the year's amounts, or the source itself."""
    if expiry.lapse is None:
        return item_href(expiry.path, expiry.place)
    return url_for(".yearly", year=expiry.until.year, topic=expiry.lapse.topic)


def narrowed(found: Iterable[Expiry], topic: str, district: str) -> tuple[Expiry, ...]:
    """What touches a topic and a district; an empty word asks for all."""
    return tuple(
        its
        for its in found
        if (not topic or its.touch.topics is None or topic in its.touch.topics)
        and (not district or its.touch.districts is None or district in its.touch.districts)
    )
