"""Credentials: password hashes, codes of the second factor, one-time codes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime
from functools import cached_property
from typing import cast

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

STEP_SECONDS = 30
_LANES = 2
_LONGEST = 200
_CODE_BYTES = 10


class Passwords:
    """Digests of passwords by argon2id; ``memory`` in KiB."""

    def __init__(self, memory: int, rounds: int) -> None:
        self._hasher = PasswordHasher(
            memory_cost=memory, time_cost=rounds, parallelism=_LANES if memory >= 1024 else 1
        )

    def digest(self, password: str) -> str:
        """The digest to keep of a password."""
        return self._hasher.hash(_folded(password))

    def matches(self, digest: str, password: str) -> bool:
        """Whether a password is the right one; without a digest it takes as long and is not."""
        try:
            self._hasher.verify(digest or self._nobodys, _folded(password))
        except (VerificationError, InvalidHashError):
            return False
        return bool(digest)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_hex())


def install(app: Flask, memory: int, rounds: int) -> None:
    """Give the application its way of keeping passwords."""
    app.extensions["portal_passwords"] = Passwords(memory, rounds)


def passwords() -> Passwords:
    """How this application keeps passwords."""
    return cast(Passwords, current_app.extensions["portal_passwords"])


def _folded(password: str) -> str:
    """Full-width and half-width input of the same characters is the same password."""
    return unicodedata.normalize("NFKC", password)[:_LONGEST]


def keyed(purpose: str, words: str) -> str:
    """A digest that only this installation can make, for one purpose."""
    secret = current_app.secret_key
    assert isinstance(secret, str)
    key = hashlib.sha256(f"{purpose}:{secret}".encode()).digest()
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()


def one_time_code() -> str:
    """A code of 80 random bits in groups that can be read out."""
    code = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower()
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def code_digest(code: str) -> str:
    """What is kept of a one-time code; spaces, dashes and case do not matter."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def pending_secret(token: str) -> str:
    """The second factor offered in a session: the same at each look, stored only when confirmed."""
    return base64.b32encode(bytes.fromhex(keyed("second factor", token))[:20]).decode()


def totp_address(secret: str, name: str, portal: str) -> str:
    """What the QR code for an authenticator app holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=portal)


def totp_step(secret: str, code: str, at: datetime, used: int) -> int | None:
    """The time step of a right code that is newer than the last one used, else None."""
    totp = pyotp.TOTP(secret)
    now = int(at.timestamp()) // STEP_SECONDS
    digits = unicodedata.normalize("NFKC", code).replace(" ", "")
    for step in (now - 1, now, now + 1):
        right = totp.generate_otp(step)
        if step > used and hmac.compare_digest(right.encode(), digits.encode()):
            return step
    return None
