"""Functions of templates: addresses of assets with a fingerprint, QR codes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response, request, url_for

from ...i18n import tel_words
from ...rules.model.tels import dialled
from . import request_context
from .qr_codes import qr_path
from .query_values import LARGER
from .static_files import STATIC

_KEPT = "public, max-age=31536000, immutable"


@lru_cache(maxsize=256)
def _version(name: str) -> str:
    """The fingerprint of a file; files change with the code, so a process reads each once."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file; another version's is another, so it may be kept for a year.

    A preview has no files of its own: they stay where they are.
    """
    address = url_for("static", filename=name, v=_version(name))
    shown = request_context.preview()
    return address.removeprefix(shown.mount) if shown else address


def install(app: Flask) -> None:
    """Give templates their helpers."""
    app.after_request(keep_static)
    app.jinja_env.filters["dialled"] = dialled
    app.jinja_env.filters["tel_words"] = tel_words
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["qr_path"] = qr_path
    app.jinja_env.globals["larger_size"] = larger_size
    app.url_defaults(keep_size)


def keep_static(response: Response) -> Response:
    """A file asked for by its own fingerprint may be kept for ever.

    One asked for by another's may not: while hosts are updated one by one, a page of the new
    version may ask the old one.
    """
    is_file = request.endpoint == "static" and response.status_code in (200, 206, 304)
    if not is_file or request.method not in ("GET", "HEAD"):
        return response
    if request.args.get("v") == _version((request.view_args or {})["filename"]):
        response.headers["Cache-Control"] = _KEPT
    return response


def larger_size() -> str:
    """The larger type size chosen by ``?size=``; empty for the standard one.

    A form that is sent by GET loses the query of the address it is sent to, so it holds the size
    as a field.
    """
    return size_of(request) if request else ""


def size_of(asked: Request) -> str:
    """The larger type size that a request chooses; empty for the standard one."""
    if not asked.query_string:
        return ""
    chosen = asked.args.get("size", "")
    return chosen if chosen in LARGER else ""


def keep_size(endpoint: str, values: dict[str, Any]) -> None:
    """A type size chosen by ``?size=`` stays on the way, also without scripts."""
    if endpoint.startswith(("phone-", "kiosk-")) and (chosen := larger_size()):
        values.setdefault("size", chosen)
    if "size" in values and values["size"] not in LARGER:
        del values["size"]
