"""Receipts: 20 characters that say what the portal answered, and that it did; no answers in them.

Crockford base 32, 100 bits: version, key, release, day, district, service, outcome, kind of person
and a signature (semantics.md: *Receipt*). Districts and services are numbered by their places in
the release that the code names. Nothing is stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import PurePosixPath

from flask import current_app

from ..store.releases.stored import files_of
from .http import request_context

OUTCOMES = (
    "meets",
    "counter_decides",
    "does_not_meet",
    "not_yet",
    "more_information",
    "ask_the_counter",
    "information",
    "does_not_concern",
)
PERSONS = ("", "household", "adult", "child")
"""Of whom the answer speaks; empty where it was not asked."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011")
_FROM = date(2026, 1, 1)
_VERSION = 0
_FIELDS = (2, 4, 16, 15, 7, 8, 3, 2)
"""Bits: version, key, release, day, district, service, outcome, kind of person."""
_SIGNATURE = 43
_LENGTH = (sum(_FIELDS) + _SIGNATURE) // 5
_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was answered, for one service; ``code`` is it as printed."""

    release: int
    day: date
    district: str
    service: str
    outcome: str
    person: str = ""
    code: str = ""


def receipt_code(receipt: Receipt) -> str:
    """The code of an answer under the release in force; empty where a part does not fit into it."""
    release = request_context.release()
    places = release.kept_for("places of receipts", lambda: _places_of(release.files))
    try:
        values = (
            _VERSION,
            _key_number(_secrets()[0]),
            receipt.release,
            (receipt.day - _FROM).days,
            places[0].index(receipt.district),
            places[1].index(receipt.service),
            OUTCOMES.index(receipt.outcome),
            PERSONS.index(receipt.person),
        )
        payload = _joined(values)
    except ValueError:
        return ""
    whole = payload << _SIGNATURE | _signature(_secrets()[0], payload)
    letters = (_ALPHABET[whole >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return _grouped("".join(letters))


def read_receipt(typed: str) -> Receipt | None:
    """The receipt of a code, however it was typed or scanned; None if it was not made here."""
    code = unicodedata.normalize("NFKC", typed).rpartition("/receipts/")[2].strip()
    plain = "".join(letter for letter in code.upper() if letter.isalnum()).translate(_MEANT)
    if len(plain) != _LENGTH or not set(plain) <= set(_ALPHABET):
        return _read_long(code.lower())
    whole = 0
    for letter in plain:
        whole = whole << 5 | _ALPHABET.index(letter)
    payload = whole >> _SIGNATURE
    signature = whole & (1 << _SIGNATURE) - 1
    version, key, release, day, district, service, outcome, person = _parted(payload)
    if version != _VERSION or not _is_signed(key, payload, signature):
        return None
    districts, services = _places_of(_files(release))
    if district >= len(districts) or service >= len(services):
        return None
    return Receipt(
        release=release,
        day=_FROM + timedelta(days=day),
        district=districts[district],
        service=services[service],
        outcome=OUTCOMES[outcome],
        person=PERSONS[person],
        code=_grouped(plain),
    )


def _grouped(plain: str) -> str:
    return "-".join(plain[i : i + _GROUP] for i in range(0, len(plain), _GROUP))


def _joined(values: tuple[int, ...]) -> int:
    """Numbers as one, each in its bits. Raises ValueError for one that is too large."""
    whole = 0
    for value, bits in zip(values, _FIELDS, strict=True):
        if not 0 <= value < 1 << bits:
            raise ValueError(value)
        whole = whole << bits | value
    return whole


def _parted(payload: int) -> tuple[int, ...]:
    values = []
    for bits in reversed(_FIELDS):
        values.append(payload & (1 << bits) - 1)
        payload >>= bits
    return tuple(reversed(values))


def _files(release: int) -> Mapping[str, str]:
    current = request_context.release()
    return current.files if release == current.number else files_of(release)


def _places_of(files: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Districts and services of a release in the order of their ids."""
    paths = (PurePosixPath(path) for path in files)
    services = (path.stem for path in paths if path.parts[0] == "services")
    return _districts(files.get("districts.toml", "")), tuple(sorted(services))


@lru_cache(maxsize=8)
def _districts(document: str) -> tuple[str, ...]:
    return tuple(sorted(tomllib.loads(document).get("districts", {})))


def _secrets() -> tuple[str, ...]:
    """The secret of this installation, then those it had before."""
    secret = current_app.secret_key
    assert isinstance(secret, str)
    return secret, *current_app.config["FORMER_SECRET_KEYS"]


def _key(secret: str) -> bytes:
    return hashlib.sha256(f"receipts:{secret}".encode()).digest()


def _key_number(secret: str) -> int:
    """Which key signed, in 4 bits: tells the secret of today from those before."""
    return hashlib.sha256(_key(secret)).digest()[0] >> 4


def _signature(secret: str, payload: int) -> int:
    message = b"receipt\0" + payload.to_bytes(8, "big")
    digest = hmac.new(_key(secret), message, hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 64 - _SIGNATURE


def _is_signed(key: int, payload: int, signature: int) -> bool:
    given = signature.to_bytes(8, "big")
    return any(
        hmac.compare_digest(_signature(secret, payload).to_bytes(8, "big"), given)
        for secret in _secrets()
        if _key_number(secret) == key
    )


_LONG_DAYS = 366
"""How long receipts in the long form, made before the short one, are read."""


def _read_long(code: str) -> Receipt | None:
    """A receipt in the form before: its parts written out, with dots between, and a signature."""
    payload, _, signature = code.rpartition(".")
    if not signature.isascii() or not any(
        hmac.compare_digest(signature, _long_signature(secret, payload)) for secret in _secrets()
    ):
        return None
    try:
        release, written, district, service, outcome = payload.split(".")
        day = datetime.strptime(written, "%Y%m%d").date()
    except ValueError:
        return None
    if day + timedelta(days=_LONG_DAYS) < request_context.today():
        return None
    return Receipt(
        release=int(release),
        day=day,
        district=district,
        service=service,
        outcome=outcome,
        code=code,
    )


def _long_signature(secret: str, payload: str) -> str:
    key = _key(secret)
    key_id = base64.b32encode(hashlib.sha256(key).digest())[:2]
    digest = hmac.new(key, payload.encode(), hashlib.sha256).digest()[:10]
    return (key_id + base64.b32encode(digest)).decode().rstrip("=").lower()
