"""Load shedding: requests beyond what a process can work on get 503 and Retry-After at once.

A queue without an end makes everybody wait until nobody is served. So a process works on so many
requests at a time, and what is beyond that is answered in a few bytes. Neither who sends slowly nor
who reads slowly takes a place: it is held only while there is something to work out.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Requests a process works on at a time: fewer than its threads, so that one is free to refuse.
MOST_AT_ONCE = 24
RETRY_SECONDS = 3
#: Answered however much there is to do: whoever asks decides whether the process lives.
_ALWAYS = frozenset({"/livez", "/readyz"})
#: Bodies up to this size are awaited before a place is taken: a slow sender takes none.
_AWAITED_BYTES = 256 * 1024
#: Where larger bodies are taken from anybody; so many of them are awaited at a time.
_LARGE = {"/api/v1/evaluations/batch": 2 * 1024 * 1024}
_MOST_LARGE = 8
WORDS = (
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
    """WSGI middleware that limits how many requests are worked on at a time."""

    def __init__(self, inner: WSGIApplication, most: int = MOST_AT_ONCE) -> None:
        self._inner = inner
        self._places = threading.BoundedSemaphore(most)
        self._large = threading.BoundedSemaphore(_MOST_LARGE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in _ALWAYS:
            return self._inner(environ, start_response)
        if not self._await_body(environ) or not self._places.acquire(blocking=False):
            return _come_back(environ, start_response)
        whole = False

        def start(line: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            nonlocal whole
            whole = any(name.lower() == "content-length" for name, _ in headers)
            return start_response(line, headers, *error)

        try:
            body = self._inner(environ, start)
        # Also when the worker is told to end: a place that is not given back is lost to it.
        except BaseException:
            self._places.release()
            raise
        if whole:  # worked out already: what is left is sending it, however slowly it is read
            self._places.release()
            return body
        return ClosingIterator(body, self._places.release)

    def _await_body(self, environ: WSGIEnvironment) -> bool:
        """Read what is sent before a place is taken; False where too many large bodies come in."""
        length = environ.get("CONTENT_LENGTH") or ""
        most = _LARGE.get(environ.get("PATH_INFO", ""), _AWAITED_BYTES)
        announced = int(length) if length.isascii() and length.isdigit() else 0
        if "HTTP_TRANSFER_ENCODING" in environ:
            announced = most + 1  # one byte more than is taken shows that it is too long
        elif not 0 < announced <= most:
            return True
        if announced <= _AWAITED_BYTES + 1:
            _read(environ, announced)
            return True
        if not self._large.acquire(blocking=False):
            return False
        try:
            _read(environ, announced)
        finally:
            self._large.release()
        return True


def _read(environ: WSGIEnvironment, most: int) -> None:
    try:
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(most))
    except (NoMoreData, ParseException) as fault:
        environ["wsgi.input"] = _Broken(fault)


class _Broken(BytesIO):
    """A request body whose read failed; reading it raises that error."""

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self._fault = fault

    def read(self, _size: int | None = -1, /) -> bytes:
        """Raise the error of the first read."""
        raise self._fault


def _come_back(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    asked_by_program = str(environ.get("PATH_INFO")).startswith("/api/")
    kind, body = ("application/problem+json", _PROBLEM) if asked_by_program else (_PLAIN, WORDS)
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Retry-After", str(RETRY_SECONDS)),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response("503 Service Unavailable", headers)
    return [body]
