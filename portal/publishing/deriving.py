"""What is computed once at publishing: 繁體 of every wording, pinyin of every searched name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module

import opencc

from ..rules.checking.wording import texts_in
from ..rules.model import Ruleset
from ..store.releases import Derived


def derive(ruleset: Ruleset) -> Derived:
    """繁體 of every Chinese wording and pinyin of every name that is searched."""
    return Derived(traditional(_chinese(ruleset)), pinyin(_names(ruleset)))


def _chinese(ruleset: Ruleset) -> Iterable[str]:
    for section in vars(ruleset).values():
        for _, text in texts_in(section):
            yield text.zh
    for section in (ruleset.gazetteer.districts, ruleset.gazetteer.groups):
        for _, text in texts_in(section):
            yield text.zh


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def in_traditional(text: str) -> str:
    """繁體 of one wording."""
    return str(_converter().convert(text))


def traditional(texts: Iterable[str]) -> dict[str, str]:
    """Simplified → traditional, where they differ."""
    found = {text: in_traditional(text) for text in set(texts)}
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


@lru_cache(maxsize=1)
def _syllables() -> Callable[[str], list[str]]:
    """Pinyin of a name. Loaded by who publishes: its dictionaries take 55 MB."""
    found: Callable[[str], list[str]] = import_module("pypinyin").lazy_pinyin
    return found


def pinyin(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name → (syllables joined, initials), without tones."""
    found, syllables_of = {}, _syllables()
    for name in set(names):
        syllables = syllables_of(name)
        found[name] = ("".join(syllables), "".join(syllable[:1] for syllable in syllables))
    return found
