"""What many answers hold: texts in their languages, scopes, sources, amounts, days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Response, jsonify

from ...rules.districts import Scope
from ...rules.parameters import Row
from ...rules.sources import Citation
from ...rules.texts import Text
from .. import surroundings
from .problems import Fault, Refused

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""Days that can be asked about."""
DAY_HINT = "write it as 2026-11-22"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def words(text: Text | None) -> dict[str, str] | None:
    """A text in its languages."""
    return None if text is None else {"zh": text.zh, "en": text.en}


def written(day: date | None) -> str | None:
    """A day as JSON carries it."""
    return day.isoformat() if day else None


def scope_json(scope: Scope) -> dict[str, Any]:
    """Where and when something holds; no district: the whole city."""
    return {
        "districts": list(scope.names),
        "since": written(scope.period.since),
        "until": written(scope.period.until),
    }


def sources_json(citations: Iterable[Citation]) -> list[str]:
    """Sources with their clauses, as the rules name them."""
    return [str(citation) for citation in citations]


def value_json(row: Row) -> Any:
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


def envelope(**members: Any) -> Response:
    """An answer with the release that it rests on."""
    return jsonify({"release": surroundings.release().number, **members})
