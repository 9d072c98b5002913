"""Words of everyday speech, read from ``words.toml``, and what they do to a query."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A subject that the portal does not cover: what it is typed as."""

    zh: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EverydayWords:
    """``same``: word → the word that stands for it; patterns find longer words first."""

    fillers: re.Pattern[str]
    particles: frozenset[str]
    filler_words: tuple[str, ...]
    same: Mapping[str, str]
    same_words: re.Pattern[str]
    aims: re.Pattern[str]
    conditions: re.Pattern[str]
    lacking: re.Pattern[str]
    english: frozenset[str]
    uncovered: tuple[Uncovered, ...]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)))


@lru_cache(maxsize=1)
def everyday_words() -> EverydayWords:
    """The words as shipped."""
    document = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    same = {word: row[0] for row in document["same"] for word in row}
    fillers = [word for word in document["fillers"] if len(word) > 1]
    return EverydayWords(
        fillers=_any_of(fillers),
        particles=frozenset(word for word in document["fillers"] if len(word) == 1),
        filler_words=tuple(fillers),
        same=same,
        same_words=_any_of(same),
        aims=_any_of(document["aims"]),
        conditions=_any_of(document["conditions"]),
        lacking=_any_of(document["lacking"]),
        english=frozenset(document["english"]),
        uncovered=tuple(
            Uncovered(tuple(row["zh"]), tuple(row["en"])) for row in document["uncovered"]
        ),
    )
