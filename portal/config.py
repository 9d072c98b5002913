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

from .rules.suggestions import nearest

#: Every name that is read; another one beginning with ``PORTAL_`` is a mistake.
NAMES = (
    "PORTAL_BACKUPS",
    "PORTAL_CONTENT",
    "PORTAL_DATABASE_URL",
    "PORTAL_FORMER_SECRET_KEYS",
    "PORTAL_HOSTS",
    "PORTAL_INSTANCE",
    "PORTAL_LOG",
    "PORTAL_MAIL_FROM",
    "PORTAL_METRICS",
    "PORTAL_OFFICES",
    "PORTAL_PAGES_AHEAD",
    "PORTAL_PUBLIC_URL",
    "PORTAL_SECRET_KEY",
    "PORTAL_SMTP",
    "PORTAL_TRUSTED_PROXIES",
    "PORTAL_VALKEY_URL",
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: What HOST is where the portal listens on every address of the machine.
EVERYWHERE = ("0.0.0.0", "::", "*")  # nosec B104
_DATABASES = ("sqlite:", "postgresql:", "postgresql+psycopg:")
_VALKEYS = ("redis://", "rediss://", "valkey://", "valkeys://")
_LONGEST_SHOWN = 80
_LOGS = ("", "json", "text")
_SENDER = re.compile(r"[^\s@<>\"]{1,64}@[0-9A-Za-z.-]{1,190}")
_YES_OR_NO = ("", "yes", "no")
_MOST_PROXIES = 5
_MOST_PORTS = 65535
#: Each process keeps a release, so that thousands would fill any memory.
_MOST_WORKERS = 256
_HOST = re.compile(r"(?!.*[.][.])[0-9a-z]([0-9a-z._-]{0,251}[0-9a-z])?|::1|[0-9a-f:]{3,39}")
_MACHINE = re.compile(r"[0-9A-Za-z_]([0-9A-Za-z_.-]{0,251}[0-9A-Za-z])?")
_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:]+\]|[0-9A-Za-z._-]*)(?::([0-9]{1,5}))?")

#: What to do where checks and sign-ins fail for want of https.
PUT_A_PROXY = (
    "Put a proxy with a certificate in front (portal/deploy/README.md) and set "
    "PORTAL_TRUSTED_PROXIES=1, or serve this machine alone (HOST=127.0.0.1)."
)


class ConfigurationError(ValueError):
    """Settings that do not fit together; each line is one mistake."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the environment says. ``secret_key`` signs cookies and receipts.

    ``host``, ``port``: where to listen, an address of IPv6 without brackets;
    ``workers``: how many processes answer;
    ``former_secret_keys``: secrets of before, by which receipts given out then are still read;
    ``password_memory`` (KiB) and ``password_rounds``: what a try of a password costs;
    ``kiosk_countdown``: seconds in which a person at a kiosk may say that they are still there;
    ``valkey_url``: where limits are counted together, empty where each process counts alone;
    ``offices``: networks in which many people share an address;
    ``trusted_proxies``: how many proxies in front tell truly whom they speak for;
    ``metrics_address``: host:port of ``/metrics``, empty where there are none;
    ``hosts``: the names the portal answers to, empty where it answers to any;
    ``public_url``: scheme, host and port that addresses in feeds and codes begin with;
    ``log``: ``json``, ``text``, or empty for text on a terminal and JSON elsewhere;
    ``smtp``: the mail server, empty where administrators get no mail; ``mail_from``: the sender;
    ``pages_ahead``: whether public pages are made before anybody asks for them;
    ``backups``: where backups go that are given no other place;
    ``content``: the folder of rule documents of an empty store, None: the shipped one.
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
    host: str = LOOPBACK[0]
    port: int = 8000
    workers: int = 2
    public_url: str = ""
    former_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    backups: Path | None = None
    pages_ahead: bool = True
    smtp: str = field(default="", repr=False)
    mail_from: str = ""
    content: Path | None = None

    @property
    def address(self) -> str:
        """Where absolute addresses begin: ``public_url``, or the first of ``hosts``."""
        return self.public_url or _address_of(self.hosts[:1] or LOOPBACK[1:2], "")

    @property
    def backup_folder(self) -> Path:
        """Where backups are written that are given no other place."""
        return self.backups or self.instance / "backups"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Secrets to redact from logs."""
        written = [
            urlsplit(url).password or "" for url in (self.database_url, self.valkey_url, self.smtp)
        ]
        keys = (self.secret_key, *self.former_secret_keys)
        secret = dict.fromkeys((*keys, *written, *map(unquote, written)))
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
        instance=instance,
        database_url=driver_url(url),
        secret_key=environment.get("PORTAL_SECRET_KEY") or _own_secret(instance),
        secure_cookies=not loopback or not set(hosts) <= set(LOOPBACK),
        valkey_url=environment.get("PORTAL_VALKEY_URL", ""),
        offices=_offices(environment),
        trusted_proxies=int(environment.get("PORTAL_TRUSTED_PROXIES") or 0),
        metrics_address=environment.get("PORTAL_METRICS", ""),
        hosts=hosts,
        log=environment.get("PORTAL_LOG", ""),
        host=_host(environment),
        port=int(environment.get("PORT") or Settings.port),
        workers=int(environment.get("WEB_CONCURRENCY") or Settings.workers),
        public_url=_public_url(environment, hosts),
        former_secret_keys=_former_secrets(environment),
        backups=_folder(environment.get("PORTAL_BACKUPS", "")),
        content=_folder(environment.get("PORTAL_CONTENT", "")),
        smtp=environment.get("PORTAL_SMTP", ""),
        mail_from=environment.get("PORTAL_MAIL_FROM", ""),
        pages_ahead=environment.get("PORTAL_PAGES_AHEAD", "") != "no",
    )


