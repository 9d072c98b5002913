"""Trusted hosts and proxies: which forwarded headers are believed, which requests are refused."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from ...store.storable_values import is_plain
from .access_log import Observed, note_place
from .request_values import query_is_plain

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_QUERY = 2048
_TOO_LONG = "portal.too_long"
_UNREADABLE = "portal.unreadable"
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)(?::([0-9]{1,5}))?")
#: A part of a name between points; an underscore is in the names of some networks.
_LABEL = re.compile(r"[0-9A-Za-z_]([0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?")
_LONGEST_NAME = 253
_LAST_PORT = 65535
#: What watches over the process asks by whatever name it likes.
_ANYWHERE = ("/livez", "/readyz")
_STRANGER = (
    "这台服务器不以这个名字提供服务，请检查网址。\n"
    "This server does not answer to that name: check the address.\n"
)


def install(app: Flask, trusted_proxies: int, hosts: Collection[str]) -> None:
    """Put the entrance before the application, and refuse what is too large.

    Proxies are believed about the address and the scheme they speak for. The name asked for is
    the ``Host`` they pass on, never another header, which a client may have sent through them.
    """
    app.before_request(note_place)
    app.before_request(refuse_oversize)
    inner = Observed(app, Named(app.wsgi_app, hosts), trusting=trusted_proxies > 0)
    app.wsgi_app = inner  # type: ignore[method-assign]
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            inner, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=0
        )


class Named:
    """Lets in what asks for one of our names, and no query that is too long."""

    def __init__(self, inner: WSGIApplication, hosts: Collection[str]) -> None:
        self._inner = inner
        self._hosts = frozenset(hosts)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._is_ours(environ):
            if environ.get("PATH_INFO") not in _ANYWHERE:
                return _refusal()(environ, start_response)
            # Probes of life ask by address; nothing that they are answered may carry their name.
            environ["HTTP_HOST"] = "localhost"
        # Emptied here and refused later, so that the refusal is a page of ours and is logged.
        if len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY:
            environ |= {"QUERY_STRING": "", _TOO_LONG: True}
        if not query_is_plain(environ.get("QUERY_STRING", "")):
            of_api = environ.get("PATH_INFO", "").startswith("/api/")
            environ |= {"QUERY_STRING": "", _UNREADABLE: 422 if of_api else 400}
        if not is_plain(environ.get("PATH_INFO", "")):
            path = environ["PATH_INFO"].replace("\0", "\N{REPLACEMENT CHARACTER}")
            environ |= {"PATH_INFO": path.encode().decode("latin-1"), _UNREADABLE: 404}
        return self._inner(environ, start_response)

    def _is_ours(self, environ: WSGIEnvironment) -> bool:
        host = environ.get("HTTP_HOST", "")
        name = name_of(host)
        if not name:  # since HTTP/1.1 every request names a host
            return not (host or self._hosts) and environ.get("SERVER_PROTOCOL") == "HTTP/1.0"
        return not self._hosts or name in self._hosts


def name_of(host: str) -> str:
    """The name or address in a ``Host``, in small letters; empty where it is none."""
    match = _HOST.fullmatch(host)
    if not match or int(match[2] or 0) > _LAST_PORT:
        return ""
    name = match[1].lower()
    if name.startswith("["):
        return name[1:-1] if _is_ipv6(name[1:-1]) else ""
    name = name.removesuffix(".")
    parts = name.split(".")
    right = len(name) <= _LONGEST_NAME and all(map(_LABEL.fullmatch, parts))
    return name if right else ""


def _is_ipv6(written: str) -> bool:
    try:
        ipaddress.IPv6Address(written)
    except ValueError:
        return False
    return True


def _refusal() -> Response:
    policy = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
    headers = {**policy, "Cache-Control": "no-store"}
    return Response(_STRANGER, 400, headers, mimetype="text/plain")


def refuse_oversize() -> None:
    """Refuse what is too large, compressed or unreadable before anything is done with it."""
    if request.environ.get(_TOO_LONG):
        abort(414)
    if request.environ.get(_UNREADABLE):
        abort(request.environ[_UNREADABLE])
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        abort(415)
    largest = current_app.extensions["portal_largest"].get(request.endpoint)
    if largest:
        request.max_content_length = largest
    # What administrators may send is larger in places, and bounded where it is read.
    reads_itself = (request.blueprint or "").startswith("admin")
    if not reads_itself and _length() > (request.max_content_length or 0):
        abort(413)


def _length() -> int:
    """How long the body is; one that comes in chunks is read, and cut where it is too long."""
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        whole = len(request.get_data())
        return whole if whole < (request.max_content_length or 0) else whole + 1
    return request.content_length or 0
