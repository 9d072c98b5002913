"""What many answers hold: texts in their languages, scopes, sources, amounts, days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from flask import Response, jsonify

from ...rules.districts import Scope
from ...rules.parameters import Row
from ...rules.sources import Citation
from ...rules.texts import Text
from .. import surroundings
from .problems import Fault, Refused
from .shapes.basic import Held, Scoped, Value, Words

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""Days that can be asked about."""
DAY_HINT = "write it as 2026-11-22"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Cited(Protocol):
    """What holds somewhere for a time because a source says so."""

    @property
    def scope(self) -> Scope:
        """Where and when it holds."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What says so."""


def words(text: Text) -> Words:
    """A text in its languages."""
    return {"zh": text.zh, "en": text.en}


def maybe(text: Text | None) -> Words | None:
    """The same of a text that may be missing."""
    return None if text is None else words(text)


def written(day: date | None) -> str | None:
    """A day as JSON carries it."""
    return day.isoformat() if day else None


def scope_json(scope: Scope) -> Scoped:
    """Where and when something holds; no district: the whole city."""
    return {
        "districts": list(scope.names),
        "since": written(scope.period.since),
        "until": written(scope.period.until),
    }


def sources_json(citations: Iterable[Citation]) -> list[str]:
    """Sources with their clauses, as the rules name them."""
    return [str(citation) for citation in citations]


def held_json(part: Cited) -> Held:
    """Where and when something holds, and what says so."""
    return {**scope_json(part.scope), "sources": sources_json(part.citations)}


def value_json(row: Row) -> Value:
    """An amount: a number, a day or words."""
    if isinstance(row.value, Text):
        return words(row.value)
    return row.value.isoformat() if isinstance(row.value, date) else row.value


def day_written(value: object) -> date | None:
    """A day written ``YYYY-MM-DD`` that can be asked about, else None."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def read_day(value: str | None) -> date:
    """The day of a query, today if it names none; refuses anything else."""
    day = surroundings.today() if value is None else day_written(value)
    if day is None:
        raise Refused([Fault("/on", "is not a day", DAY_HINT)])
    return day


def number() -> int:
    """The release that answers rest on."""
    return surroundings.release().number


def told(document: Mapping[str, object]) -> Response:
    """A document as an answer."""
    return jsonify(document)
