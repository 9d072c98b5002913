"""Wording in the portal's languages, and the amounts that a wording names in braces."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from .units import Unit

LANGUAGES = ("zh", "en")
"""Languages an editor writes; 繁體 is derived from ``zh``."""

CHILD = "{child}"
"""Stands in a question about a child for what that child is called."""

_BRACES = re.compile(r"\{([a-z0-9_-]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAmount:
    """An amount that a text names; ``value`` is None where none is in force.

    ``is_age``: people are compared with it by their age.
    """

    name: str
    unit: Unit
    is_age: bool = False
    value: int | float | date | Text | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in every language an editor writes.

    ``en`` is empty while it waits to be translated: pages then show the Chinese, marked as
    such. ``amounts``: those named in braces (``{insured_months}``), which pages put in.
    """

    zh: str
    en: str
    amounts: tuple[NamedAmount, ...] = ()


def named_in(text: Text) -> tuple[str, ...]:
    """The amounts that a text names in braces, each once."""
    return tuple(dict.fromkeys(_BRACES.findall(text.zh) + _BRACES.findall(text.en)))


def with_amounts_open(words: str) -> str:
    """The words as the name of something: an ellipsis for each amount."""
    return _BRACES.sub("…", words)


def without_braces(words: str) -> str:
    """The words with the amounts taken out."""
    return _BRACES.sub("", words)


def put_in(words: str, said: Callable[[str], str]) -> str:
    """The words with what is said of each amount in place of its braces."""
    return _BRACES.sub(lambda found: said(found[1]), words)


def with_values(text: Text, values: Mapping[str, int | float | date | Text]) -> Text:
    """A text with the values in force of the amounts that it names."""
    if not text.amounts:
        return text
    amounts = tuple(replace(its, value=values.get(its.name)) for its in text.amounts)
    return replace(text, amounts=amounts)


def lacks_amount(text: Text) -> bool:
    """Whether an amount that the text names is not in force."""
    return any(its.value is None for its in text.amounts)
