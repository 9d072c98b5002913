"""Wording: each text in its own language, without machine words, amounts named not written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from ..model import Ruleset
from ..problems import Problem
from ..texts import Text
from .places import Places

_LATIN = re.compile(r"[A-Za-z_]{2,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]|[《「“][^《「“》」”]*[》」”]")
_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff])[,;:?!](?=[\u4e00-\u9fff]|$)")
_LETTER = re.compile(r"[^\W\d_]")
_SECTIONS = (
    *("topics", "contacts", "papers", "sources", "questions", "policies"),
    *("counters", "offers"),
)
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
            if _DIGIT.search(requirement.text.zh + requirement.text.en):
                yield places.in_service(
                    service,
                    f"requirements.{requirement.id}.text",
                    "an amount is written in figures",
                    "name it, and make it a parameter: the page puts the amount beside it",
                )


def _sections(ruleset: Ruleset) -> Iterator[tuple[str, Mapping[str, object]]]:
    for section in _SECTIONS:
        yield section, getattr(ruleset, section)
    yield "districts", ruleset.gazetteer.districts
    yield "groups", ruleset.gazetteer.groups


def _faults_in(entry: object) -> Iterator[tuple[str, str, str]]:
    for field, text in texts_in(entry):
        for message, hint in _faults(text):
            yield field, message, hint


def texts_in(value: object, place: str = "") -> Iterator[tuple[str, Text]]:
    """Every text inside a value of the model with its dotted place."""
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from texts_in(inner, f"{place}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from texts_in(inner, f"{place}[{number}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name), f"{place}.{field.name}".lstrip("."))


def _faults(text: Text) -> Iterator[tuple[str, str]]:
    latin = _LATIN.search(text.zh)
    if latin:
        yield f"the Chinese text holds {latin[0]!r}", "write it in Chinese"
    if not _HAN.search(text.zh) and _LETTER.search(text.zh):
        yield "the Chinese text holds no Chinese", ""
    half = _HALF_WIDTH.search(text.zh)
    if half:
        yield f"half-width {half[0]!r} in the Chinese text", "use full-width punctuation"
    if _HAN.search(_IN_BRACKETS.sub("", text.en)):
        yield "the English text holds Chinese", "a Chinese name may stand in brackets only"
    if "_" in text.en or "_" in text.zh:
        yield "a machine word (with _) stands in a text", "say it in plain words"
