"""CORS headers and ETags of the API."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

from ...store.database import StoreUnavailable
from ..http import request_context

PREFIX = "/api/"
FRESH_SECONDS = 60
_DAY_SECONDS = 24 * 3600
_PACKAGE = Path(__file__).resolve().parent.parent.parent
_EXPOSED = "ETag, Retry-After, X-Content-SHA256"


def install(app: Flask) -> None:
    """Answer conditional requests before the view runs, and add the headers to every answer."""
    app.before_request(not_modified)
    app.after_request(dress)


@lru_cache(maxsize=1)
def _code() -> bytes:
    """A fingerprint of the code: new code changes the ETag of unchanged rules."""
    whole = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.digest()


def tag() -> str:
    """The ETag: a hash of code, release, day, path and query.

    Flask-Compress appends ``:`` and the encoding, so that each representation has its own.
    """
    release = request_context.release()
    whole = hashlib.sha256(_code())
    day = request_context.today().isoformat()
    place = request_context.public(request.full_path)
    for part in (release.digest, str(release.number), day, place):
        whole.update(part.encode() + b"\0")
    return whole.hexdigest()[:32]


def _is_read() -> bool:
    return request.path.startswith(PREFIX) and request.method in ("GET", "HEAD")


def not_modified() -> Response | None:
    """304 without running the view, if the client's ETag matches in any compression."""
    if not _is_read() or not request.if_none_match or request.endpoint is None:
        return None
    try:
        own = tag()
    except StoreUnavailable:
        return None
    held = request.if_none_match.as_set(include_weak=True)
    known = next((its for its in held if its.partition(":")[0] == own), None)
    if known is None:
        return None
    response = Response(status=304)
    response.set_etag(known)
    return response


def dress(response: Response) -> Response:
    """Add CORS for every origin without credentials, and caching for a minute."""
    if not request.path.startswith(PREFIX):
        return response
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "")
        headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
        headers["Access-Control-Max-Age"] = str(_DAY_SECONDS)
    elif _is_read() and response.status_code in (200, 304):
        headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}, must-revalidate"
        if response.status_code == 200:
            response.set_etag(tag())
            if request.if_none_match.star_tag:  # whatever there is, and there is something
                response.make_conditional(request)
    else:
        headers["Cache-Control"] = "no-store"
    return response
