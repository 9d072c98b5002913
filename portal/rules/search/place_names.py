"""Places named in a query: districts, streets and towns, and what people call places."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ..model.districts import District, Gazetteer
from ..model.streets import Street, bare_street
from .characters import plain, simplified
from .query_text import Span, is_break

_ENDING = re.compile(r"(新区|经开区|(土家族|苗族){1,4}自治县|[区县])$")
_SHORTEST = 2
_SHORTEST_INITIALS = 3
_NEIGHBOURHOOD = "社区"


def bare_district(name: str) -> str:
    """A district's Chinese name without its kind, unless one character would be left."""
    bare = _ENDING.sub("", name)
    return bare if len(bare) >= _SHORTEST else name


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """What a name stands for; ``certain``: it is a district's own, and no everyday word."""

    districts: tuple[str, ...] = ()
    streets: tuple[Street, ...] = ()
    certain: bool = False


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place that a query names, with the districts it lies in and those that listed it."""

    span: Span
    districts: tuple[str, ...]
    listed: tuple[str, ...] = ()


class PlaceNames:
    """Every name of a place in the city, in Chinese and as typed in letters."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        pinyin: Mapping[str, tuple[str, str]],
        is_word: Callable[[str], bool],
    ) -> None:
        self._gazetteer = gazetteer
        self._is_word = is_word
        self._names: dict[str, NamedPlace] = {}
        self._letters: dict[str, NamedPlace] = {}
        self._initials: dict[str, NamedPlace] = {}
        for district in gazetteer.districts.values():
            self._add_district(district, pinyin)
        for place in gazetteer.places.values():
            named = NamedPlace(place.districts, place.streets, True)
            self._add_to(self._names, named, place.name.zh, *place.aliases)
            self._add_to(self._letters, named, *_spelt(place.name.zh, pinyin), place.name.en)
        for street in gazetteer.streets:
            own = NamedPlace(streets=(street,), certain=True)
            self._add_to(self._names, own, street.name)
            self._add_to(self._letters, own, *_spelt(street.name, pinyin))
            self._add_bare(street, pinyin)
            for neighbourhood in street.neighbourhoods:
                self._add_to(self._names, own, f"{neighbourhood}{_NEIGHBOURHOOD}")
        self.longest = max(map(len, self._names), default=0)

    def _add_district(self, district: District, pinyin: Mapping[str, tuple[str, str]]) -> None:
        named = NamedPlace((district.id,), certain=True)
        name = district.name.zh
        bare = bare_district(name)
        self._add_to(self._names, named, name, bare, *district.aliases)
        spelt = [letters for one in (name, bare) for letters in _spelt(one, pinyin)]
        self._add_to(self._letters, named, district.id, district.name.en.split(" ")[0], *spelt)
        for one in (name, bare):
            initials = pinyin.get(one, ("", ""))[1]
            if len(initials) >= _SHORTEST_INITIALS:
                self._add_to(self._initials, named, initials)

    def _add_bare(self, street: Street, pinyin: Mapping[str, tuple[str, str]]) -> None:
        """A street without what it is, unless that is an everyday word («青年», «劳动»)."""
        bare = bare_street(street.name)
        if self._is_word(bare):
            return
        named = NamedPlace(streets=(street,))
        self._add_to(self._names, named, bare)
        self._add_to(self._letters, named, *_spelt(bare, pinyin))

    def _add_to(self, names: dict[str, NamedPlace], named: NamedPlace, *called: str) -> None:
        for name in called:
            key = simplified(plain(name)).replace(" ", "")
            if len(key) < _SHORTEST:
                continue
            before = names.get(key)
            # A district's own name is not shared with a street that is called alike.
            if before is None or (named.certain and not before.certain):
                names[key] = named
            elif named.certain == before.certain and before != named and not before.districts:
                streets = (*before.streets, *(s for s in named.streets if s not in before.streets))
                names[key] = NamedPlace(named.districts, streets, named.certain)

    def find(self, text: str, words: list[Span], day: date) -> list[PlaceFound]:
        """The places that a text names, longest names first; none inside another.

        ``words``: where other names and everyday words stand; a street that is called like part of
        one is none.
        """
        spans = [
            Span(start, end)
            for start in range(len(text))
            for end in range(start + _SHORTEST, min(len(text), start + self.longest) + 1)
            if text[start:end] in self._names
        ]
        found: list[PlaceFound] = []
        for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
            named = self._names[text[span.start : span.end]]
            free = not any(other.span.touches(span) for other in found)
            if free and _stands_free(span, named, words, text):
                found.append(self._found(span, named, day))
        return found or self._typed(text, day)

    def _typed(self, text: str, day: date) -> list[PlaceFound]:
        """A place typed in letters: a word of its own, or a district's initials before others."""
        words = [Span(match.start(), match.end()) for match in re.finditer(r"[a-z]+", text)]
        for span in words:
            typed = text[span.start : span.end]
            named = self._letters.get(typed)
            if named is None and len(words) > 1:
                named = self._initials.get(typed)
            if named and (named.certain or (len(words) == 1 and not self._is_word(typed))):
                return [self._found(span, named, day)]
        return []

    def _found(self, span: Span, named: NamedPlace, day: date) -> PlaceFound:
        if named.districts:
            return PlaceFound(span, named.districts)
        today = dict.fromkeys(
            self._gazetteer.district_of(street, day).id for street in named.streets
        )
        return PlaceFound(span, tuple(today), tuple(street.district for street in named.streets))


def _spelt(name: str, pinyin: Mapping[str, tuple[str, str]]) -> list[str]:
    return [pinyin[name][0]] if name in pinyin else []


def _stands_free(span: Span, named: NamedPlace, words: list[Span], text: str) -> bool:
    """Whether a name stands there by itself, not as part of a word or of something longer.

    A street of two characters that is called like many things counts only between words.
    """
    if named.certain:
        return not any(word.covers(span) and word != span for word in words)
    if any(word.touches(span) for word in words):
        return False
    if span.end - span.start > _SHORTEST:
        return True
    before = {word.end for word in words} | {0}
    after = {word.start for word in words} | {len(text)}
    begins = span.start in before or is_break(text[span.start - 1])
    return begins and (span.end in after or is_break(text[span.end]))
