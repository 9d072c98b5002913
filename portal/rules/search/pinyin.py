"""Typed pinyin cut into syllables, forgiving what is commonly confused: z/zh, n/l, in/ing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from .characters import all_syllables

_BEGINNINGS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("h", "f"))
_SLIP = 1
"""What a syllable costs that is written as it is often confused."""
_STRAY = 3
"""What a letter costs that belongs to no syllable."""
LONGEST_SYLLABLE = 6


def folded(syllable: str) -> str:
    """One spelling for all that are easily confused: ``zheng`` and ``zen`` are the same.

    Only beginnings of z, c, s and n, and endings of n and ng; ``h`` and ``f`` differ.
    """
    found = syllable.replace("v", "u").replace("ü", "u")
    for written, kept in _BEGINNINGS[:4]:
        if found.startswith(written):
            found = kept + found[len(written) :]
            break
    return found.removesuffix("g") if found.endswith("ng") else found


@lru_cache(maxsize=1)
def _spellings() -> dict[str, tuple[str, int]]:
    """Everything a syllable may be typed as → its folded spelling and what that costs."""
    found: dict[str, tuple[str, int]] = {}
    exact = all_syllables()
    for syllable in exact:
        found[syllable] = (folded(syllable), 0)
    for syllable in exact:
        for typed in _slips(syllable):
            found.setdefault(typed, (folded(syllable), _SLIP))
    return found


def _slips(syllable: str) -> Iterator[str]:
    beginnings = [syllable]
    for one, other in _BEGINNINGS:
        if syllable.startswith(one):
            beginnings.append(other + syllable[len(one) :])
        elif syllable.startswith(other):
            beginnings.append(one + syllable[len(other) :])
    for typed in beginnings:
        yield typed
        if typed.endswith("ng"):
            yield typed[:-1]
        elif typed.endswith("n"):
            yield typed + "g"
        if "u" in typed:
            yield typed.replace("u", "v")


def cut(letters: str) -> tuple[str, ...]:
    """The folded syllables of letters typed without spaces; empty where most belong to none."""
    best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
    spellings = _spellings()
    for end in range(1, len(letters) + 1):
        cost, count, read = best[end - 1]
        options = [(cost + _STRAY, count + 1, (*read, letters[end - 1]))]
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            if spelling := spellings.get(letters[start:end]):
                cost, count, read = best[start]
                options.append((cost + spelling[1], count + 1, (*read, spelling[0])))
        best.append(min(options))
    cost, _, read = best[-1]
    return read if cost < len(letters) else ()


def near(one: str, other: str, most: int) -> bool:
    """Whether one word becomes the other by at most so many letters added, lost or changed."""
    if abs(len(one) - len(other)) > most:
        return False
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            changed = before[column - 1] + (letter != against)
            line.append(min(changed, before[column] + 1, line[column - 1] + 1))
        if min(line) > most:
            return False
        before = line
    return before[-1] <= most
