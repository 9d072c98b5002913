"""The clerk view is open for one session: a signed cookie with a number that ends with it."""

from __future__ import annotations

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature

from ...store import ended
from .. import surroundings
from ..answers import held, serializer
from . import machine

COOKIE = "kiosk-clerk"


def _salt() -> str:
    return f"clerk of kiosk {machine.this().id}"


def _number() -> str:
    """The number under which the view is open, empty where it is not."""
    written, seconds = request.cookies.get(COOKIE, ""), machine.lifetime(machine.this())
    try:
        number = str(serializer(_salt()).loads(written, max_age=seconds))
    except BadSignature:
        return ""
    return "" if ended.has_ended(number) else number


def unlocked() -> bool:
    """Whether a clerk has opened the view in this session. Raises StoreUnavailable."""
    return bool(_number())


def unlock(response: Response) -> Response:
    """Open the view, until the session of whoever is here ends."""
    before = held()
    return _put(response, before.session if before else secrets.token_urlsafe(16))


def renew(response: Response) -> Response:
    """The session goes on; so does the view, if it is open."""
    number = _number()
    return _put(response, number) if number else response


def _put(response: Response, number: str) -> Response:
    response.set_cookie(
        COOKIE,
        str(serializer(_salt()).dumps(number)),
        max_age=machine.lifetime(machine.this()),
        path=machine.PATH,
        httponly=True,
        samesite="Strict",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def lock(response: Response) -> Response:
    """Close the view; no copy of its cookie opens it again. Raises StoreUnavailable."""
    number = _number()
    if number:
        ended.end(number, surroundings.now())
    return drop(response)


def drop(response: Response) -> Response:
    """Take the cookie away."""
    response.delete_cookie(
        COOKIE,
        path=machine.PATH,
        httponly=True,
        samesite="Strict",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
