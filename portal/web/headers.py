"""Headers of every response, and refusing what another site makes a browser send."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    )
)
_PRIVATE = ("check", "result", "compare", "checklist", "roadmap", "admin")
_SAFE = ("GET", "HEAD", "OPTIONS")


def install(app: Flask) -> None:
    """Guard every request and dress every response."""
    app.before_request(refuse_foreign_writes)
    app.after_request(dress)


def refuse_foreign_writes() -> None:
    """A form is taken only from our own pages; no cookie is needed to know."""
    if request.method in _SAFE or request.path.startswith("/api/"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site not in ("same-origin", "none"):
        abort(403)
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def dress(response: Response) -> Response:
    """Security headers on all; pages made for one person are kept by no cache."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if _is_private(request.path):
        headers["Cache-Control"] = "no-store"
    elif request.path.startswith("/kiosk/"):
        headers.setdefault("Cache-Control", "no-store")
    return response


def _is_private(path: str) -> bool:
    return any(part in _PRIVATE for part in path.split("/")[1:4])
