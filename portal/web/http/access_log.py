"""The access log: one line and one metric per request, without paths, queries or bodies."""

from __future__ import annotations

import ipaddress
import os
import re
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, request

from ... import metrics
from ...i18n import LANGUAGES
from . import request_context

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: What a proxy in front may call a request: a number in hexadecimal.
_ID = re.compile(r"[0-9A-Fa-f-]{16,64}")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_IPV4 = re.compile(r"([0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3})\.[0-9]{1,3}")
_KEPT_BITS = {4: 24, 6: 48}
_PLACE = "portal.place"


class Observed:
    """Names every request, and tells when it is answered; ``trusting``: a proxy may name it."""

    def __init__(self, app: Flask, inner: WSGIApplication, trusting: bool) -> None:
        self._app = app
        self._inner = inner
        self._trusting = trusting
        self._log = structlog.get_logger().bind()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        given = self._id(environ)
        status = 500

        def start(line: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            nonlocal status
            status = int(line[:3])
            return start_response(line, [*headers, ("X-Request-ID", given)], *error)

        with structlog.contextvars.bound_contextvars(request=given):
            try:
                return self._inner(environ, start)
            finally:
                self._tell(environ, status, time.perf_counter() - began)

    def _id(self, environ: WSGIEnvironment) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._trusting else ""
        return given if _ID.fullmatch(given) else os.urandom(16).hex()

    def _tell(self, environ: WSGIEnvironment, status: int, seconds: float) -> None:
        channel, route = environ.get(_PLACE, ("none", ""))
        release = request_context.loaded(self._app)
        if release:
            metrics.in_force(release.number, release.published_at)
        metrics.answered(channel, _bare(route), status, seconds)
        method = environ.get("REQUEST_METHOD", "")
        self._log.info(
            "request",
            method=method if method in _METHODS else "other",
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            release=release.number if release else 0,
            channel=channel,
            address=truncated(environ.get("REMOTE_ADDR", "")),
        )


def note_place() -> None:
    """Keep the channel and the template of the address asked for, if there is a route."""
    if request.url_rule is not None:
        channel = (request.blueprint or "static").partition("-")[0]
        note(request.environ, channel, request.url_rule.rule)


def note(environ: WSGIEnvironment, channel: str, route: str) -> None:
    """Keep which channel and which template of an address answers a request."""
    environ[_PLACE] = (channel, route)


@lru_cache(maxsize=1024)
def _bare(route: str) -> str:
    """A template without channel and language, so that there are few."""
    route = f"{route.removeprefix('/kiosk')}" or "/"
    for language in LANGUAGES.values():
        if language.prefix and f"{route}/".startswith(f"{language.prefix}/"):
            return route.removeprefix(language.prefix) or "/"
    return route


def truncated(address: str) -> str:
    """The network of an address: the first 24 bits of IPv4, 48 of IPv6; empty where it is none."""
    if match := _IPV4.fullmatch(address):
        return f"{match[1]}.0"
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    read = getattr(read, "ipv4_mapped", None) or read
    network = ipaddress.ip_network((read, _KEPT_BITS[read.version]), strict=False)
    return str(network.network_address)
