"""The finder of districts: what a person types of where they live, and the districts it can mean.

It knows the districts of all days, every street, town and township, the neighbourhoods of the
centre and what people call places, by characters of both scripts, pinyin and initials. It never
guesses: a name in several districts gives them all, and an abolished district its successors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from threading import Lock

from cachetools import LRUCache

from ...i18n import Wording, gettext
from ...rules.model.districts import District, Gazetteer
from ...rules.model.streets import Place, Street, bare_street
from ...rules.search.characters import plain
from ...rules.search.city_names import city_in_front
from ...store.releases.current_release import CurrentRelease
from ...store.releases.stored import Derived
from .places import bare_name

LONGEST = 40
"""Characters of what is typed that are read."""
MOST = 10
"""Places that are shown at once."""
_KINDS = re.compile(r"(newdistrict|district|county|subdistrict|street|township|town|city)$")
_SHORTEST_LETTERS = 2
_SHORTEST_INSIDE = 2
_LETTERS_OF_A_NEIGHBOURHOOD = 5
_SHORTEST_BEGINNING = 2


class Fit(IntEnum):
    """How well a name fits what was typed; the smaller the better."""

    WHOLE = 0
    INITIALS = 1
    BEGINS = 2
    INSIDE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlace:
    """A place that was found, and the district it leads to.

    ``chinese``: its name in Chinese, on English pages.
    """

    name: str
    chinese: str = ""
    hint: str
    district: str
    district_name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """That a district named is none on the day, and where its area belongs.

    ``words``: the sentence that says so.
    """

    words: str
    parts: tuple[FoundPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found for what was typed.

    ``more``: places that are not shown; ``notes``: what is said of the places found;
    ``only``: where all of it leads, if that is one district; ``hotline``: whom to ask.
    """

    typed: str
    hotline: str = ""
    places: tuple[FoundPlace, ...]
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    more: int
    only: str

    @property
    def number(self) -> int:
        """How many places there are to choose from."""
        return len(self.places) + self.more + sum(len(its.parts) for its in self.changes)


NOTHING = Finding(typed="", places=(), changes=(), notes=(), more=0, only="")

