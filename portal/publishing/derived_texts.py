"""What is computed once at publishing: 繁體 of every wording, pinyin of every searched name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ..rules.checking.wording import texts_in
from ..rules.items.parts import Value
from ..rules.model.ruleset import Ruleset
from ..rules.model.streets import bare_street
from ..store.releases.current_release import CurrentRelease
from ..store.releases.stored import Derived

if TYPE_CHECKING:
    from opencc import OpenCC

_SHORTEST_NAME = 2
_CONVERTERS = 4
"""Kept: most drafts change no name that reads the same everywhere."""
_CONVERTED = 4096
"""Wordings that each keeps: those of a large draft are asked for by every one of its pages."""
_AROUND = 6
"""Characters shown on each side of a doubtful one."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A character that is probably wrong where it stands, with the words around it."""

    character: str
    around: str


class Converter:
    """Converts wording to 繁體; ``names`` read the same wherever they stand."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._fixed = dict(exceptions())
        exact = _pattern(self._fixed)
        for name in names:
            if len(name) >= _SHORTEST_NAME:
                self._fixed.setdefault(name, _converted(name, exact, self._fixed))
        self._parts = _pattern(self._fixed)
        self.convert = lru_cache(maxsize=_CONVERTED)(self._convert)
        """繁體 of one wording."""

    def _convert(self, text: str) -> str:
        return _converted(text, self._parts, self._fixed)


def exceptions() -> Mapping[str, str]:
    """Simplified words and the traditional ones they always become."""
    return _table().words


def doubts(text: str) -> tuple[Doubt, ...]:
    """The characters of a traditional wording that are probably wrong where they stand."""
    table = _table()
    return tuple(
        Doubt(found[0], text[max(0, found.start() - _AROUND) : found.end() + _AROUND])
        for found in table.doubted.finditer(text)
        if not _stands_in(text, found.start(), table.doubtful[found[0]])
    )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)))


def _converted(text: str, parts: re.Pattern[str], fixed: Mapping[str, str]) -> str:
    """Convert what lies between exceptions in one piece each, so that OpenCC sees its context."""
    found = []
    end = 0
    for match in parts.finditer(text):
        found += [str(_opencc().convert(text[end : match.start()])), fixed[match[0]]]
        end = match.end()
    return _corrected("".join([*found, str(_opencc().convert(text[end:]))]))


def _corrected(text: str) -> str:
    table = _table()

    def corrected(found: re.Match[str]) -> str:
        correction = table.corrections[found[0]]
        is_right = _stands_in(text, found.start(), correction.right)
        return found[0] if is_right else correction.instead

    return table.correctable.sub(corrected, text)


def _stands_in(text: str, at: int, words: Iterable[str]) -> bool:
    """Whether the character at a place belongs to one of the words."""
    return any(
        text.startswith(word, start)
        for word in words
        for start in range(max(0, at - len(word) + 1), at + 1)
    )


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415  only publishing converts

    # Standard characters of Taiwan: 為 and 眾, not 爲 and 衆; words stay those of the mainland.
    return OpenCC("s2tw")


@dataclass(frozen=True, slots=True)
class _Correction:
    instead: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    words: Mapping[str, str]
    corrections: Mapping[str, _Correction]
    correctable: re.Pattern[str]
    doubtful: Mapping[str, tuple[str, ...]]
    doubted: re.Pattern[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    written = tomllib.loads(Path(__file__).with_name("traditional.toml").read_text("utf-8"))
    return _Table(
        words=written["words"],
        corrections={
            character: _Correction(entry["instead"], tuple(entry["except"]))
            for character, entry in written["corrections"].items()
        },
        correctable=_pattern(written["corrections"]),
        doubtful={character: tuple(right) for character, right in written["doubtful"].items()},
        doubted=_pattern(written["doubtful"]),
    )


def derive(ruleset: Ruleset) -> Derived:
    """繁體 of every Chinese wording and pinyin of every name that is searched."""
    converter = converter_of(ruleset)
    texts = [*_chinese(_parts_of(ruleset)), *_names(ruleset)]
    texts += _typed_places(ruleset)
    read = pinyin(_names(ruleset)) | place_pinyin(_typed_places(ruleset))
    return Derived(traditional(texts, converter), read)


def derived_upon(ruleset: Ruleset, release: CurrentRelease) -> Derived:
    """What rules that are not published need to be shown: 繁體 of what a release does not say.

    Pinyin stays as it is in the release: nobody searches a draft.
    """
    known = release.kept_for("wordings", lambda: _wordings_of(release.ruleset))
    new = [text for text in _wordings_beside(ruleset, release.ruleset) if text not in known]
    if not new:
        return release.derived
    converted = traditional(new, converter_of(ruleset))
    return Derived({**release.derived.traditional, **converted}, release.derived.pinyin)


def _wordings_of(ruleset: Ruleset) -> frozenset[str]:
    return frozenset((*_chinese(_parts_of(ruleset)), *_names(ruleset)))


def _wordings_beside(ruleset: Ruleset, other: Ruleset) -> Iterator[str]:
    """The wordings of rules; of their parts those alone that are not the same in the others."""
    others = dict(_parts_of(other))
    differing = ((at, its) for at, its in _parts_of(ruleset) if others.get(at) != its)
    yield from _chinese(differing)
    yield from _names(ruleset)


def doubtful(ruleset: Ruleset) -> dict[str, tuple[Doubt, ...]]:
    """Simplified wording → what its 繁體 probably has wrong, for those where anything is."""
    converter = converter_of(ruleset)
    found = {text: doubts(converter.convert(text)) for text in set(_chinese(_parts_of(ruleset)))}
    return {text: doubted for text, doubted in sorted(found.items()) if doubted}


def converter_of(ruleset: Ruleset) -> Converter:
    """The conversion to 繁體 as a release of these rules has it."""
    return _converter_with(tuple(_protected(ruleset)))


@lru_cache(maxsize=_CONVERTERS)
def _converter_with(names: tuple[str, ...]) -> Converter:
    return Converter(names)


def new_doubts(before: Value | None, after: Value | None, converter: Converter) -> list[Doubt]:
    """What is probably wrong in the 繁體 of those wordings that a change brings."""
    known = set(_wordings(before))
    new = dict.fromkeys(text for text in _wordings(after) if text not in known)
    return [doubt for text in new for doubt in doubts(converter.convert(text))]


def _wordings(value: object) -> Iterator[str]:
    """Every Chinese wording inside an item."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "zh" and isinstance(inner, str):
                yield inner
            else:
                yield from _wordings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _wordings(inner)


