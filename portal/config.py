"""Configuration from the environment, checked at the start: one sentence per mistake."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .rules.near import nearest

#: Every name that is read; another one beginning with ``PORTAL_`` is a mistake.
NAMES = (
    "PORTAL_DATABASE_URL",
    "PORTAL_HOSTS",
    "PORTAL_INSTANCE",
    "PORTAL_LOG",
    "PORTAL_METRICS",
    "PORTAL_OFFICES",
    "PORTAL_SECRET_KEY",
    "PORTAL_TRUSTED_PROXIES",
    "PORTAL_VALKEY_URL",
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_DATABASES = ("sqlite:", "postgresql:", "postgresql+psycopg:")
_VALKEYS = ("redis://", "rediss://", "valkey://", "valkeys://")
_LOGS = ("", "json", "text")
_MOST_PROXIES = 5
_HOST = re.compile(r"[0-9a-z]([0-9a-z.-]{0,251}[0-9a-z])?|::1|[0-9a-f:]{3,39}")
_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:]+\]|[0-9A-Za-z.-]*)(?::([0-9]{1,5}))?")


class ConfigurationError(ValueError):
    """Settings that do not fit together; each line is one mistake."""


@dataclass(frozen=True)
class Settings:
    """What the environment says. ``secret_key`` signs cookies and receipts.

    ``password_memory`` (KiB) and ``password_rounds``: what a try of a password costs;
    ``kiosk_countdown``: seconds in which a person at a kiosk may say that they are still there;
    ``valkey_url``: where limits are counted together, empty where each process counts alone;
    ``offices``: networks in which many people share an address;
    ``trusted_proxies``: how many proxies in front tell truly whom they speak for;
    ``metrics_address``: host:port of ``/metrics``, empty where there are none;
    ``hosts``: the names the portal answers to, empty where it answers to any;
    ``log``: ``json``, ``text``, or empty for text on a terminal and JSON elsewhere.
    """

    instance: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    secure_cookies: bool = False
    password_memory: int = 64 * 1024
    password_rounds: int = 3
    kiosk_countdown: int = 20
    valkey_url: str = field(default="", repr=False)
    offices: tuple[str, ...] = ()
    trusted_proxies: int = 0
    metrics_address: str = ""
    hosts: tuple[str, ...] = ()
    log: str = ""

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may stand in no log."""
        written = [urlsplit(url).password or "" for url in (self.database_url, self.valkey_url)]
        secret = dict.fromkeys((self.secret_key, *written, *map(unquote, written)))
        return tuple(filter(None, secret))


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from ``PORTAL_*``; raises ConfigurationError naming every mistake."""
    instance = Path(environment.get("PORTAL_INSTANCE") or "instance").resolve()
    url = environment.get("PORTAL_DATABASE_URL") or f"sqlite:///{instance / 'portal.sqlite'}"
    loopback = is_loopback(environment)
    mistakes = list(_mistakes(environment, url, loopback))
    if mistakes:
        raise ConfigurationError("\n".join(mistakes))
    hosts = _hosts(environment)
    return Settings(
        instance,
        driver_url(url),
        environment.get("PORTAL_SECRET_KEY") or _own_secret(instance),
        secure_cookies=not loopback or not set(hosts) <= set(LOOPBACK),
        valkey_url=environment.get("PORTAL_VALKEY_URL", ""),
        offices=_offices(environment),
        trusted_proxies=int(environment.get("PORTAL_TRUSTED_PROXIES") or 0),
        metrics_address=environment.get("PORTAL_METRICS", ""),
        hosts=hosts,
        log=environment.get("PORTAL_LOG", ""),
    )


def is_loopback(environment: Mapping[str, str]) -> bool:
    """Whether the portal is served to this machine alone."""
    return (environment.get("HOST") or LOOPBACK[0]) in LOOPBACK


def _hosts(environment: Mapping[str, str]) -> tuple[str, ...]:
    names = environment.get("PORTAL_HOSTS", "").split(",")
    return tuple(name.strip().strip("[]").lower() for name in names if name.strip())


def _offices(environment: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(environment.get("PORTAL_OFFICES", "").replace(",", " ").split())


def _is_network(written: str) -> bool:
    try:
        ipaddress.ip_network(written)
    except ValueError:
        return False
    return True


def _mistakes(environment: Mapping[str, str], url: str, loopback: bool) -> Iterator[str]:
    yield from _unknown_names(environment)
    yield from _database_mistakes(url)
    yield from _secret_mistakes(environment.get("PORTAL_SECRET_KEY", ""), url, loopback)
    valkey = environment.get("PORTAL_VALKEY_URL", "")
    if valkey and not valkey.startswith(_VALKEYS):
        yield f"PORTAL_VALKEY_URL must begin with one of {' '.join(_VALKEYS)}."
    for office in _offices(environment):
        if not _is_network(office):
            yield f"PORTAL_OFFICES must list networks such as 192.0.2.0/24; {office!r} is none."
    proxies = environment.get("PORTAL_TRUSTED_PROXIES") or "0"
    if proxies not in {str(number) for number in range(_MOST_PROXIES + 1)}:
        yield f"PORTAL_TRUSTED_PROXIES must be a number from 0 to {_MOST_PROXIES}."
    yield from _metrics_mistakes(environment)
    for name in _hosts(environment):
        if not _HOST.fullmatch(name):
            yield f"PORTAL_HOSTS must list names without scheme, port or path; {name!r} is none."
    if environment.get("PORTAL_LOG", "") not in _LOGS:
        yield "PORTAL_LOG must be json or text."


def _unknown_names(environment: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(environment):
        ours = name.startswith("PORTAL_") and not name.startswith("PORTAL_TEST_")
        if ours and name not in NAMES:
            yield f"{name} is not a setting ({nearest(name, NAMES)})."


def _secret_mistakes(secret: str, url: str, loopback: bool) -> Iterator[str]:
    if secret and len(secret) < 32:
        yield "PORTAL_SECRET_KEY must have at least 32 characters."
    if not secret and not (loopback and url.startswith("sqlite:")):
        yield (
            "PORTAL_SECRET_KEY must be set, except on SQLite with HOST at 127.0.0.1 "
            "(make one: python3 -c 'import secrets; print(secrets.token_hex(32))')."
        )


def _database_mistakes(url: str) -> Iterator[str]:
    if not url.startswith(_DATABASES):
        yield "PORTAL_DATABASE_URL must begin with sqlite: or postgresql:."
        return
    for host in urlsplit(url).netloc.rpartition("@")[2].split(","):
        if not is_host_and_port(host):
            yield "PORTAL_DATABASE_URL must name each host as host or host:port."


def _metrics_mistakes(environment: Mapping[str, str]) -> Iterator[str]:
    address = environment.get("PORTAL_METRICS", "")
    if not address:
        return
    host, _, port = address.rpartition(":")
    if not host or not port or not is_host_and_port(address):
        yield "PORTAL_METRICS must be an address such as 127.0.0.1:9100."
    elif port == (environment.get("PORT") or "8000"):
        yield "PORTAL_METRICS must have a port of its own, other than PORT."


def is_host_and_port(written: str) -> bool:
    """Whether this is a host, with or without a port from 1 to 65535."""
    match = _HOST_AND_PORT.fullmatch(written)
    return match is not None and (match[2] is None or 0 < int(match[2]) < 65536)


def driver_url(url: str) -> str:
    """The address as SQLAlchemy reads it: its driver named, several hosts as ``host=``."""
    url = url.replace("postgresql:", "postgresql+psycopg:", 1)
    parts = urlsplit(url)
    user, at, hosts = parts.netloc.rpartition("@")
    if "," not in hosts:
        return url
    query = "&".join([*(f"host={host}" for host in hosts.split(",")), *filter(None, [parts.query])])
    return f"{parts.scheme}://{user}{at}{parts.path or '/'}?{query}"


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
