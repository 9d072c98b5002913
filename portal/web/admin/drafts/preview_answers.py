"""Whose result a preview shows: answers of an example or a situation, carried in its address.

Those are made up. Answers that somebody gave in a check never stand in an address: for them it
says `OWN`, and whoever opens it sees what the check in their own browser comes to.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ....rules.model.ruleset import Example
from ...answer_cookie import CheckState, read_cookie, state_from_json

NONE = "-"
OWN = "own"
_LONGEST = 1600
"""Characters of an address; a query of 2 KB has to hold the other choices too."""
_LARGEST = 16 * 1024
"""Bytes that they may come to."""


def written_situation(district: str, answers: Mapping[str, object]) -> str:
    """A flat situation as an address holds it; empty where it is too large for one."""
    return _written({"v": 1, "in": district, "topic": "", "answers": dict(answers)})


def written_example(example: Example) -> str:
    """The same of an example, flat or of a household."""
    told = example.told
    if told is None:
        return written_situation(example.district, example.answers)
    household = {
        "v": 2,
        "in": example.district,
        "topics": [],
        "h": dict(told.household),
        "a": [dict(its.answers) for its in told.adults],
        "c": [dict(its.answers) for its in told.children],
        "told": True,
    }
    return _written(household)


def _written(data: dict[str, object]) -> str:
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False, default=str)
    code = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    return code if len(code) <= _LONGEST else ""


def check_of(code: str, day: date) -> CheckState | None:
    """The check that an address stands for, on a day; None where there is none.

    Answers are given to whom the question is of by the release that is spoken of.
    """
    if code == NONE:
        return None
    if code == OWN:
        own = read_cookie()
        return replace(own, day=day, given=own.given or own.day) if own else None
    try:
        data = _read(code)
        return state_from_json({**data, "day": day.isoformat()})
    except (binascii.Error, zlib.error, AttributeError, KeyError, TypeError, ValueError):
        return None


def _read(code: str) -> dict[str, Any]:
    """What an address holds. Raises ValueError, zlib.error, binascii.Error for anything else."""
    if len(code) > _LONGEST:
        raise ValueError("longer than any that is written")
    packed = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
    data: dict[str, Any] = json.loads(zlib.decompressobj().decompress(packed, _LARGEST))
    return data
