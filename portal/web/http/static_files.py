"""Static files as they are sent: with the strongest brotli, made once in the life of a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, request

STATIC = Path(__file__).resolve().parents[2] / "static"

_TEXTS = (".css", ".js", ".svg")
"""Endings of files that become much smaller."""


def install(app: Flask) -> None:
    """Compress static files before others do, more weakly and for each request anew."""
    app.after_request(compress_static)


def compress_static(response: Response) -> Response:
    """Send a whole text file in brotli to whoever takes it; the rest is left as it is."""
    if request.endpoint != "static" or response.status_code != 200:
        return response
    name = (request.view_args or {})["filename"]
    if not name.endswith(_TEXTS) or not request.accept_encodings["br"]:
        return response
    if hasattr(response.response, "close"):
        response.call_on_close(response.response.close)
    response.direct_passthrough = False
    response.set_data(_brotli(name, (STATIC / name).stat().st_mtime_ns))
    response.headers["Content-Encoding"] = "br"
    response.vary.add("Accept-Encoding")
    tag, _ = response.get_etag()
    if tag:
        # The same file in another encoding has other bytes, so only the weak tag holds for both.
        response.set_etag(tag, weak=True)
    return response


@lru_cache(maxsize=64)
def _brotli(name: str, _changed: int) -> bytes:
    made: bytes = brotli.compress((STATIC / name).read_bytes(), mode=brotli.MODE_TEXT)
    return made