def _protected(ruleset: Ruleset) -> Iterable[str]:
    """Names of places and documents, which read the same wherever they stand."""
    for district in ruleset.gazetteer.districts.values():
        yield district.name.zh
        for succession in district.successions:
            yield from (town.zh for town in succession.towns)
    yield from (group.name.zh for group in ruleset.gazetteer.groups.values())
    yield from (paper.name.zh for paper in ruleset.papers.values())
    yield from (source.title.zh for source in ruleset.sources.values())


_Part = tuple[tuple[str, object], object]
"""Something of a ruleset that stands by itself, a service for one: its section and name, and it."""


def _parts_of(ruleset: Ruleset) -> Iterator[_Part]:
    gazetteer = ruleset.gazetteer
    places = {
        "districts": gazetteer.districts,
        "groups": gazetteer.groups,
        "places": gazetteer.places,
        "streets": gazetteer.streets,
    }
    for section, entries in {**vars(ruleset), **places}.items():
        if isinstance(entries, Mapping):
            yield from (((section, name), entry) for name, entry in entries.items())
        elif entries is not gazetteer:
            yield (section, ""), entries


def _chinese(parts: Iterable[_Part]) -> Iterator[str]:
    """Every Chinese wording inside some parts of a ruleset."""
    for _, part in parts:
        for _, text in texts_in(part):
            yield text.zh


@lru_cache(maxsize=1)
def _converter() -> Converter:
    return Converter()


def in_traditional(text: str) -> str:
    """繁體 of one wording, as it reads outside a release."""
    return _converter().convert(text)


def traditional(texts: Iterable[str], converter: Converter) -> dict[str, str]:
    """Simplified → traditional, where they differ."""
    found = {text: converter.convert(text) for text in set(texts)}
    return {text: converted for text, converted in found.items() if converted != text}


def _names(ruleset: Ruleset) -> Iterable[str]:
    for district in ruleset.gazetteer.districts.values():
        yield district.name.zh
        yield from district.aliases
        for succession in district.successions:
            yield from (town.zh for town in succession.towns)
    for service in ruleset.services.values():
        yield service.name.zh
        yield from service.synonyms.get("zh", ())
    for question in ruleset.questions.values():
        yield question.short.zh
        yield from question.synonyms.get("zh", ())


def _typed_places(ruleset: Ruleset) -> Iterable[str]:
    """Names of streets and places as people type them: with and without what they are."""
    for street in ruleset.gazetteer.streets:
        yield street.name
        yield bare_street(street.name)
        yield from street.neighbourhoods
    for place in ruleset.gazetteer.places.values():
        yield place.name.zh
        yield from place.aliases


@lru_cache(maxsize=1)
def _syllables() -> Callable[[str], list[str]]:
    """Pinyin of a name. Loaded by who publishes: its dictionaries take 55 MB."""
    found: Callable[[str], list[str]] = import_module("pypinyin").lazy_pinyin
    return found


#: One release has some 4,500 names, most of which the next has too.
_MOST_NAMES = 8192


@lru_cache(maxsize=_MOST_NAMES)
def syllables(words: str) -> tuple[str, ...]:
    """How words sound, syllable by syllable without tones; what is no Chinese as it is written."""
    return tuple(_syllables()(words))


def pinyin(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name → (syllables joined, initials), without tones."""
    return {name: _joined(syllables(name)) for name in set(names)}


def _joined(sounds: Sequence[str]) -> tuple[str, str]:
    return "".join(sounds), "".join(sound[:1] for sound in sounds)


_IN_PLACES = {"长": "chang", "曾": "zeng", "覃": "qin", "佛": "fo", "沱": "tuo", "垭": "ya"}
"""Characters that names of places read otherwise than words do."""


def place_pinyin(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The same as `pinyin` for names of places."""
    found = {}
    for name in set(names):
        sounds = syllables(name)
        if len(sounds) == len(name):
            sounds = tuple(
                _IN_PLACES.get(character, sound)
                for character, sound in zip(name, sounds, strict=True)
            )
        found[name] = _joined(sounds)
    return found
