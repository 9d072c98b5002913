"""Security headers of every response, and the refusal of cross-site requests (CSRF)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import Flask, Response, abort, request

from . import request_context
from .hosts_and_proxies import name_of

_DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
}


def _policy(changes: Mapping[str, str] = _DIRECTIVES) -> str:
    return "; ".join(f"{name} {value}" for name, value in {**_DIRECTIVES, **changes}.items())


POLICY = _policy()
#: Of a page that shows pages of our own in frames, and of those pages: no script runs in them.
FRAMING_POLICY = _policy({"frame-src": "'self'"})
FRAMED_POLICY = _policy(
    {
        "frame-ancestors": "'self'",
        **dict.fromkeys(("script-src", "connect-src", "manifest-src", "worker-src"), "'none'"),
    }
)
_PRIVATE = ("check", "result", "compare", "checklist", "roadmap", "receipts", "admin")
_SAFE = ("GET", "HEAD", "OPTIONS")
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def install(app: Flask) -> None:
    """Guard every request and dress every response."""
    app.before_request(refuse_foreign_writes)
    app.after_request(dress)


def refuse_foreign_writes() -> None:
    """A form is taken only from our own pages; no cookie is needed to know."""
    # The API reads no cookie and writes nothing: there is nothing to be done in another's name.
    if request.method in _SAFE or request.path.startswith("/api/"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site == "same-origin":  # the browser knows better than a proxy lets us see
        return
    # `none`: typed or from a bookmark. Older browsers send neither header, or `Origin` alone.
    origin = request.headers.get("Origin")
    if site not in (None, "none") or (origin is not None and not _is_own(origin)):
        abort(403)


def _is_own(origin: str) -> bool:
    """Whether an origin is ours by the settings, or by the ``Host`` that the browser asked."""
    scheme, _, place = origin.partition("://")
    if scheme not in _DEFAULT_PORTS:
        return False
    asked = request.environ.get("HTTP_HOST", "")
    own = request_context.public()
    default = _DEFAULT_PORTS[scheme]
    found = _place(place, (default,))
    if found is None:
        return False
    if own.startswith(f"{scheme}://") and found == _place(own.partition("://")[2], (default,)):
        return True
    # Behind a proxy the port in ``Host`` may be that of either scheme.
    return found == _place(asked, _DEFAULT_PORTS.values())


def _place(host: str, unsaid: Collection[str]) -> tuple[str, str] | None:
    """Name and port of a host; empty where the port is one that need not be said."""
    name = name_of(host)
    port = host.rpartition("]")[2].partition(":")[2]
    return (name, "" if port in unsaid else port) if name else None


def dress(response: Response) -> Response:
    """Security headers on all; pages made for one person, errors, and what does not say how long it
    may be kept (a search, a list narrowed by a query) are kept by no cache."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if _is_private(request.path) or response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    headers.setdefault("Cache-Control", "no-store")
    return response


def _is_private(path: str) -> bool:
    # The first word may stand behind two prefixes, those of the channel and the language.
    return any(part in _PRIVATE for part in path.split("/")[1:4])
