"""The name of the city in what people type: it narrows nothing, for all is about that city."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .characters import is_han, plain


@lru_cache(maxsize=8)
def city_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Where a city is named in a folded text: in Chinese anywhere, in letters as a whole word."""
    return re.compile(_any_of(names) or "(?!)")


@lru_cache(maxsize=8)
def city_before(names: tuple[str, ...]) -> re.Pattern[str]:
    """Where it stands before other words: alone it is what is asked for."""
    return re.compile(f"(?:{_any_of(names) or '(?!)'}) ?(?=.)")


@lru_cache(maxsize=8)
def city_in_front(names: tuple[str, ...]) -> re.Pattern[str]:
    """Where a text without spaces begins with it and goes on."""
    return re.compile(f"^(?:{'|'.join(_whole(plain(name), names) for name in names)})(?=.)")


def _any_of(names: Iterable[str]) -> str:
    known = tuple(map(plain, names))
    return "|".join(
        _whole(name, known) if is_han(name[0]) else rf"\b{re.escape(name)}\b" for name in known
    )


def _whole(name: str, names: Iterable[str]) -> str:
    """A name where it is not the beginning of a longer one."""
    rests = [re.escape(other[len(name) :]) for other in map(plain, names) if _begins(other, name)]
    return re.escape(name) + (f"(?!{'|'.join(rests)})" if rests else "")


def _begins(other: str, name: str) -> bool:
    return other != name and other.startswith(name)
