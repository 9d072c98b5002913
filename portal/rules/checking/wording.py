"""Wording: each text in its own language, without machine words, amounts named not written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache

from ..model.ruleset import Ruleset
from ..model.texts import Text, without_braces
from ..problem_codes import CheckCode, Hint
from ..problems import Message, Problem, say
from .places import Places

_UNSPACED = re.compile("[!-~]+")
_LATIN_RUN = re.compile(r"[A-Za-z_][A-Za-z_'’-]*(?: +[A-Za-z_][A-Za-z_'’-]*)*")
_FEWEST_OF_A_PHRASE = 3
"""So many Latin words in a row are a phrase, fewer are a name: ``App Store``."""
_SMALL = frozenset({"app", "cm", "com", "http", "https", "kg", "km", "mm", "pdf", "wifi", "www"})
"""Latin words that Chinese writes without a capital."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]|[《「“][^《「“》」”]*[》」”]")
_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff])[,;:?!](?=[\u4e00-\u9fff]|$)")
_LETTER = re.compile(r"[^\W\d_]")
SECTIONS = (
    "topics",
    "life_events",
    "contacts",
    "papers",
    "sources",
    "questions",
    "policies",
    "counters",
    "offers",
)
_PLAIN = frozenset({str, int, float, bool, date, frozenset, type(None), type})
"""What the model is made of besides texts; there are none inside."""
_DIGIT = re.compile(r"[0-9０-９]")


def check_wording(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Every text of the ruleset."""
    for section, entries in _sections(ruleset):
        for name, entry in entries.items():
            for field, message, hint in _faults_in(entry):
                yield places.in_section(section, name, field, message, hint)
    for service in ruleset.services.values():
        for field, message, hint in _faults_in(service):
            yield places.in_service(service, field, message, hint)
        for requirement in service.requirements.values():
            written = without_braces(requirement.text.zh + requirement.text.en)
            if _DIGIT.search(written):
                yield places.in_service(
                    service,
                    f"requirements.{requirement.id}.text",
                    say(CheckCode.FIGURES_IN_TEXT),
                    say(Hint.NAME_AMOUNT),
                )


def _sections(ruleset: Ruleset) -> Iterator[tuple[str, Mapping[str, object]]]:
    for section in SECTIONS:
        yield section, getattr(ruleset, section)
    if not ruleset.city.stands_in:
        yield "city", {ruleset.city.id: ruleset.city}
    yield "districts", ruleset.gazetteer.districts
    yield "groups", ruleset.gazetteer.groups
    yield "places", ruleset.gazetteer.places


def sections_with_english(ruleset: Ruleset) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What residents read in English too, by section: all but counters and offers."""
    yield "services", ruleset.services
    yield from (its for its in _sections(ruleset) if its[0] not in ("counters", "offers"))


def _faults_in(entry: object) -> Iterator[tuple[str, Message, Message | None]]:
    for field, text in texts_in(entry):
        for message, hint in _faults(text):
            yield field, message, hint


def texts_in(value: object) -> Iterator[tuple[str, Text]]:
    """Every text inside a value of the model with its dotted place."""
    found: list[tuple[str, Text]] = []
    _collect_texts(value, "", found)
    return iter(found)


def _collect_texts(value: object, place: str, found: list[tuple[str, Text]]) -> None:
    if isinstance(value, Text):
        found.append((place, value))
    elif isinstance(value, dict):
        for name, inner in value.items():
            if type(inner) not in _PLAIN:
                _collect_texts(inner, f"{place}.{name}".lstrip("."), found)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            if type(inner) not in _PLAIN:
                _collect_texts(inner, f"{place}[{number}]", found)
    else:
        kind: type = type(value)
        for name in _field_names(kind):
            inner = getattr(value, name)
            if type(inner) not in _PLAIN:
                _collect_texts(inner, f"{place}.{name}".lstrip("."), found)


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; none of what is no dataclass."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _faults(text: Text) -> Iterator[tuple[Message, Message | None]]:
    text = Text(without_braces(text.zh), without_braces(text.en))
    latin = untranslated(text.zh)
    if latin:
        yield say(CheckCode.LATIN_IN_CHINESE, typed=latin), say(Hint.WRITE_CHINESE)
    if not _HAN.search(text.zh) and _LETTER.search(text.zh):
        yield say(CheckCode.NO_CHINESE), None
    half = _HALF_WIDTH.search(text.zh)
    if half:
        yield say(CheckCode.HALF_WIDTH, typed=half[0]), say(Hint.FULL_WIDTH)
    if _HAN.search(_IN_BRACKETS.sub("", text.en)):
        yield say(CheckCode.CHINESE_IN_ENGLISH), say(Hint.IN_BRACKETS)
    if "_" in text.en or "_" in text.zh:
        yield say(CheckCode.MACHINE_WORD), say(Hint.PLAIN_WORDS)


def untranslated(chinese: str) -> str:
    """The first Latin words of a Chinese text that are no name; empty if there are none.

    Names have a capital (App, NFC, IC卡, WeChat Pay) or are known without one (www); a phrase of
    three words and more is none.
    """
    for match in _LATIN_RUN.finditer(_UNSPACED.sub(_without_address, chinese)):
        words = match[0].split()
        if len(words) >= _FEWEST_OF_A_PHRASE or not all(map(_is_name, words)):
            return match[0]
    return ""


def _without_address(match: re.Match[str]) -> str:
    """Nothing for an address on the web, of mail or of a file: ``www.cq.gov.cn``, ``form.xlsx``."""
    inside = match[0].strip("().,;:!?")
    is_address = any(mark in inside for mark in "./@") and "<" not in inside
    return "," if is_address else match[0]


def _is_name(word: str) -> bool:
    return len(word) == 1 or word in _SMALL or (word != word.lower() and "_" not in word)
