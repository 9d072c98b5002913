"""The wordings of an item, at whatever depth: what people read, not what rules reckon by."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Literal

from ..model.citations import clause_words, clauses_said, read_citation
from .parts import Value

Language = Literal["zh", "en"]
Where = tuple[str | int, ...]
"""The way to a text inside an item: ``("options", "rent", "text", "zh")``."""

_OFFICIAL = ("title", "number")
"""What a source is called by whoever issued it."""


def wordings(value: Value, language: Language) -> Iterator[tuple[Where, str]]:
    """Every wording of an item in a language, with the way to it."""
    yield from _texts(value, language, ())


def _texts(value: Any, language: Language, way: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(value, dict):
        is_text = bool(value) and value.keys() <= {"zh", "en"}
        if is_text and isinstance(value.get(language), str):
            yield (*way, language), value[language]
            return
        for name, inner in value.items():
            yield from _texts(inner, language, (*way, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _texts(inner, language, (*way, place))


def is_official(place: str, way: Where) -> bool:
    """Whether a text is a source's own title or number, or the clauses of a citation."""
    is_title = place.startswith("sources/") and way[0] in _OFFICIAL
    return is_title or "source" in way


def official_texts(place: str, value: Value, language: Language) -> Iterator[tuple[Where, str]]:
    """The number of a source, and the clauses of every citation in words of a language."""
    number = value.get("number")
    if place.startswith("sources/") and isinstance(number, str):
        yield ("number",), number
    yield from _clauses(value, language, ())


def _clauses(value: Any, language: Language, way: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "source":
                yield from _cited(inner, language, (*way, name))
            else:
                yield from _clauses(inner, language, (*way, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _clauses(inner, language, (*way, place))


def _cited(value: Any, language: Language, way: Where) -> Iterator[tuple[Where, str]]:
    texts = enumerate(value) if isinstance(value, list) else [(None, value)]
    for place, text in texts:
        words = clause_words(read_citation(str(text)), language)
        if words:
            yield way if place is None else (*way, place), words


def with_text(value: Value, way: Where, text: str) -> Value:
    """An item with another text at a place; of a citation the clauses are replaced, not the id.

    Raises ReadError for what is no clause.
    """
    changed = deepcopy(value)
    table: Any = changed
    for part in way[:-1]:
        table = table[part]
    if "source" in way:
        source = str(table[way[-1]]).partition(" ")[0]
        table[way[-1]] = f"{source} {clauses_said(text)}"
    else:
        table[way[-1]] = text
    return changed
