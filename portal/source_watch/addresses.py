"""Which addresses the source watch may ask: public ones alone."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

Guard = Callable[[str], bool]
"""Whether an IP address may be asked."""


class Refused(Exception):
    """An address that the watch does not ask; ``is_page``: it is a web address, but not public."""

    def __init__(self, *, is_page: bool) -> None:
        super().__init__("not public" if is_page else "no web address")
        self.is_page = is_page


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: no private, local or reserved one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return found.is_global and not found.is_multicast


def checked_host(url: str, may_ask: Guard) -> tuple[str, str, int]:
    """Scheme, the IP address to connect to, and port of a URL. Raises Refused, OSError.

    The address is resolved here and connected to as it stands, so that a name cannot point
    elsewhere between the check and the request. Every address of the name must be allowed.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise Refused(is_page=False) from fault
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(is_page=False)
    if parts.username is not None or parts.password is not None:
        raise Refused(is_page=False)
    port = port or (443 if parts.scheme == "https" else 80)
    found = _resolved(parts.hostname, port)
    if not found or not all(map(may_ask, found)):
        raise Refused(is_page=True)
    return parts.scheme, found[0], port


def _resolved(host: str, port: int) -> list[str]:
    try:
        rows: Iterable[tuple[object, ...]] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as fault:
        raise Refused(is_page=False) from fault
    return list(dict.fromkeys(str(row[4][0]) for row in rows))  # type: ignore[index]
