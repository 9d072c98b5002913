"""More requests than can be answered: the rest are told at once to come back, and when.

A queue without an end makes everybody wait until nobody is served. So a process works on so many
requests at a time, and what is beyond that is answered in a few bytes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from werkzeug.wsgi import ClosingIterator

#: Requests a process works on at a time: fewer than its threads, so that one is free to refuse.
MOST_AT_ONCE = 24
RETRY_SECONDS = 3
#: Answered however much there is to do: whoever asks decides whether the process lives.
_ALWAYS = frozenset({"/livez", "/readyz"})
#: Bodies up to this size are awaited before a place is taken: a slow sender takes none.
_AWAITED_BYTES = 256 * 1024
_WORDS = (
    "现在使用的人太多，请过几秒再试。\n"
    "現在使用的人太多，請過幾秒再試。\n"
    "Too many people are using the portal just now. Please try again in a few seconds.\n"
).encode()
_PLAIN = "text/plain; charset=utf-8"
_PROBLEM = (
    b'{"type": "about:blank", "title": "Service Unavailable", "status": 503, '
    b'"detail": "too many requests at once; ask again after Retry-After seconds"}'
)


class Shedding:
    """A WSGI application that lets at most so many requests into another at a time."""

    def __init__(self, inner: Any, most: int = MOST_AT_ONCE) -> None:
        self._inner = inner
        self._places = threading.BoundedSemaphore(most)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in _ALWAYS:
            return self._inner(environ, start_response)  # type: ignore[no-any-return]
        _await_body(environ)
        if not self._places.acquire(blocking=False):
            return _come_back(environ, start_response)
        try:
            body = self._inner(environ, start_response)
        except BaseException:
            self._places.release()
            raise
        return ClosingIterator(body, self._places.release)


def _await_body(environ: dict[str, Any]) -> None:
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdigit() and 0 < int(length) <= _AWAITED_BYTES:
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))


def _come_back(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    asked_by_program = str(environ.get("PATH_INFO")).startswith("/api/")
    kind, body = ("application/problem+json", _PROBLEM) if asked_by_program else (_PLAIN, _WORDS)
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Retry-After", str(RETRY_SECONDS)),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response("503 Service Unavailable", headers)
    return [body]
