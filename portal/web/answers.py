"""A person's answers: a signed cookie in their own browser, and nowhere else.

It holds the day, the district, the topic and the answers, lives 60 minutes after the last answer
and is set only by the pages of the check. In a kiosk it belongs to that machine, lives as long as
somebody is there and carries a session number: once the number has ended, it is refused.
"""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from ..store import ended
from ..store.counting import count
from . import surroundings
from .kiosk import machine

COOKIE = "answers"
KIOSK_COOKIE = "kiosk-answers"
IDLE_SECONDS = 60 * 60
_VERSION = 1
_LARGEST = 3800


class Packed:
    """Compact JSON for the cookie: itsdangerous compresses where that is shorter."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=True)

    @staticmethod
    def loads(data: Any, **_: Any) -> Any:
        return json.loads(data)


@dataclass(frozen=True)
class Held:
    """What the cookie holds. ``answers`` keeps the order in which they were given.

    ``session``: the number of the session in a kiosk, empty on a phone.
    """

    day: date
    district: str
    topic: str | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    session: str = ""

    def with_answer(self, question: str, value: object) -> Held:
        return replace(self, answers={**self.answers, question: value})

    def without(self, question: str) -> Held:
        kept = {name: value for name, value in self.answers.items() if name != question}
        return replace(self, answers=kept)


@dataclass(frozen=True, slots=True)
class _Keeping:
    """How this browser keeps answers: on a phone, or in a kiosk of ``machine``'s number."""

    cookie: str
    path: str
    seconds: int
    same_site: str
    machine: int = 0

    def serializer(self) -> URLSafeTimedSerializer:
        salt = f"answers of kiosk {self.machine}" if self.machine else "answers"
        return serializer(salt)


def serializer(salt: str) -> URLSafeTimedSerializer:
    """Signs compact data for one purpose."""
    secret = current_app.secret_key
    assert secret
    return URLSafeTimedSerializer(secret, salt=salt, serializer=Packed)


def _keeping() -> _Keeping:
    if surroundings.channel() != "kiosk":
        return _Keeping(COOKIE, "/", IDLE_SECONDS, "Lax")
    kiosk = machine.this()
    return _Keeping(KIOSK_COOKIE, machine.PATH, machine.lifetime(kiosk), "Strict", kiosk.id)


def held() -> Held | None:
    """The answers of this browser; None if there are none, they expired or were tampered with."""
    keeping = _keeping()
    try:
        written = request.cookies.get(keeping.cookie, "")
        data = keeping.serializer().loads(written, max_age=keeping.seconds)
        found = read(data)
    except (BadSignature, KeyError, TypeError, ValueError, zlib.error):
        return None
    if keeping.machine and (not found.session or ended.has_ended(found.session)):
        return None
    return found


def read(data: Any) -> Held:
    """What was written down. Raises KeyError, TypeError, ValueError for anything else."""
    if data["v"] != _VERSION:
        raise ValueError("written by another version")
    day = date.fromisoformat(data["day"])
    return Held(day, data["in"], data["topic"], data["answers"], data.get("session", ""))


def noted(held: Held) -> dict[str, object]:
    """What is written down of some answers, without the session they were given in."""
    return {
        "v": _VERSION,
        "day": held.day.isoformat(),
        "in": held.district,
        "topic": held.topic,
        "answers": dict(held.answers),
    }


def _numbered(held: Held) -> Held:
    """Answers with a session number; the first ones of a session begin it."""
    if held.session:
        return held
    count("kiosk_started", str(machine.this().id))
    return replace(held, session=secrets.token_urlsafe(16))


def hold(response: Response, held: Held) -> Response:
    """Put the answers into the cookie of a response."""
    keeping = _keeping()
    data = noted(held)
    if keeping.machine:
        data["session"] = _numbered(held).session
    value = keeping.serializer().dumps(data)
    text = value.decode() if isinstance(value, bytes) else value
    assert len(text) < _LARGEST, "the answers outgrew a cookie"
    response.set_cookie(
        keeping.cookie,
        text,
        max_age=keeping.seconds,
        path=keeping.path,
        httponly=True,
        samesite=keeping.same_site,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def forget(response: Response) -> Response:
    """Clear the answers; a session in a kiosk ends, so that no copy of its cookie is taken."""
    before = held() if _keeping().machine else None
    if before:
        ended.end(before.session, surroundings.now())
    return expire(response)


def expire(response: Response) -> Response:
    """Take the cookie of the answers away."""
    keeping = _keeping()
    response.delete_cookie(
        keeping.cookie,
        path=keeping.path,
        httponly=True,
        samesite=keeping.same_site,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
