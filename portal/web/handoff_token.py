"""Hand-off tokens: answers from a kiosk to a phone, signed, valid once, for ten minutes.

They travel in the fragment of an address, which no browser sends and no server logs.
"""

from __future__ import annotations

import secrets
import zlib

from itsdangerous import BadSignature

from ..store.kiosks import ended_sessions
from .answer_cookie import CheckState, serializer, state_from_json, state_json
from .http import request_context

GOOD_FOR_SECONDS = 600
LONGEST = 1500
_SALT = "handed to a phone"
_ONCE_BYTES = 9


def hand_over(state: CheckState) -> str | None:
    """Some answers as a short text; None where it is too long for a code on a screen."""
    data = state_json(state) | {"once": secrets.token_urlsafe(_ONCE_BYTES)}
    text = str(serializer(_SALT).dumps(data))
    return text if len(text) <= LONGEST else None


def take_over(text: str) -> CheckState | None:
    """The answers of such a text, once; None if it was not made here, was taken or is too old.

    Raises StoreUnavailable.
    """
    try:
        data = serializer(_SALT).loads(text, max_age=GOOD_FOR_SECONDS)
        state = state_from_json(data)
        number = str(data["once"])
    except (BadSignature, KeyError, TypeError, ValueError, zlib.error):
        return None
    return state if ended_sessions.end(number, request_context.now()) else None
