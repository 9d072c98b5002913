"""An item's value as its form holds it, and what was typed read back; faults are said per field."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, assert_never

from ....i18n import gettext
from ....rules.lists.cells import read_day, read_tels
from ....rules.model.citations import clause_words, clauses_said, read_citation
from ....rules.model.months import read_months
from ....rules.model.question_kinds import QuestionKind
from ....rules.numbers import Misread, read_count, read_fen, read_number
from ....rules.problem_codes import FigureCode, ListCode
from ....rules.problems import ReadError
from ....store.drafts import FormValues
from .fields import WHOSE, Field
from .labels import message_words
from .lexicon import Lexicon

ID = "#id"
"""The field for the id of an entry in a table of entries."""
THERE = "#there"
"""The field that says that a person is there, of whom nothing may have been answered."""
GONE = "#gone"
"""The field that takes a person away."""


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


def _filled(field: Field, value: Any, lexicon: Lexicon, name: str) -> dict[str, list[str]]:
    if field.kind in _INSIDE:
        return _INSIDE[field.kind](field, value, lexicon, name)
    match field.kind:
        case "lines":
            return {name: ["\n".join(_many(value))]}
        case "names":
            return {name: _many(value)}
        case "pair":
            return {name: [" ".join(map(str, value))]}
        case "amount":
            return {name: [amount_text(lexicon.unit, value)]}
        case "money":
            return {name: [amount_text("fen", value)]}
        case "maybe":
            return {name: ["yes" if value else "no"]}
        case _:
            return {name: [_scalar(value)]}


_INSIDE: Mapping[str, Callable[[Field, Any, Lexicon, str], dict[str, list[str]]]] = {
    "text": lambda _f, value, _x, name: {f"{name}.{code}": [value[code]] for code in value},
    "words": lambda _f, value, _x, name: {f"{name}.{c}": ["\n".join(value[c])] for c in value},
    "group": lambda field, value, lexicon, name: filled(field.parts, value, lexicon, f"{name}."),
    "repeat": lambda field, value, lexicon, name: _entries(
        field, [(None, entry) for entry in value], lexicon, name
    ),
    "table": lambda field, value, lexicon, name: _entries(
        field, list(value.items()), lexicon, name
    ),
    "answers": lambda _f, value, lexicon, name: {
        f"{name}.{q}": [answer_text(lexicon.kind(q), value[q])] for q in value
    },
    "people": lambda field, value, lexicon, name: _people(field, value, lexicon, name),
    "sources": lambda _f, value, lexicon, name: _sources(_many(value), lexicon, name),
}
"""Fields that fill several inputs."""


def _people(
    field: Field, people: list[Mapping[str, Any]], lexicon: Lexicon, name: str
) -> dict[str, list[str]]:
    there = {f"{name}.{place}.{THERE}": ["yes"] for place in range(len(people))}
    return there | _entries(field, [(None, person) for person in people], lexicon, name)


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


def answer_text(kind: QuestionKind | None, value: Any) -> str:
    """An example's answer as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    match kind:
        case "money":
            return amount_text("fen", value)
        case "yes_no" | "choice" | "number" | "month" | "district" | None:
            return _scalar(value)
        case _:
            assert_never(kind)


def value_of(given: FormValues, name: str) -> str:
    """The one value of a field, stripped; empty if it was not given."""
    return (given.get(name) or [""])[0].strip()


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

    given: FormValues
    lexicon: Lexicon
    faults: dict[str, str] = dataclasses.field(default_factory=dict)

    def fault(self, name: str, words: str) -> None:
        self.faults.setdefault(name, words)


class Unreadable(ValueError):
    """A field's text that has no value; its words say how to write it."""


