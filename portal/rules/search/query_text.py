"""A query as typed, turned into what the search compares: fillers out, what it aims at weighed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .characters import is_han, syllable_of
from .everyday_words import everyday_words
from .pinyin import folded

FIRST = 0.9
LAST = 1.1
AIM = 1.5
CONTEXT = 0.6
CONDITION = 0.6
LACKING = 0.45
PARTICLE = 0.3
BRIDGE = 0.8
_REACH = 6
"""So many characters after a word such as «没有» are what is lacking."""
_FIGURES = re.compile(
    "[0-9一二两三四五六七八九十百几半]+(?:来|多)?(?:个)?(?:月|年|岁|天|号|次|块|元|千|万)?"
)
_SHORTEST_STEM = 3
_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]+")

Weighed = list[tuple[str, float]]
"""Characters with their weights; a space is a break."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in a text."""

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def is_break(character: str) -> bool:
    """Whether a word may end before or begin after a character: a space, or a particle."""
    return character == " " or character in everyday_words().particles


def names_in(text: str, names: Collection[str], longest: int) -> list[Span]:
    """Where names of two characters and more stand in a text, none inside a longer one."""
    found: list[Span] = []
    for start in range(len(text)):
        for end in range(min(len(text), start + longest), start + 1, -1):
            if text[start:end] in names:
                span = Span(start, end)
                if not any(other.covers(span) for other in found):
                    found.append(span)
                break
    return found


def weighed(text: str, names: list[Span], words: list[Span]) -> Weighed:
    """The characters of a query with their weights.

    ``names``: where names of services stand in it, ``words``: where everyday words do, too. What
    comes later in a query counts a little more: «低保户租房补贴» is about the subsidy.
    """
    everyday = everyday_words()
    weights = [FIRST + (LAST - FIRST) * at / max(1, len(text) - 1) for at in range(len(text))]
    for match in everyday.lacking.finditer(text):
        if not _is_covered(match, words):
            _weigh(weights, text, match.end(), LACKING, _REACH)
    first = min((span.start for span in names), default=len(text))
    for match in everyday.conditions.finditer(text):
        if match.start() > first and not _is_covered(match, names):
            _weigh(weights, text, match.end(), CONDITION)
    _aim(weights, text, names)
    for match in _FIGURES.finditer(text):
        if not _is_covered(match, names):
            for at in range(match.start(), match.end()):
                weights[at] = PARTICLE
    kept = list(text)
    for match in everyday.fillers.finditer(text):
        if not _is_covered(match, words):
            kept[match.start() : match.end()] = " " * (match.end() - match.start())
    for at, character in enumerate(kept):
        if character in everyday.particles and not any(s.start <= at < s.end for s in words):
            weights[at] = PARTICLE
    return list(zip(kept, weights, strict=True))


def _aim(weights: list[float], text: str, names: list[Span]) -> None:
    """Weigh what a sentence with «可以» or «能» is about above what it says before that."""
    for match in everyday_words().aims.finditer(text):
        after = any(name.start >= match.end() for name in names)
        if after and not _is_covered(match, names):
            for at in range(len(weights)):
                weights[at] *= AIM if at >= match.end() else CONTEXT
            return


def _is_covered(match: re.Match[str], known: list[Span]) -> bool:
    span = Span(match.start(), match.end())
    return any(name.covers(span) for name in known)


def _weigh(weights: list[float], text: str, start: int, by: float, most: int = 99) -> None:
    """Weigh what follows, to the next break or aim."""
    aims = everyday_words().aims
    for at in range(start, min(len(text), start + most)):
        if text[at] == " " or aims.match(text, at):
            break
        weights[at] *= by


def meant(characters: Weighed) -> Weighed:
    """The same with every word replaced by the one that stands for it."""
    words = everyday_words()
    text = "".join(character for character, _ in characters)
    found: Weighed = []
    end = 0
    for match in words.same_words.finditer(text):
        found += characters[end : match.start()]
        weight = max(weight for _, weight in characters[match.start() : match.end()])
        found += [(character, weight) for character in words.same[match[0]]]
        end = match.end()
    return found + characters[end:]


def without_fillers(name: str) -> str:
    """A name without fillers, unless nothing would be left: «社保怎么交» is «社保交»."""
    bare = everyday_words().fillers.sub("", name)
    return bare if len(bare) > 1 else name


def meant_text(text: str) -> str:
    """A text with every word replaced by the one that stands for it."""
    words = everyday_words()
    return words.same_words.sub(lambda match: words.same[match[0]], text)


def pairs(characters: Weighed) -> Weighed:
    """Pairs of neighbouring characters, and whole words of letters; a lone character as it is."""
    found: Weighed = []
    for run in _runs(characters):
        if len(run) == 1 or not is_han(run[0][0]):
            word = "".join(character for character, _ in run)
            found.append((word, min(weight for _, weight in run)))
        for (one, weight), (other, other_weight) in pairwise(run):
            if is_han(one):
                found.append((one + other, min(weight, other_weight)))
    return found


def bridges(characters: Weighed) -> Weighed:
    """Pairs of characters that stand beside each other once fillers, particles, spaces are out."""
    particles = everyday_words().particles
    found: Weighed = []
    last: tuple[int, str, float] | None = None
    for at, (character, weight) in enumerate(characters):
        if not is_han(character) or character in particles:
            continue
        if last and at - last[0] > 1:
            found.append((last[1] + character, min(last[2], weight) * BRIDGE))
        last = (at, character, weight)
    return found


def _runs(characters: Weighed) -> Iterator[Weighed]:
    """Runs of Chinese characters, and words of letters and digits."""
    text = "".join(character for character, _ in characters)
    for match in _WORD.finditer(text):
        yield characters[match.start() : match.end()]


def text_pairs(text: str) -> Iterator[str]:
    """The same of a text, whose characters all weigh alike."""
    for match in _WORD.finditer(text):
        run = match[0]
        if is_han(run[0]):
            yield from map("".join, pairwise(run))
        if len(run) == 1 or not is_han(run[0]):
            yield run


def heard(characters: Weighed) -> Weighed:
    """Pairs of syllables of what is written in Chinese."""
    found: Weighed = []
    for run in _runs(characters):
        if is_han(run[0][0]):
            read = [(folded(syllable_of(character)), weight) for character, weight in run]
            found += syllable_pairs(read)
    return found


def syllable_pairs(read: Weighed) -> Weighed:
    """Pairs of neighbouring syllables; a lone syllable as it is."""
    if len(read) == 1:
        return read
    return [
        (f"{one} {other}", min(weight, other_weight))
        for (one, weight), (other, other_weight) in pairwise(read)
    ]


def stemmed(word: str) -> str:
    """An English word without the commonest endings; the same for all its forms mostly."""
    stem = f"{word[:-3]}y" if word.endswith("ies") else word
    if stem.endswith("s") and not stem.endswith("ss"):
        stem = stem[:-1]
    for ending in ("ing", "ed"):
        if stem.endswith(ending) and len(stem) >= len(ending) + _SHORTEST_STEM:
            stem = stem[: -len(ending)]
    return stem.removesuffix("e") if len(stem) > _SHORTEST_STEM else stem


def english(text: str) -> Iterator[str]:
    """The words of an English text that say something, without their endings."""
    words = everyday_words()
    for word in re.findall(r"[a-z0-9]+", text):
        if word not in words.english:
            yield stemmed(word)
