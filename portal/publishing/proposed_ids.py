"""Ids out of pinyin, so that nobody who adds an item has to invent one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from ..rules.items.parts import Value, is_service
from ..rules.model.texts import without_braces
from .derived_texts import syllables
from .item_edits import WorkingCopy

_MOST_SYLLABLES = 6
_LONGEST = 48
_NOT_OF_IDS = re.compile(r"[^a-z0-9]+")
_NAMING = ("name", "title", "short", "text")
_IN_CONDITIONS = ("requirements", "parameters", "questions")
"""Kinds whose ids stand in conditions or beside them: with ``_``, for ``-`` is none of a word."""


def proposed_id(words: str, taken: Collection[str], *, joint: str = "-") -> str:
    """An id that reads as the words sound and that nothing has: ``zhu-fang-bu-tie``."""
    said = [_NOT_OF_IDS.sub("", part.lower()) for part in syllables(without_braces(words))]
    own = joint.join([part for part in said if part][:_MOST_SYLLABLES])[:_LONGEST].strip(joint)
    if not own or own[0].isdigit():
        own = f"n{joint}{own}".strip(joint)
    numbers = (f"{own}{joint}{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (own, *numbers) if name not in taken)


def naming_words(value: Value) -> str:
    """The Chinese by which an item is known."""
    told = (value[name]["zh"] for name in _NAMING if "zh" in (value.get(name) or {}))
    return str(next(told, ""))


def id_for(copy: WorkingCopy, path: str, under: str, value: Value) -> str:
    """The id of a new item of a draft."""
    joint = "_" if under in _IN_CONDITIONS else "-"
    return proposed_id(naming_words(value), _taken(copy, path, under), joint=joint)


def service_id(copy: WorkingCopy, words: str) -> str:
    """The id of a new service of a draft."""
    services = {
        str(document.get("service", {}).get("id", ""))
        for path, document in copy.documents.items()
        if is_service(path)
    }
    return proposed_id(words, services)


def _taken(copy: WorkingCopy, path: str, under: str) -> set[str]:
    """The ids that a new item of a kind must not have: those beside which it is named."""
    if under == "requirements":
        return set(copy.documents.get(path, {}).get(under, {}))
    found = set(copy.documents.get(path, {}).get("parameters", {}))
    found |= {name for section in _shared(copy, "questions") for name in section}
    if under not in _IN_CONDITIONS:
        return {name for section in _shared(copy, under) for name in section}
    if under == "questions":
        found |= {name for section in _shared(copy, "parameters") for name in section}
    return found


def _shared(copy: WorkingCopy, section: str) -> Iterator[dict[str, Any]]:
    """A section of every document that has it by ids; the papers of a service are a list."""
    for document in copy.documents.values():
        entries = document.get(section, {})
        if isinstance(entries, dict):
            yield entries
