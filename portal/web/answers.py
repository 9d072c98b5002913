"""A person's answers: a signed cookie in their own browser, and nowhere else.

It holds the day, the district, the topic and the answers, lives 60 minutes after the last answer
and is set only by the pages of the check.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

COOKIE = "answers"
IDLE_SECONDS = 60 * 60
_VERSION = 1
_LARGEST = 3800


class _Packed:
    """Compact JSON for the cookie: itsdangerous compresses where that is shorter."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=True)

    @staticmethod
    def loads(data: Any, **_: Any) -> Any:
        return json.loads(data)


@dataclass(frozen=True)
class Held:
    """What the cookie holds. ``answers`` keeps the order in which they were given."""

    day: date
    district: str
    topic: str | None = None
    answers: Mapping[str, object] = field(default_factory=dict)

    def with_answer(self, question: str, value: object) -> Held:
        return replace(self, answers={**self.answers, question: value})

    def without(self, question: str) -> Held:
        kept = {name: value for name, value in self.answers.items() if name != question}
        return replace(self, answers=kept)


def _serializer() -> URLSafeTimedSerializer:
    secret = current_app.secret_key
    assert secret
    return URLSafeTimedSerializer(secret, salt="answers", serializer=_Packed)


def held() -> Held | None:
    """The answers of this browser; None if there are none, they expired or were tampered with."""
    try:
        data = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=IDLE_SECONDS)
        if data["v"] != _VERSION:
            return None
        return Held(date.fromisoformat(data["day"]), data["in"], data["topic"], data["answers"])
    except (BadSignature, KeyError, TypeError, ValueError, zlib.error):
        return None


def hold(response: Response, held: Held) -> Response:
    """Put the answers into the cookie of a response."""
    data = {
        "v": _VERSION,
        "day": held.day.isoformat(),
        "in": held.district,
        "topic": held.topic,
        "answers": dict(held.answers),
    }
    value = _serializer().dumps(data)
    text = value.decode() if isinstance(value, bytes) else value
    assert len(text) < _LARGEST, "the answers outgrew a cookie"
    response.set_cookie(
        COOKIE,
        text,
        max_age=IDLE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def forget(response: Response) -> Response:
    """Clear the answers."""
    response.delete_cookie(
        COOKIE,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
