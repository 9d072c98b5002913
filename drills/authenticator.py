"""An authenticator in software: keys on P-256, real signatures, and faults on demand."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _VERIFIED, _WITH_KEY = 1, 4, 64
#: ES256 on P-256, as COSE numbers them.
_ELLIPTIC, _ES256, _P256 = 2, -7, 1


def b64(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """A device with one key. ``counts``: by how much its count goes on with each use.

    ``host``, ``origin``: under which it answers, whatever it is asked; ``verifies``: whether it
    recognises its person.
    """

    host: str = "portal.example.org"
    origin: str = "https://portal.example.org"
    verifies: bool = True
    counts: int = 1
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        whole = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(whole).encode()

    def _authenticator_data(self, more: bytes = b"") -> bytes:
        flags = _PRESENT | (_VERIFIED if self.verifies else 0) | (_WITH_KEY if more else 0)
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4) + more

    def _answer(self, response: dict[str, bytes]) -> str:
        return json.dumps(
            {
                "id": b64(self.id),
                "rawId": b64(self.id),
                "type": "public-key",
                "response": {name: b64(value) for name, value in response.items()},
            }
        )

    def create(self, options: str) -> str:
        """What a browser sends for a new passkey."""
        asked: dict[str, Any] = json.loads(options)
        point = self.key.public_key().public_numbers()
        public = {1: _ELLIPTIC, 3: _ES256, -1: _P256, -2: point.x.to_bytes(32)}
        public[-3] = point.y.to_bytes(32)
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(public)
        statement = {"fmt": "none", "attStmt": {}, "authData": self._authenticator_data(attested)}
        return self._answer(
            {
                "clientDataJSON": self._client_data("webauthn.create", asked["challenge"]),
                "attestationObject": cbor2.dumps(statement),
            }
        )

    def get(self, options: str) -> str:
        """What a browser sends for a passkey that is used."""
        asked: dict[str, Any] = json.loads(options)
        self.count += self.counts
        client_data = self._client_data("webauthn.get", asked["challenge"])
        data = self._authenticator_data()
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            {
                "clientDataJSON": client_data,
                "authenticatorData": data,
                "signature": self.key.sign(signed, ec.ECDSA(SHA256())),
            }
        )
