"""Digests of client addresses for rate limits; the address itself is never stored."""

from __future__ import annotations

import ipaddress

from .people.credentials import keyed

#: What one subscriber of IPv6 has all addresses of.
_SUBSCRIBER_BITS = 64


def network_of(address: str) -> str:
    """An address of IPv4, the network of a subscriber of IPv6, or ``unknown``."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    read = getattr(read, "ipv4_mapped", None) or read
    if read.version == 4:
        return str(read)
    return str(ipaddress.ip_network((read, _SUBSCRIBER_BITS), strict=False))


def sender(address: str) -> str:
    """What stands for an address where limits are counted; only this installation can tell."""
    return keyed("address", network_of(address))