def _public_url(environment: Mapping[str, str], hosts: tuple[str, ...]) -> str:
    """What was set, else the first name the portal answers to, else where it listens."""
    written = environment.get("PORTAL_PUBLIC_URL", "").rstrip("/")
    if written:
        return written
    if hosts and hosts[0] not in LOOPBACK:
        return _address_of(hosts[:1], "")
    listens = environment.get("HOST") or LOOPBACK[0]
    name = hosts[0] if hosts else LOOPBACK[0] if listens in EVERYWHERE else listens
    return _address_of((name,), environment.get("PORT") or "8000")


def _address_of(names: tuple[str, ...], port: str) -> str:
    """An address by a name: off this machine browsers keep answers over https alone."""
    host = f"[{names[0]}]" if ":" in names[0] else names[0]
    scheme = "http" if port or names[0] in LOOPBACK else "https"
    return f"{scheme}://{host}" + (f":{port}" if port else "")


def plain_http_words(settings: Settings) -> str:
    """Why checks and sign-ins fail where nothing in front speaks https; empty where they work."""
    if not settings.secure_cookies or settings.trusted_proxies:
        return ""
    return (
        "off this machine browsers keep answers and sign-ins over https alone, and no proxy in "
        "front is told of (PORTAL_TRUSTED_PROXIES): over plain http only guides work"
    )


def is_loopback(environment: Mapping[str, str]) -> bool:
    """Whether the portal is served to this machine alone."""
    host = _host(environment)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _host(environment: Mapping[str, str]) -> str:
    """Where to listen; brackets around an address of IPv6 are for addresses with a port."""
    host = environment.get("HOST") or LOOPBACK[0]
    return host[1:-1] if host.startswith("[") and host.endswith("]") and ":" in host else host


def _folder(written: str) -> Path | None:
    return Path(written) if written else None


def _hosts(environment: Mapping[str, str]) -> tuple[str, ...]:
    names = environment.get("PORTAL_HOSTS", "").split(",")
    return tuple(name.strip().strip("[]").lower() for name in names if name.strip())


