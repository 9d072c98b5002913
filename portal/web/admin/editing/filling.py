"""An item's value as what stands in its form: field → strings, ready to be typed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ....rules.citing import clause_words, read_citation
from ....store.changes import Given
from .fields import Field
from .lexicon import Lexicon

ID = "#id"
"""The field for the id of an entry in a table of entries."""


def filled(
    fields: tuple[Field, ...], value: Mapping[str, Any], lexicon: Lexicon, prefix: str = ""
) -> dict[str, list[str]]:
    """What the fields of a form hold for a value."""
    given: dict[str, list[str]] = {}
    for field in fields:
        if field.name in value:
            given |= _filled(field, value[field.name], lexicon, prefix + field.name)
        elif field.default_on:
            given[prefix + field.name] = ["yes"]
    return given


def _filled(field: Field, its: Any, lexicon: Lexicon, name: str) -> dict[str, list[str]]:
    if field.kind in _INSIDE:
        return _INSIDE[field.kind](field, its, lexicon, name)
    match field.kind:
        case "lines":
            return {name: ["\n".join(_many(its))]}
        case "names":
            return {name: _many(its)}
        case "pair":
            return {name: [" ".join(map(str, its))]}
        case "amount":
            return {name: [amount_text(lexicon.unit, its)]}
        case "money":
            return {name: [amount_text("fen", its)]}
        case _:
            return {name: [_scalar(its)]}


_INSIDE: Mapping[str, Callable[[Field, Any, Lexicon, str], dict[str, list[str]]]] = {
    "text": lambda _f, its, _x, name: {f"{name}.{code}": [its[code]] for code in its},
    "words": lambda _f, its, _x, name: {f"{name}.{c}": ["\n".join(its[c])] for c in its},
    "group": lambda field, its, lexicon, name: filled(field.parts, its, lexicon, f"{name}."),
    "repeat": lambda field, its, lexicon, name: _entries(
        field, [(None, entry) for entry in its], lexicon, name
    ),
    "table": lambda field, its, lexicon, name: _entries(field, list(its.items()), lexicon, name),
    "answers": lambda _f, its, lexicon, name: {
        f"{name}.{q}": [answer_text(lexicon.kind(q), its[q])] for q in its
    },
    "sources": lambda _f, its, lexicon, name: _sources(_many(its), lexicon, name),
}
"""Fields that fill several inputs."""


def _entries(
    field: Field, entries: list[tuple[str | None, Any]], lexicon: Lexicon, name: str
) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for place, (key, entry) in enumerate(entries):
        if key is not None:
            given[f"{name}.{place}.{ID}"] = [key]
        given |= filled(field.parts, entry, lexicon, f"{name}.{place}.")
    return given


def _sources(cited: list[str], lexicon: Lexicon, name: str) -> dict[str, list[str]]:
    language = lexicon.wording.language.id
    citations = [read_citation(text) for text in cited]
    return {
        name: [citation.source for citation in citations],
        f"{name}.clause": [clause_words(citation, language) for citation in citations],
    }


def _many(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


def amount_text(unit: str, value: Any) -> str:
    """An amount as it is typed: money in yuan."""
    if unit.startswith("fen") and isinstance(value, int):
        yuan = Decimal(value) / 100
        return f"{yuan:.2f}" if value % 100 else str(int(yuan))
    return _scalar(value)


def answer_text(kind: str, value: Any) -> str:
    """An example's answer as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return amount_text("fen" if kind == "money" else "", value)


def value_of(given: Given, name: str) -> str:
    """The one value of a field, stripped; empty if it was not given."""
    return (given.get(name) or [""])[0].strip()
