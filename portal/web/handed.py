"""Answers on their way from a kiosk to a phone: signed, compressed, good once and ten minutes long.

They travel in the fragment of an address, which no browser sends and no server logs.
"""

from __future__ import annotations

import secrets
import zlib

from itsdangerous import BadSignature

from ..store import ended
from . import surroundings
from .answers import Held, noted, read, serializer

GOOD_FOR_SECONDS = 600
LONGEST = 1500
_SALT = "handed to a phone"
_ONCE_BYTES = 9


def hand_over(held: Held) -> str | None:
    """Some answers as a short text; None where it is too long for a code on a screen."""
    data = noted(held) | {"once": secrets.token_urlsafe(_ONCE_BYTES)}
    text = str(serializer(_SALT).dumps(data))
    return text if len(text) <= LONGEST else None


def take_over(text: str) -> Held | None:
    """The answers of such a text, once; None if it was not made here, was taken or is too old.

    Raises StoreUnavailable.
    """
    try:
        data = serializer(_SALT).loads(text, max_age=GOOD_FOR_SECONDS)
        held, number = read(data), str(data["once"])
    except (BadSignature, KeyError, TypeError, ValueError, zlib.error):
        return None
    return held if ended.end(number, surroundings.now()) else None
