"""Rate limits per client address, by bucket, counted per minute.

Counted in this process, or in Valkey for all processes together; by digests of addresses. A Valkey
that is gone is not waited for: each process then counts for itself until it is back.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from flask import Flask, current_app, request
from flask_limiter import ApplicationLimit, Limiter

from ...store.address_digests import sender
from . import kiosk_machine

IN_PROCESS = "memory://"
_SECONDS_WAITED = 0.2
#: Kiosks, and offices where many people share an address, may ask so many times more.
_SHARED_BY = 20
#: Bucket → (times, span) for one address.
LIMITS = {
    "read": (600, "minute"),
    "evaluate": (300, "minute"),
    "batch": (30, "minute"),
    "search": (120, "minute"),
    "report": (20, "hour"),
    "receipt": (30, "minute"),
    "feed": (120, "hour"),
}
_API = {"api.batch": "batch", "api.evaluate": "evaluate", "api.compare": "evaluate"}
_PAGES = {
    "search": "search",
    "send_report": "report",
    **dict.fromkeys(("receipt", "find_receipt", "check_receipt"), "receipt"),
}
#: Who signs in is throttled by the database; this one is asked without signing in.
_ADMIN = {"calendar_feed": "feed"}


def install(app: Flask, valkey_url: str = "", offices: Iterable[str] = ()) -> None:
    """Count requests, in Valkey if it has an address; ``offices`` are networks of many people."""
    app.extensions["portal_offices"] = tuple(ipaddress.ip_network(its) for its in offices)
    limit = ApplicationLimit(_limit, key_function=_whose)
    limiter = Limiter(
        _whose,
        app=app,
        application_limits=[limit],
        storage_uri=_storage(valkey_url),
        storage_options=_waiting(valkey_url),
        swallow_errors=True,
        in_memory_fallback_enabled=True,
    )
    limiter.request_filter(lambda: bucket() is None)


def _storage(valkey_url: str) -> str:
    """The address as the library of limits wants it; `redis` names the same protocol."""
    return valkey_url.replace("redis", "valkey", 1) if valkey_url else IN_PROCESS


def _waiting(valkey_url: str) -> dict[str, Any]:
    if not valkey_url:
        return {}
    return {"socket_timeout": _SECONDS_WAITED, "socket_connect_timeout": _SECONDS_WAITED}


def bucket() -> str | None:
    """What the request is counted as; None if it is not."""
    blueprint, _, view = (request.endpoint or "").partition(".")
    # A browser asks this by itself before the request that counts.
    if request.method == "OPTIONS":
        return None
    if blueprint in ("api", "openapi"):
        return _API.get(request.endpoint or "", "read")
    if blueprint.startswith("admin-"):
        return _ADMIN.get(view)
    return _PAGES.get(view) if blueprint.startswith(("phone-", "kiosk-")) else None


def _limit() -> str:
    """The limit of the request's bucket, as the library writes it."""
    times, span = LIMITS[bucket() or "read"]
    return f"{times * (_SHARED_BY if _is_shared() else 1)}/{span}"


def _kiosk() -> int | None:
    """The number of the kiosk that asks."""
    # The cookie of a kiosk is sent to no other path.
    if not request.path.startswith(f"{kiosk_machine.PATH}/"):
        return None
    found = kiosk_machine.current()
    return None if found is None or found.is_revoked else found.id


def _is_shared() -> bool:
    if _kiosk() is not None:
        return True
    address = _address()
    offices = current_app.extensions["portal_offices"]
    return address is not None and any(address in network for network in offices)


def _whose() -> str:
    """Bucket and asker: a kiosk, or the digest of an address."""
    kiosk = _kiosk()
    if kiosk is not None:
        return f"{bucket()}:kiosk:{kiosk}"
    return f"{bucket()}:{sender(request.remote_addr or '')}"


def _address() -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return None