def read_form(
    fields: tuple[Field, ...], given: FormValues, lexicon: Lexicon
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The value of a form and, per field, what is wrong with it."""
    reading = Reading(given, lexicon)
    return _values(fields, reading, ""), reading.faults


def _values(fields: tuple[Field, ...], reading: Reading, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        reader = _tels if field.name == "tel" else _read
        value = reader(field, reading, prefix + field.name)
        if field.default_on:
            found |= {} if value else {field.name: False}
        elif not _is_empty(value) or (field.kind == "maybe" and value is False):
            found[field.name] = value
        elif field.required and field.kind in _MAY_BE_EMPTY:
            found[field.name] = _MAY_BE_EMPTY[field.kind]()
        elif field.required:
            reading.fault(prefix + field.name, gettext("Please fill this in."))
    return found | _no_answers(fields, found)


def _no_answers(fields: tuple[Field, ...], found: Mapping[str, Any]) -> dict[str, Any]:
    """The empty answers of an example that tells of nobody: that nothing was answered is a case."""
    told_of_people = any(field.kind == "people" for field in fields)
    told = {"answers", *WHOSE} & found.keys()
    return {"answers": {}} if told_of_people and not told else {}


def _is_empty(value: Any) -> bool:
    """Whether nothing was typed; a figure of zero is something."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def _read(field: Field, reading: Reading, name: str) -> Any:
    reader = _READERS.get(field.kind)
    if reader is not None:
        return _tried(reading, name, partial(reader, reading.lexicon))
    given = reading.given
    match field.kind:
        case "text":
            return _text(reading, name)
        case "words":
            return _languages(lambda part: _lines(value_of(given, part)), name)
        case "group":
            return _group(field, reading, name)
        case "repeat" | "people":
            return _repeated(field, reading, name)
        case "table":
            return _table(field, reading, name)
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


def _group(field: Field, reading: Reading, name: str) -> dict[str, Any]:
    typed = any(any(values) for key, values in reading.given.items() if key.startswith(f"{name}."))
    return _values(field.parts, reading, f"{name}.") if typed else {}


def entry_prefixes(given: FormValues, name: str) -> list[str]:
    """The prefixes of the entries of a list into which anything was typed."""
    used = set()
    for key, values in given.items():
        rest = key.removeprefix(f"{name}.").split(".")
        is_entry = key.startswith(f"{name}.") and _NUMBER.fullmatch(rest[0])
        if is_entry and any(map(str.strip, values)):
            used.add(int(rest[0]))
    return [f"{name}.{number}." for number in sorted(used)[:_MOST_ENTRIES]]


def _table(field: Field, reading: Reading, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for prefix in entry_prefixes(reading.given, name):
        key = value_of(reading.given, prefix + ID)
        if not key or key in found:
            reading.fault(prefix + ID, gettext("Give each entry a name of its own."))
        found[key] = _values(field.parts, reading, prefix)
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


def _repeated(field: Field, reading: Reading, name: str) -> list[dict[str, Any]]:
    """Each entry; of one that is taken away, what was typed goes too."""
    return [
        _values(field.parts, reading, prefix)
        for prefix in entry_prefixes(reading.given, name)
        if value_of(reading.given, prefix + GONE) != "yes"
    ]


def _answer(kind: QuestionKind | None, text: str) -> Any:
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
        case "choice" | "district" | None:
            return text
        case _:
            assert_never(kind)


def _month(text: str) -> str:
    try:
        return str(read_months(text))
    except ValueError as fault:
        raise Unreadable(gettext("Write a month as 2026-11.")) from fault


def amount(unit: str, text: str) -> Any:
    """An amount of a unit as it was typed; raises with words that say how to write it."""
    if unit == "day":
        return _day(text)
    money = unit.startswith("fen")
    try:
        figure = read_fen(text, unit) if money else read_number(text, unit)
    except Misread as fault:
        raise Unreadable(_misread_words(fault, text, money=money)) from fault
    if figure < 0:
        raise Unreadable(gettext("We understood %(figure)s. Write no minus.", figure=text))
    return figure


def _misread_words(fault: Misread, text: str, *, money: bool) -> str:
    """Why a number cannot be taken, what was understood, and how to write it."""
    match fault.code:
        case FigureCode.WHOLE | FigureCode.ONE_DECIMAL | FigureCode.TWO_DECIMALS if money:
            said = gettext("We understood %(figure)s.", figure=fault.understood)
            return gettext(
                "%(fault)s %(allowed)s",
                fault=said,
                allowed=gettext("Money has at most two decimal places."),
            )
        case FigureCode.SEPARATOR:
            said = gettext("“%(typed)s” can be understood in two ways.", typed=text[:80])
        case FigureCode.UNIT:
            said = gettext("“%(typed)s” is given in another unit.", typed=text[:80])
        case (
            FigureCode.FIGURE
            | FigureCode.LONG
            | FigureCode.WHOLE
            | FigureCode.ONE_DECIMAL
            | FigureCode.TWO_DECIMALS
        ):
            said = gettext("“%(typed)s” is not a number we can read.", typed=text[:80])
    return gettext(
        "%(fault)s %(allowed)s",
        fault=said,
        allowed=gettext("Write a number in figures, such as 3500 or 15.5."),
    )


def _whole(text: str) -> int:
    figure = amount("", text)
    if not isinstance(figure, int):
        said = gettext("We understood %(figure)s.", figure=figure)
        raise Unreadable(
            gettext("%(fault)s %(allowed)s", fault=said, allowed=gettext("Write a whole number."))
        )
    return figure


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ReadError as fault:
        raise Unreadable(day_fault_words(fault, text)) from fault


def day_fault_words(fault: ReadError, text: str) -> str:
    """Why a day cannot be taken: that there is none, or how one is written."""
    if fault.message.code is ListCode.NO_DAY_OF_CALENDAR:
        return gettext(
            "There is no such day: “%(typed)s”. Check the month and the day.", typed=text[:80]
        )
    return gettext(
        "We cannot read “%(typed)s” as a day. Write it as 2026-11-22 or 2026/11/22.",
        typed=text[:80],
    )


def _pair(text: str) -> list[int]:
    parts = text.split()
    if len(parts) != 2:
        raise Unreadable(gettext("Write two whole numbers with a space between."))
    return [_whole(part) for part in parts]


def _tels(field: Field, reading: Reading, name: str) -> list[str] | str:
    """Telephone numbers in the form in which they are kept; as typed where one cannot be read."""
    typed = value_of(reading.given, name)
    try:
        numbers = read_tels(typed)
    except ReadError as fault:
        reading.fault(name, message_words(fault.message))
        numbers = _lines(typed)
    return numbers if field.kind == "lines" else gettext("; ").join(numbers)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _one_or_many(values: list[str]) -> str | list[str]:
    kept = list(dict.fromkeys(value for value in values if value))
    return kept[0] if len(kept) == 1 else kept


def _cited(reading: Reading, name: str) -> list[str]:
    """Sources with their clauses, as citations."""
    sources = reading.given.get(name, [])
    words = reading.given.get(f"{name}.clause", [])
    words = [*words, *[""] * (len(sources) - len(words))]
    found = []
    for source, said in zip(sources, words, strict=False):
        try:
            clauses = clauses_said(said)
        except ReadError as fault:
            typed = fault.message.values["typed"]
            unread = gettext("We cannot read “%(typed)s” as a clause.", typed=typed)
            how = gettext("Write it as the hint below the field shows.")
            reading.fault(name, gettext("%(fault)s %(allowed)s", fault=unread, allowed=how))
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
    "maybe": lambda _, text: text == "yes",
    "choice": lambda _, text: text if (number := read_count(text)) is None else number,
}
"""How one line of text is read, by the kind of its field."""
