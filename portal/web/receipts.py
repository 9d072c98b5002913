"""Receipts: a short code that says what the portal answered, and that it did; no answers in it.

It holds release, day, district, service and outcome, signed by this installation; 80 bits of the
signature and the id of the key are part of the code.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

_SIGNED_BYTES = 10
_KEY_ID = 2


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was answered, for one service."""

    release: int
    day: date
    district: str
    service: str
    outcome: str

    @property
    def payload(self) -> str:
        day = self.day.strftime("%Y%m%d")
        return ".".join((str(self.release), day, self.district, self.service, self.outcome))

    @property
    def code(self) -> str:
        """The code as printed and as part of an address."""
        return f"{self.payload}.{_signature(self.payload)}"


def _key() -> bytes:
    secret = current_app.secret_key
    assert isinstance(secret, str)
    return hashlib.sha256(f"receipts:{secret}".encode()).digest()


def _signature(payload: str) -> str:
    key = _key()
    key_id = base64.b32encode(hashlib.sha256(key).digest())[:_KEY_ID]
    digest = hmac.new(key, payload.encode(), hashlib.sha256).digest()[:_SIGNED_BYTES]
    return (key_id + base64.b32encode(digest)).decode().rstrip("=").lower()


def read_receipt(code: str) -> Receipt | None:
    """The receipt of a code, or None if this installation did not make it."""
    payload, _, signature = code.strip().lower().rpartition(".")
    if not signature.isascii() or not hmac.compare_digest(signature, _signature(payload)):
        return None
    try:
        release, day, district, service, outcome = payload.split(".")
        parsed = datetime.strptime(day, "%Y%m%d").date()
        return Receipt(int(release), parsed, district, service, outcome)
    except ValueError:
        return None
