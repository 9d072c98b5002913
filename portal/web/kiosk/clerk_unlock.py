"""Unlocking the clerk view: a signed cookie tied to the number of the kiosk session."""

from __future__ import annotations

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature

from ...store.kiosks import ended_sessions
from ..answer_cookie import read_cookie, serializer
from ..http import kiosk_machine, request_context

COOKIE = "kiosk-clerk"


def _salt() -> str:
    return f"clerk of kiosk {kiosk_machine.this().id}"


def _number() -> str:
    """The number under which the view is open, empty where it is not."""
    written = request.cookies.get(COOKIE, "")
    seconds = kiosk_machine.lifetime(kiosk_machine.this())
    try:
        number = str(serializer(_salt()).loads(written, max_age=seconds))
    except BadSignature:
        return ""
    return "" if ended_sessions.has_ended(number) else number


def unlocked() -> bool:
    """Whether a clerk has opened the view in this session. Raises StoreUnavailable."""
    return bool(_number())


def unlock(response: Response) -> Response:
    """Open the view, until the session of whoever is here ends."""
    before = read_cookie()
    return _put(response, before.session if before else secrets.token_urlsafe(16))


def renew(response: Response) -> Response:
    """The session goes on; so does the view, if it is open."""
    number = _number()
    return _put(response, number) if number else response


def _put(response: Response, number: str) -> Response:
    response.set_cookie(
        COOKIE,
        str(serializer(_salt()).dumps(number)),
        max_age=kiosk_machine.lifetime(kiosk_machine.this()),
        path=kiosk_machine.PATH,
        httponly=True,
        samesite="Strict",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def lock(response: Response) -> Response:
    """Close the view; no copy of its cookie opens it again. Raises StoreUnavailable."""
    number = _number()
    if number:
        ended_sessions.end(number, request_context.now())
    return drop(response)


def drop(response: Response) -> Response:
    """Take the cookie away."""
    response.delete_cookie(
        COOKIE,
        path=kiosk_machine.PATH,
        httponly=True,
        samesite="Strict",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
