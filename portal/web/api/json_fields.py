"""JSON fields shared by many answers: texts, scopes, sources, amounts, days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from ...i18n import LANGUAGES, Wording
from ...rules.model.districts import Scope
from ...rules.model.parameters import Row
from ...rules.model.sources import Citation
from ...rules.model.texts import Text
from ..http import request_context
from .problems import Fault, Refused
from .shapes.basic import Held, Scoped, Value, Words

EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 12, 31)
"""Days that can be asked about."""
DAY_HINT = "write it as 2026-11-22"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Cited(Protocol):
    """A part with a scope and citations."""

    @property
    def scope(self) -> Scope:
        """Districts and days."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its sources."""


_CHINESE = Wording(LANGUAGES["zh"], {})
_ENGLISH = Wording(LANGUAGES["en"], {})


def words(text: Text) -> Words:
    """A text in its languages, with the amounts that it names."""
    return {"zh": _CHINESE.text(text), "en": _ENGLISH.text(text)}


def maybe(text: Text | None) -> Words | None:
    """A text in its languages; None if there is none."""
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
    """A scope with its sources."""
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
    day = request_context.today() if value is None else day_written(value)
    if day is None:
        raise Refused([Fault(pointer="/on", message="is not a day", hint=DAY_HINT)])
    return day


def number() -> int:
    """The release that answers rest on."""
    return request_context.release().number
