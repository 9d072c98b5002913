"""What an administrator's browser holds: one opaque token; forms carry a digest made from it."""

from __future__ import annotations

import hmac

from flask import Response, current_app, g, request

from ...store.credentials import keyed
from ...store.sign_ins import Origin, new_token

COOKIE = "admin"
FIELD = "csrf_token"
_HEADER = "X-CSRF-Token"


def token() -> str:
    """The token of this browser; a stranger's is made here and means nothing but itself."""
    if "admin_token" not in g:
        g.admin_token = request.cookies.get(COOKIE) or new_token()
    return str(g.admin_token)


def change(new: str) -> None:
    """From now on the browser holds another token."""
    g.admin_token = new


def form_token() -> str:
    """What a form must carry to show that it came from a page made for this browser."""
    return keyed("form", token())


def form_is_ours() -> bool:
    """Whether what was sent carries the right form token, as a field or as a header."""
    given = request.headers.get(_HEADER) or request.form.get(FIELD, "")
    return hmac.compare_digest(given.encode(), form_token().encode())


def keep(response: Response) -> Response:
    """Put a new token into the cookie; it ends with the browser or in the database."""
    if g.get("admin_token", "") != request.cookies.get(COOKIE, ""):
        response.set_cookie(
            COOKIE,
            token(),
            httponly=True,
            samesite="Strict",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


def origin() -> Origin:
    """Where this request comes from."""
    return Origin(request.remote_addr or "", request.user_agent.string)
