"""What was typed into an item's form, read into its value; faults are said per field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from ....i18n import gettext
from ....rules.citing import clauses_said
from ....rules.months import Month
from ....store.changes import Given
from .fields import Field
from .filling import ID, value_of
from .lexicon import Lexicon

_MOST_ENTRIES = 60
_NUMBER = re.compile(r"[0-9]{1,4}")
_MAY_BE_EMPTY: Mapping[str, type] = {
    **dict.fromkeys(("names", "lines", "repeat"), list),
    **dict.fromkeys(("answers", "table"), dict),
}
"""Fields that must be there and may hold nothing."""


@dataclass
class Reading:
    """A form while it is read: ``faults`` says per field what cannot be read."""

    given: Given
    lexicon: Lexicon
    faults: dict[str, str] = field(default_factory=dict)

    def fault(self, name: str, words: str) -> None:
        self.faults.setdefault(name, words)


class Unreadable(ValueError):
    """A field's text that has no value; its words say how to write it."""


def read_form(
    fields: tuple[Field, ...], given: Given, lexicon: Lexicon
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The value of a form and, per field, what is wrong with it."""
    reading = Reading(given, lexicon)
    return _values(fields, reading, ""), reading.faults


def _values(fields: tuple[Field, ...], reading: Reading, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for its in fields:
        value = _read(its, reading, prefix + its.name)
        if its.default_on:
            found |= {} if value else {its.name: False}
        elif not _is_empty(value):
            found[its.name] = value
        elif its.required and its.kind in _MAY_BE_EMPTY:
            found[its.name] = _MAY_BE_EMPTY[its.kind]()
        elif its.required:
            reading.fault(prefix + its.name, gettext("Please fill this in."))
    return found


def _is_empty(value: Any) -> bool:
    """Whether nothing was typed; a figure of zero is something."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def _read(its: Field, reading: Reading, name: str) -> Any:
    reader = _READERS.get(its.kind)
    if reader is not None:
        return _tried(reading, name, partial(reader, reading.lexicon))
    given = reading.given
    match its.kind:
        case "text":
            return _text(reading, name)
        case "words":
            return _languages(lambda part: _lines(value_of(given, part)), name)
        case "group":
            return _group(its, reading, name)
        case "repeat":
            return [_values(its.parts, reading, prefix) for prefix in entry_prefixes(given, name)]
        case "table":
            return _table(its, reading, name)
        case "answers":
            return _answers(reading, name)
        case "lines":
            return _lines(value_of(given, name))
        case "names":
            return _one_or_many(given.get(name, []))
        case "sources":
            return _one_or_many(_cited(reading, name))
        case "flag":
            return value_of(given, name) == "yes"
        case _:
            return value_of(given, name)


def _tried(reading: Reading, name: str, read: Callable[[str], Any]) -> Any:
    text = unicodedata.normalize("NFKC", value_of(reading.given, name)).strip()
    if not text:
        return None
    try:
        return read(text)
    except Unreadable as fault:
        reading.fault(name, str(fault))
        return None


def _text(reading: Reading, name: str) -> dict[str, str]:
    text = _languages(lambda part: value_of(reading.given, part), name)
    if text and "zh" not in text:
        reading.fault(f"{name}.zh", gettext("The Chinese wording is missing."))
    return text


def _languages(read: Callable[[str], Any], name: str) -> dict[str, Any]:
    both = {language: read(f"{name}.{language}") for language in ("zh", "en")}
    return {language: words for language, words in both.items() if words}


def _group(its: Field, reading: Reading, name: str) -> dict[str, Any]:
    typed = any(any(values) for key, values in reading.given.items() if key.startswith(f"{name}."))
    return _values(its.parts, reading, f"{name}.") if typed else {}


def entry_prefixes(given: Given, name: str) -> list[str]:
    """The prefixes of the entries of a list into which anything was typed."""
    used = set()
    for key, values in given.items():
        rest = key.removeprefix(f"{name}.").split(".")
        is_entry = key.startswith(f"{name}.") and _NUMBER.fullmatch(rest[0])
        if is_entry and any(map(str.strip, values)):
            used.add(int(rest[0]))
    return [f"{name}.{number}." for number in sorted(used)[:_MOST_ENTRIES]]


def _table(its: Field, reading: Reading, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for prefix in entry_prefixes(reading.given, name):
        key = value_of(reading.given, prefix + ID)
        if not key or key in found:
            reading.fault(prefix + ID, gettext("Give each entry a name of its own."))
        found[key] = _values(its.parts, reading, prefix)
    return found


def _answers(reading: Reading, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for question in reading.lexicon.questions:
        field_name = f"{name}.{question}"
        kind = reading.lexicon.kind(question)
        value = _tried(reading, field_name, partial(_answer, kind))
        if value is not None:
            found[question] = value
    return found


def _answer(kind: str, text: str) -> Any:
    if text in ("unknown", "none", "this_month"):
        return text
    match kind:
        case "yes_no":
            return text == "yes"
        case "number":
            return amount("", text)
        case "money":
            return amount("fen", text)
        case "month":
            return _month(text)
        case _:
            return text


def _month(text: str) -> str:
    try:
        return str(Month.read(text))
    except ValueError as fault:
        raise Unreadable(gettext("Write a month as 2026-11.")) from fault


def amount(unit: str, text: str) -> Any:
    """An amount of a unit as it was typed; raises with words that say how to write it."""
    if unit == "day":
        return _day(text)
    try:
        figure = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation as fault:
        raise Unreadable(gettext("Write a number in figures.")) from fault
    if not figure.is_finite() or abs(figure) > 10**12:
        raise Unreadable(gettext("Write a number in figures."))
    if unit.startswith("fen"):
        figure *= 100
        if figure != int(figure):
            raise Unreadable(gettext("Money has at most two decimal places."))
    return int(figure) if figure == int(figure) else float(figure)


def _whole(text: str) -> int:
    figure = amount("", text)
    if not isinstance(figure, int):
        raise Unreadable(gettext("Write a whole number."))
    return figure


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Unreadable(gettext("Write a day as 2026-11-22.")) from fault


def _pair(text: str) -> list[int]:
    parts = text.split()
    if len(parts) != 2:
        raise Unreadable(gettext("Write two whole numbers with a space between."))
    return [_whole(part) for part in parts]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _one_or_many(values: list[str]) -> str | list[str]:
    kept = list(dict.fromkeys(value for value in values if value))
    return kept[0] if len(kept) == 1 else kept


def _cited(reading: Reading, name: str) -> list[str]:
    """Sources with their clauses, as citations."""
    sources, words = reading.given.get(name, []), reading.given.get(f"{name}.clause", [])
    words = [*words, *[""] * (len(sources) - len(words))]
    found = []
    for source, said in zip(sources, words, strict=False):
        try:
            clauses = clauses_said(said)
        except ValueError:
            reading.fault(name, gettext("Write a clause as in the hint below the field."))
            continue
        if source:
            found.append(f"{source} {clauses}".strip())
    return found


_READERS: Mapping[str, Callable[[Lexicon, str], Any]] = {
    "amount": lambda lexicon, text: amount(lexicon.unit, text),
    "money": lambda _, text: amount("fen", text),
    "number": lambda _, text: _whole(text),
    "day": lambda _, text: _day(text),
    "pair": lambda _, text: _pair(text),
    "choice": lambda _, text: int(text) if text.isdigit() else text,
}
"""How one line of text is read, by the kind of its field."""
