"""What an administrator's browser holds: one opaque token; forms carry a digest made from it."""

from __future__ import annotations

import hmac

from flask import Response, current_app, g, request

from ....store.people import known_browsers
from ....store.people.credentials import keyed
from ....store.people.sessions import Origin, new_token

COOKIE = "admin"
FIELD = "csrf_token"
#: By which a browser is known that was signed in before. It opens nothing.
BROWSER = "admin-browser"
_LONGEST = 64
_HEADER = "X-CSRF-Token"


def token() -> str:
    """The token of this browser; a stranger's is made here and means nothing but itself."""
    if "admin_token" not in g:
        g.admin_token = request.cookies.get(COOKIE) or new_token()
    return str(g.admin_token)


def change(new: str) -> None:
    """From now on the browser holds another token."""
    g.admin_token = new


def browser() -> str:
    """By what this browser is known, empty if it never was signed in."""
    held = request.cookies.get(BROWSER, "")
    return held if len(held) <= _LONGEST else ""


def know(held: str) -> None:
    """From now on the browser is known by this."""
    g.admin_browser = held


def form_token(person: int = 0) -> str:
    """What a form must carry to show that it came from a page made for this browser.

    ``person``: for whom the page is made; told by the token also when the sign-in has ended.
    """
    own = keyed("form", token())
    return f"{own}.{person}.{keyed('form of', str(person))}" if person else own


def form_is_ours() -> bool:
    """Whether what was sent carries the right form token, as a field or as a header."""
    given = _given().partition(".")[0]
    return hmac.compare_digest(given.encode(), form_token().encode())


def form_made_for() -> int:
    """For whom the form was made, under whichever sign-in; 0 where it does not tell."""
    _, _, rest = _given().partition(".")
    person, _, proof = rest.partition(".")
    right = keyed("form of", person).encode()
    is_number = person.isascii() and person.isdigit() and len(person) < 10
    return int(person) if is_number and hmac.compare_digest(proof.encode(), right) else 0


def _given() -> str:
    return request.headers.get(_HEADER) or request.form.get(FIELD, "")


def keep(response: Response) -> Response:
    """Put new tokens into the cookies; the sign-in's ends with the browser or in the database."""
    if "admin_browser" in g:
        response.set_cookie(
            BROWSER,
            g.admin_browser,
            max_age=known_browsers.KEPT,
            httponly=True,
            samesite="Strict",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
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
    return Origin(request.remote_addr or "", request.user_agent.string, browser())
