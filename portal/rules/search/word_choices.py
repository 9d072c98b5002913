"""Words that typed letters may begin: names to tap where the keys write no Chinese.

A Chinese word is found by the first letters of its characters or by its pinyin, an English one by
its letters; each from its beginning or from a later character or word on: ``bt`` is «租赁补贴» too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..model.ruleset import Ruleset
from .characters import is_han, plain, simplified, syllable_of

MOST_WORDS = 6
"""Words shown for what was typed: two rows of a kiosk, three in English."""
LONGEST_WORD = 24
"""Letters of a word that fits half a row; a Chinese character takes the room of two."""
_SHORTEST_INSIDE = 2
"""Letters from which on a word is also looked for inside a name."""
_AFTER_ALL_LETTERS = "{"

Pinyin = Mapping[str, tuple[str, str]]
"""Name → (syllables joined, initials), as the release has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    """Letters under which a word of a subject is found.

    ``inside``: not from its beginning; ``other``: in English, where short words say little, not
    the name by which pages call it.
    """

    letters: str
    inside: bool
    other: bool
    word: str
    subject: str


@dataclass(frozen=True, slots=True)
class _Called:
    """What a service, a topic or a district is called in one language."""

    subject: str
    names: tuple[str, ...]


class WordChoices:
    """The words of a release by their letters; made once, then only read."""

    def __init__(self, ruleset: Ruleset, pinyin: Pinyin) -> None:
        self._chinese = _WordList(
            spelling
            for called in _chinese_names(ruleset)
            for name in called.names
            if 2 * len(name) <= LONGEST_WORD
            for spelling in _chinese_spellings(called.subject, name, pinyin)
        )
        self._english = _WordList(
            spelling
            for called in _english_names(ruleset)
            for name in called.names
            if len(name) <= LONGEST_WORD
            for spelling in _english_spellings(called, name)
        )

    def begun(self, typed: str, *, english: bool = False) -> tuple[str, ...]:
        """The words that typed letters begin, the likeliest first; none where Chinese is typed."""
        letters = plain(typed).replace(" ", "")
        if not letters.isascii() or not letters.isalpha():
            return ()
        return (self._english if english else self._chinese).begun(letters)


class _WordList:
    """Spellings in the order of their letters, so that a beginning is found by halving."""

    def __init__(self, spellings: Iterable[_Spelling]) -> None:
        self._spellings = sorted(spellings, key=lambda its: its.letters)
        self._letters = [its.letters for its in self._spellings]

    def begun(self, letters: str) -> tuple[str, ...]:
        """One word of each subject: from its beginning first, then exact, its own name, short."""
        start = bisect_left(self._letters, letters)
        end = bisect_left(self._letters, letters + _AFTER_ALL_LETTERS)
        fitting = sorted(
            (
                its
                for its in self._spellings[start:end]
                if not its.inside or len(letters) >= _SHORTEST_INSIDE
            ),
            key=lambda its: (
                its.inside,
                its.letters != letters,
                its.other,
                len(its.word),
                its.word,
            ),
        )
        words: dict[str, None] = {}
        subjects: set[str] = set()
        for its in fitting:
            if its.subject not in subjects:
                subjects.add(its.subject)
                words[its.word] = None
        return tuple(words)[:MOST_WORDS]


def _chinese_names(ruleset: Ruleset) -> Iterator[_Called]:
    for service in ruleset.services.values():
        names = (service.name.zh, *service.synonyms.get("zh", ()))
        yield _Called(f"service {service.id}", names)
    for topic in ruleset.topics.values():
        yield _Called(f"topic {topic.id}", (topic.name.zh,))
    for district in ruleset.gazetteer.districts.values():
        yield _Called(f"district {district.id}", (district.name.zh,))


def _english_names(ruleset: Ruleset) -> Iterator[_Called]:
    for service in ruleset.services.values():
        names = (service.name.en, *service.synonyms.get("en", ()))
        yield _Called(f"service {service.id}", names)
    for topic in ruleset.topics.values():
        yield _Called(f"topic {topic.id}", (topic.name.en,))
    for district in ruleset.gazetteer.districts.values():
        yield _Called(f"district {district.id}", (district.name.en,))


def _chinese_spellings(subject: str, name: str, pinyin: Pinyin) -> Iterator[_Spelling]:
    characters = simplified(plain(name)).replace(" ", "")
    if not all(map(is_han, characters)):
        return
    syllables = tuple(map(syllable_of, characters))
    whole, initials = pinyin.get(characters, ("", ""))
    for start in range(max(1, len(characters) - 1)):
        spelt = "".join(syllables[start:])
        first = "".join(syllable[:1] for syllable in syllables[start:])
        if start == 0:
            spelt, first = whole or spelt, initials or first
        for letters in (first, spelt):
            yield _Spelling(
                letters=letters, inside=start > 0, other=False, word=name, subject=subject
            )


def _english_spellings(called: _Called, name: str) -> Iterator[_Spelling]:
    words = plain(name).split()
    other = name != called.names[0]
    for start in range(len(words)):
        letters = "".join(words[start:])
        yield _Spelling(
            letters=letters, inside=start > 0, other=other, word=name, subject=called.subject
        )
