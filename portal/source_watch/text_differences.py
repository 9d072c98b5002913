"""How two texts differ, in sentences."""

from __future__ import annotations

import re
from collections import Counter

MOST_CHANGES = 40
_ENDS = re.compile(r"(?<=[。！？；!?;])")


def differences(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences that are gone and sentences that are new; at most 40 of each.

    A sentence that only moved is neither.
    """
    old = _sentences(before)
    new = _sentences(after)
    return _beyond(old, new), _beyond(new, old)


def _beyond(one: list[str], other: list[str]) -> tuple[str, ...]:
    """The sentences of one text that the other has not, or not as often."""
    left = Counter(other)
    found = []
    for sentence in one:
        if left[sentence]:
            left[sentence] -= 1
        else:
            found.append(sentence)
    return tuple(found[:MOST_CHANGES])


def _sentences(words: str) -> list[str]:
    found = (part.strip() for line in words.splitlines() for part in _ENDS.split(line))
    return [part for part in found if part]