def _former_secrets(environment: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(environment.get("PORTAL_FORMER_SECRET_KEYS", "").replace(",", " ").split())


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
    if any(len(secret) < 32 for secret in _former_secrets(environment)):
        yield "PORTAL_FORMER_SECRET_KEYS must list secrets of at least 32 characters."
    valkey = environment.get("PORTAL_VALKEY_URL", "")
    if valkey and not valkey.startswith(_VALKEYS):
        yield f"PORTAL_VALKEY_URL must begin with one of {' '.join(_VALKEYS)}."
    for office in _offices(environment):
        if not _is_network(office):
            yield f"PORTAL_OFFICES must list networks such as 192.0.2.0/24; {office!r} is none."
    yield from _host_mistakes(_host(environment))
    yield from _number_mistakes(environment, "PORT", 1, _MOST_PORTS)
    yield from _number_mistakes(environment, "WEB_CONCURRENCY", 1, _MOST_WORKERS)
    yield from _number_mistakes(environment, "PORTAL_TRUSTED_PROXIES", 0, _MOST_PROXIES)
    yield from _metrics_mistakes(environment)
    yield from _mail_mistakes(environment)
    for name in _hosts(environment):
        if not _HOST.fullmatch(name):
            yield f"PORTAL_HOSTS must list names without scheme, port or path; {name!r} is none."
    yield from _public_url_mistakes(environment)
    backups = _folder(environment.get("PORTAL_BACKUPS", ""))
    if backups and not backups.is_absolute():
        written = shortened(str(backups))
        yield f"PORTAL_BACKUPS must be the whole path of a folder; {written} is none."
    content = _folder(environment.get("PORTAL_CONTENT", ""))
    if content and not (content / "city.toml").is_file():
        written = shortened(str(content))
        yield f"PORTAL_CONTENT must be a folder of rules with a city.toml; {written} is none."
    log = environment.get("PORTAL_LOG", "")
    if log not in _LOGS:
        yield f"PORTAL_LOG is {log!r}, but must be json or text."
    ahead = environment.get("PORTAL_PAGES_AHEAD", "")
    if ahead not in _YES_OR_NO:
        yield f"PORTAL_PAGES_AHEAD is {ahead!r}, but must be yes or no."


def _mail_mistakes(environment: Mapping[str, str]) -> Iterator[str]:
    """Of the mail server and the sender, which go together; a password is not repeated."""
    url = environment.get("PORTAL_SMTP", "")
    sender = environment.get("PORTAL_MAIL_FROM", "")
    if url and not _is_mail_server(url):
        yield "PORTAL_SMTP must be smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT."
    if sender and not _SENDER.fullmatch(sender):
        yield f"PORTAL_MAIL_FROM is {shortened(sender)}, but must be an e-mail address."
    if bool(url) != bool(sender):
        lacking = "PORTAL_MAIL_FROM" if url else "PORTAL_SMTP"
        yield f"Mails need PORTAL_SMTP and PORTAL_MAIL_FROM both; {lacking} is not set."


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        known = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = parts.scheme in ("smtp", "smtps") and not parts.path.strip("/") and not parts.query
    return plain and known and bool(parts.hostname)


def _number_mistakes(
    environment: Mapping[str, str], name: str, least: int, most: int
) -> Iterator[str]:
    written = environment.get(name, "")
    digits = re.fullmatch(r"0*([0-9]{1,9})", written)
    if written and not (digits and least <= int(digits[1]) <= most):
        yield f"{name} is {shortened(written)}, but must be a number from {least} to {most}."


def _host_mistakes(host: str) -> Iterator[str]:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if not _MACHINE.fullmatch(host):
            yield (
                f"HOST is {shortened(host)}, but must be an address or a name of this machine, "
                "such as 127.0.0.1, 0.0.0.0, ::1 or localhost, without scheme or port."
            )
    else:
        if isinstance(address, ipaddress.IPv6Address) and address.scope_id:
            yield f"HOST is {shortened(host)}, but must be an address without a zone (%)."


def shortened(written: str) -> str:
    """What somebody wrote, in quotes, and not all of it where it is long."""
    return repr(written if len(written) <= _LONGEST_SHOWN else f"{written[:_LONGEST_SHOWN]}…")


def _unknown_names(environment: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(environment):
        ours = name.startswith("PORTAL_") and not name.startswith("PORTAL_TEST_")
        if ours and name not in NAMES:
            near = nearest(name, NAMES)
            yield f"{name} is not a setting{f' (did you mean {near}?)' if near else ''}."


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
        said = f"PORTAL_METRICS is {shortened(address)}"
        yield f"{said}, but must be an address such as 127.0.0.1:9100 or [::1]:9100."
    elif port.lstrip("0") == (environment.get("PORT") or str(Settings.port)).lstrip("0"):
        yield "PORTAL_METRICS must have a port of its own, other than PORT."


def _public_url_mistakes(environment: Mapping[str, str]) -> Iterator[str]:
    written = environment.get("PORTAL_PUBLIC_URL", "")
    if not written:
        return
    scheme, _, place = written.rstrip("/").partition("://")
    host = _HOST_AND_PORT.fullmatch(place)
    name = host[1].strip("[]").lower() if host else ""
    if scheme not in ("http", "https") or not _HOST.fullmatch(name) or not is_host_and_port(place):
        yield (
            "PORTAL_PUBLIC_URL must be scheme and host, with a port if it has one, such as "
            f"https://portal.example.org; {written!r} is not."
        )
    elif scheme == "http" and name not in LOOPBACK:
        yield (
            "PORTAL_PUBLIC_URL must begin with https:// off this machine: over plain http "
            "browsers send back neither answers nor sign-ins."
        )
    elif (hosts := _hosts(environment)) and name not in hosts:
        yield f"PORTAL_PUBLIC_URL names {name}, which PORTAL_HOSTS does not list: add it there."


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
