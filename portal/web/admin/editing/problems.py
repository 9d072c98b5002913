"""Problems in the language of the page. The rules say them in English, for the console.

A message is recognised among those of `faults`. What varies in it is carried over: ids, amounts and
days as code, the same in every language; words, such as the name of a unit or of an outcome, in the
language of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ....i18n import gettext
from ....rules.problems import Problem
from .faults import MESSAGES, PATTERNS
from .labels import choice_words

_SLOT = re.compile(r"%\((\w+)\)s")
_MESSAGES_INSIDE = ("what", "amount", "because")
_CHOICES_INSIDE = ("unit", "kind", "found", "wanted", "left", "right", "choices")
_BETWEEN = re.compile(r", | or ")
#: What pydantic adds about its own reading, which says nothing to an editor.
_ASIDE = re.compile(r"(Input should be a valid [a-z]+(?: or datetime)?)(?: or instance of|,).*")


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of a wording; ``is_code``: an id, an amount or a day, the same in every language."""

    words: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """A problem and its hint, piece by piece."""

    words: tuple[Bit, ...]
    hint: tuple[Bit, ...]

    def __bool__(self) -> bool:
        return bool(self.words)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for msgid in MESSAGES:
        parts = _SLOT.split(msgid)
        form = "".join(
            re.escape(part) if i % 2 == 0 else f"(?P<{part}>.+?)" for i, part in enumerate(parts)
        )
        found.append((re.compile(form, re.DOTALL), msgid))
    return tuple(found)


def problem_words(problem: Problem) -> ProblemWords:
    """A problem in the language of the request."""
    return ProblemWords(said(problem.message), said(problem.hint) if problem.hint else ())


def said(message: str) -> tuple[Bit, ...]:
    """One message of the rules in the language of the request; an unknown one as it is."""
    plain = _ASIDE.sub(r"\1", message)
    for pattern, msgid in _patterns():
        match = pattern.fullmatch(plain)
        if match is not None:
            return tuple(_filled(gettext(msgid), match.groupdict()))
    return (Bit(message, is_code=True),)


def _filled(words: str, values: dict[str, str]) -> Iterator[Bit]:
    """The pieces of a translated message with its values in their places."""
    for i, part in enumerate(_SLOT.split(words)):
        if i % 2:
            yield from _value(part, values[part])
        elif part:
            yield Bit(part)


def _value(slot: str, value: str) -> Iterator[Bit]:
    if slot not in (*_MESSAGES_INSIDE, *_CHOICES_INSIDE, "pattern"):
        yield Bit(_bare(value), is_code=True)
        return
    for i, part in enumerate(_BETWEEN.split(value) if slot in ("because", "choices") else [value]):
        if i:
            yield Bit(gettext(", "))
        yield from said(part) if slot in _MESSAGES_INSIDE else (_choice(slot, _bare(part)),)


def _choice(slot: str, value: str) -> Bit:
    """One of a fixed few values in words, or as it is."""
    if slot == "pattern":
        words = gettext(PATTERNS[value]) if value in PATTERNS else value
    else:
        words = choice_words(value)
    return Bit(words, is_code=words == value)


def _bare(value: str) -> str:
    """A value without the quotation marks that Python puts around it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