Thing = District | Street | Place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A thing by all it may be typed as; ``neighbourhood``: the part of a street that is meant."""

    thing: Thing
    names: tuple[str, ...]
    letters: tuple[str, ...]
    initials: tuple[str, ...]
    neighbourhood: str = ""

    def fit(self, typed: str) -> Fit | None:
        """How well it fits; None where it does not."""
        if typed in self.names or typed in self.letters:
            return Fit.WHOLE
        if typed.isascii():
            return self._fit_letters(typed)
        long_enough = len(typed) >= _SHORTEST_INSIDE or isinstance(self.thing, District)
        if self.neighbourhood and not long_enough:
            return None
        if any(name.startswith(typed) for name in self.names):
            return Fit.BEGINS
        if long_enough and not self.neighbourhood and any(typed in name for name in self.names):
            return Fit.INSIDE
        return None

    def _fit_letters(self, typed: str) -> Fit | None:
        shortest = _LETTERS_OF_A_NEIGHBOURHOOD if self.neighbourhood else _SHORTEST_LETTERS
        if len(typed) < shortest:
            return None
        if typed in self.initials and not self.neighbourhood:
            return Fit.INITIALS
        if any(name.startswith(typed) for name in (*self.letters, *self.initials)):
            return Fit.BEGINS
        return None


class PlaceFinder:
    """The names of one release, made ready for looking up; ``city``: the names of the city."""

    def __init__(self, gazetteer: Gazetteer, derived: Derived, city: tuple[str, ...]) -> None:
        self._city = city_in_front(city)
        self._gazetteer = gazetteer
        self._derived = derived
        self._days: LRUCache[date, Mapping[str, str]] = LRUCache(8)
        self._lock = Lock()
        self._entries = tuple(self._made())
        self._around = tuple(self._neighbourhoods())
        self._districts = {
            name: entry.thing
            for entry in self._entries
            if isinstance(entry.thing, District)
            for name in entry.names
        }

    def _plain(self, text: str) -> str:
        """What is typed or compared: folded, without spaces, without the city in front."""
        joined = plain(text[:LONGEST]).replace(" ", "")
        return self._city.sub("", joined)

    def fitting(self, typed: str, day: date) -> tuple[list[_Entry], bool]:
        """What fits, best first: the whole of it, what lies in a district named, its beginning.

        Also whether it is sure: an address may begin like a name of two characters by chance.
        """
        sought = self._plain(typed)
        if not sought:
            return [], False
        found = self._best(sought, self._entries) or self._inside_district(sought, day)
        if found:
            return found, True
        (found, length) = self._begun(sought, self._entries)
        return found, length > _SHORTEST_BEGINNING

    def _best(self, sought: str, entries: Iterable[_Entry]) -> list[_Entry]:
        fits = [(fit, entry) for entry in entries if (fit := entry.fit(sought)) is not None]
        whole = any(fit is Fit.WHOLE for fit, _ in fits)
        if whole:
            fits = [pair for pair in fits if pair[0] is not Fit.INSIDE]
        else:
            fits += [(fit, e) for e in self._around if (fit := e.fit(sought)) is not None]
        return [entry for _, entry in sorted(fits, key=lambda pair: pair[0])]

    def _inside_district(self, sought: str, day: date) -> list[_Entry]:
        """Places of a district that is named with them: ``大足龙水``, ``沙坪坝区虎溪街道``."""
        for name in sorted(self._districts, key=len, reverse=True):
            (before, named, after) = sought.partition(name)
            rest = (before + after).strip()
            if not named or not rest:
                continue
            district = self._districts[name]
            within = [e for e in self._entries if self._lies_in(e.thing, district, day)]
            around = [e for e in self._around if self._lies_in(e.thing, district, day)]
            found = self._best(rest, within) or self._best(rest, around)
            return found or self._begun(rest, within)[0]
        return []

    def _lies_in(self, thing: Thing, district: District, day: date) -> bool:
        """Whether a street or place is, or was when it was listed, in a district."""
        if isinstance(thing, District):
            return False
        if isinstance(thing, Place):
            named = {
                *thing.districts,
                *(self._gazetteer.heir_of(d, day).id for d in thing.districts),
            }
            within = any(self._lies_in(street, district, day) for street in thing.streets)
            return within or district.id in named
        return district.id in (thing.district, self._on(day)[thing.code])

    def _on(self, day: date) -> Mapping[str, str]:
        """The district of each street on a day, by their codes; the last days are kept."""
        with self._lock:
            found = self._days.get(day)
            if found is None:
                gazetteer = self._gazetteer
                found = {s.code: gazetteer.district_of(s, day).id for s in gazetteer.streets}
                self._days[day] = found
        return found

    @staticmethod
    def _begun(sought: str, entries: Iterable[_Entry]) -> tuple[list[_Entry], int]:
        """The places with whose names an address begins, those of the longest name, its length."""
        found = [
            (len(name), entry)
            for entry in entries
            for name in entry.names
            if len(name) >= _SHORTEST_BEGINNING and sought.startswith(name)
        ]
        longest = max((length for length, _ in found), default=0)
        return list({id(e): e for length, e in found if length == longest}.values()), longest

    def _made(self) -> Iterator[_Entry]:
        for district in self._gazetteer.districts.values():
            names = [district.name.zh, bare_name(district), *district.aliases]
            english = _KINDS.sub("", self._plain(district.name.en))
            yield self._entry(district, names, (district.id, english))
        for street in self._gazetteer.streets:
            yield self._entry(street, [street.name, bare_street(street.name)])
        for place in self._gazetteer.places.values():
            yield self._entry(place, [place.name.zh, *place.aliases], (self._plain(place.name.en),))

    def _neighbourhoods(self) -> Iterator[_Entry]:
        for street in self._gazetteer.streets:
            for name in street.neighbourhoods:
                yield replace(self._entry(street, [name]), neighbourhood=name)

    def _entry(self, thing: Thing, names: list[str], letters: tuple[str, ...] = ()) -> _Entry:
        written = dict.fromkeys(
            self._plain(its) for n in names for its in (n, self._derived.traditional.get(n, n))
        )
        read = [self._derived.pinyin[n] for n in names if n in self._derived.pinyin]
        return _Entry(
            thing=thing,
            names=tuple(written),
            letters=tuple(dict.fromkeys((*letters, *(full for full, _ in read)))),
            initials=tuple(dict.fromkeys(short for _, short in read)),
        )


_finders: LRUCache[str, PlaceFinder] = LRUCache(4)
_finders_lock = Lock()


def finder_of(release: CurrentRelease) -> PlaceFinder:
    """The finder of a release, made when first asked for."""
    with _finders_lock:
        finder = _finders.get(release.digest)
        if finder is None:
            finder = PlaceFinder(
                release.ruleset.gazetteer, release.derived, release.ruleset.city.aliases
            )
            _finders[release.digest] = finder
    return finder


def find(
    typed: str, release: CurrentRelease, day: date, wording: Wording, href: Callable[[str], str]
) -> Finding:
    """The places that something typed can mean on a day; ``href``: where a district leads."""
    sought = typed.strip()[:LONGEST]
    if not sought:
        return NOTHING
    (entries, sure) = finder_of(release).fitting(sought, day)
    words = _Words(
        gazetteer=release.ruleset.gazetteer,
        day=day,
        wording=wording,
        href=href,
        pinyin=release.derived.pinyin,
    )
    changes: list[Change] = []
    places: dict[tuple[str, str], FoundPlace] = {}
    notes: dict[str, None] = {}
    for entry in entries:
        if isinstance(entry.thing, District) and not entry.thing.period.holds(day):
            changes.append(words.change(entry.thing))
            continue
        for place in words.places(entry):
            places.setdefault((place.name, place.district), place)
        for note in words.notes(entry):
            notes[note] = None
    leads = {place.district: place.href for place in places.values()}
    shown = tuple(places.values())
    return Finding(
        typed=sought,
        hotline=release.ruleset.city.hotline,
        places=shown[:MOST],
        changes=tuple(changes),
        notes=tuple(notes),
        more=len(shown[MOST:]),
        only=next(iter(leads.values())) if len(leads) == 1 and sure and not changes else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Says what was found on a day."""

    gazetteer: Gazetteer
    day: date
    wording: Wording
    href: Callable[[str], str]
    pinyin: Mapping[str, tuple[str, str]]

    def places(self, entry: _Entry) -> Iterator[FoundPlace]:
        """Where an entry leads: one place for each district it lies in."""
        thing = entry.thing
        if isinstance(thing, District):
            yield self._found(self.wording.text(thing.name), thing, "")
        elif isinstance(thing, Street):
            yield self._street(thing, entry.neighbourhood)
        else:
            yield from self._called(thing)

    def notes(self, entry: _Entry) -> Iterator[str]:
        """What is said of an entry besides."""
        if not isinstance(entry.thing, District) and entry.thing.note:
            yield self.wording.text(entry.thing.note)

    def change(self, district: District) -> Change:
        """A district that is none on the day: who has its area, or had it."""
        name = self.wording.text(district.name)
        gone = district.period.until is not None and district.period.until < self.day
        if gone:
            since = min(its.since for its in district.successions)
            words = gettext(
                "%(name)s no longer exists since %(day)s. Choose by the street or town you live "
                "in, or type its name above.",
                name=name,
                day=self.wording.day(since),
            )
            pairs = [(self.gazetteer.districts[s.district], s) for s in district.successions]
        else:
            begins = district.period.since or self.day
            words = gettext(
                "%(name)s begins on %(day)s. Before that, choose by the street or town.",
                name=name,
                day=self.wording.day(begins),
            )
            pairs = list(self.gazetteer.predecessors(district.id))
        parts = [
            self._found(
                self.wording.text(other.name),
                other,
                gettext(", ").join(map(self.wording.text, succession.towns))
                if succession.towns
                else self._whole(district if gone else other),
            )
            for other, succession in sorted(pairs, key=lambda pair: not pair[1].rest)
            if other.period.holds(self.day)
        ]
        return Change(words=words, parts=tuple(parts))

    def _whole(self, district: District) -> str:
        """Which part of an abolished district its main successor has."""
        name = self.wording.text(district.name)
        if len(district.successions) > 1:
            return gettext("all other streets and towns of %(name)s", name=name)
        return gettext("all of %(name)s", name=name)

    def _street(self, street: Street, neighbourhood: str) -> FoundPlace:
        district = self.gazetteer.district_of(street, self.day)
        listed = self.gazetteer.districts[street.district]
        name = street.name
        hints = []
        if neighbourhood:
            name = neighbourhood
            inside = self._readable(street.name)
            hints.append(gettext("a neighbourhood of %(street)s", street=inside))
        if district.id != listed.id:
            hints.append(gettext("formerly %(name)s", name=self.wording.text(listed.name)))
        found = self._found(self._readable(name), district, gettext(", ").join(hints))
        return replace(found, chinese=name) if self.wording.language.id == "en" else found

    def _called(self, place: Place) -> Iterator[FoundPlace]:
        streets: dict[str, list[str]] = {}
        for street in place.streets:
            district = self.gazetteer.district_of(street, self.day)
            streets.setdefault(district.id, []).append(self._readable(street.name))
        for name in place.districts:
            streets.setdefault(self.gazetteer.heir_of(name, self.day).id, [])
        for name, inside in streets.items():
            yield self._found(
                self.wording.text(place.name),
                self.gazetteer.districts[name],
                gettext(", ").join(inside),
            )

    def _readable(self, name: str) -> str:
        """A name that is held in Chinese alone: in English its pinyin."""
        if self.wording.language.id == "en":
            return self.pinyin.get(bare_street(name), (name, ""))[0].capitalize()
        return self.wording.chinese(name)

    def _found(self, name: str, district: District, hint: str) -> FoundPlace:
        return FoundPlace(
            name=name,
            hint=hint,
            district=district.id,
            district_name=self.wording.text(district.name),
            href=self.href(district.id),
        )
