"""Answers on their way from a kiosk to a phone: signed, compressed, good for ten minutes.

They travel in the fragment of an address, which no browser sends and no server logs.
"""

from __future__ import annotations

import zlib

from itsdangerous import BadSignature

from .answers import Held, noted, read, serializer

GOOD_FOR_SECONDS = 600
LONGEST = 1500
_SALT = "handed to a phone"


def hand_over(held: Held) -> str | None:
    """Some answers as a short text; None where it is too long for a code on a screen."""
    text = str(serializer(_SALT).dumps(noted(held)))
    return text if len(text) <= LONGEST else None


def take_over(text: str) -> Held | None:
    """The answers of such a text; None if it was not made here or is older than ten minutes."""
    try:
        return read(serializer(_SALT).loads(text, max_age=GOOD_FOR_SECONDS))
    except (BadSignature, KeyError, TypeError, ValueError, zlib.error):
        return None
