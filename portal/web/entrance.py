"""The entrance: who is believed about where a request comes from, and what is not let in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from .observing import Observed, note_place

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_QUERY = 2048
_TOO_LONG = "portal.too_long"
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)(:[0-9]{1,5})?")
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
        self._inner, self._hosts = inner, frozenset(hosts)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._is_ours(environ):
            if environ.get("PATH_INFO") not in _ANYWHERE:
                return _refusal()(environ, start_response)
            environ["HTTP_HOST"] = "localhost"
        if len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY:
            environ |= {"QUERY_STRING": "", _TOO_LONG: True}
        return self._inner(environ, start_response)

    def _is_ours(self, environ: WSGIEnvironment) -> bool:
        host = environ.get("HTTP_HOST", "")
        match = _HOST.fullmatch(host)
        if not match:  # since HTTP/1.1 every request names a host
            return not (host or self._hosts) and environ.get("SERVER_PROTOCOL") == "HTTP/1.0"
        name = match[1].strip("[]").rstrip(".").lower()
        return not self._hosts or name in self._hosts


def _refusal() -> Response:
    policy = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
    headers = {**policy, "Cache-Control": "no-store"}
    return Response(_STRANGER, 400, headers, mimetype="text/plain")


def refuse_oversize() -> None:
    """Refuse what is too large before anything is done with it: a query, a body."""
    if request.environ.get(_TOO_LONG):
        abort(414)
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
