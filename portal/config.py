"""Configuration from the environment, checked at the start: one sentence per mistake."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_SCHEMES = ("sqlite:", "postgresql:", "postgresql+psycopg:")
_VALKEY_SCHEMES = ("valkey://", "valkeys://", "redis://", "rediss://")


class ConfigurationError(ValueError):
    """Settings that do not fit together; each line is one mistake."""


@dataclass(frozen=True)
class Settings:
    """What the environment says. ``secret_key`` signs cookies and receipts.

    ``password_memory`` (KiB) and ``password_rounds``: what a try of a password costs;
    ``kiosk_countdown``: seconds in which a person at a kiosk may say that they are still there;
    ``valkey_url``: where all processes count requests together, empty: each for itself;
    ``offices``: networks in which many people share an address.
    """

    instance: Path
    database_url: str
    secret_key: str
    secure_cookies: bool = False
    password_memory: int = 64 * 1024
    password_rounds: int = 3
    kiosk_countdown: int = 20
    valkey_url: str = ""
    offices: tuple[str, ...] = ()

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from ``PORTAL_*``; raises ConfigurationError naming every mistake."""
    instance = Path(environment.get("PORTAL_INSTANCE") or "instance").resolve()
    url = environment.get("PORTAL_DATABASE_URL") or f"sqlite:///{instance / 'portal.sqlite'}"
    loopback = (environment.get("HOST") or "127.0.0.1") in ("127.0.0.1", "localhost", "::1")
    secret = environment.get("PORTAL_SECRET_KEY", "")
    valkey = environment.get("PORTAL_VALKEY_URL", "")
    offices = tuple(environment.get("PORTAL_OFFICES", "").replace(",", " ").split())
    mistakes = [
        f"PORTAL_OFFICES names {its!r}, which is no network such as 192.0.2.0/24."
        for its in offices
        if not _is_network(its)
    ]
    if valkey and not valkey.startswith(_VALKEY_SCHEMES):
        mistakes.append("PORTAL_VALKEY_URL must begin with valkey:// or redis://.")
    if not url.startswith(_SCHEMES):
        mistakes.append("PORTAL_DATABASE_URL must begin with sqlite: or postgresql:.")
    if secret and len(secret) < 32:
        mistakes.append("PORTAL_SECRET_KEY must have at least 32 characters.")
    if not secret and not (loopback and url.startswith("sqlite:")):
        mistakes.append(
            "PORTAL_SECRET_KEY must be set, except on SQLite with HOST at 127.0.0.1 "
            "(make one: python3 -c 'import secrets; print(secrets.token_hex(32))')."
        )
    if mistakes:
        raise ConfigurationError("\n".join(mistakes))
    url = url.replace("postgresql:", "postgresql+psycopg:", 1)
    secret = secret or _own_secret(instance)
    return Settings(instance, url, secret, not loopback, valkey_url=valkey, offices=offices)


def _is_network(written: str) -> bool:
    try:
        ipaddress.ip_network(written)
    except ValueError:
        return False
    return True


def _own_secret(instance: Path) -> str:
    """A secret made once and kept in the instance folder, readable by its owner alone."""
    path = instance / "secret-key"
    try:
        instance.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text().strip()
    except OSError as fault:
        raise ConfigurationError(
            f"The folder {instance} cannot be written ({fault.strerror}): "
            "make it writable or set PORTAL_INSTANCE to one that is."
        ) from fault
