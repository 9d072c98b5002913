"""The portal as passkeys know it: by a name it is set to answer to, over https or on this machine.

The name of the host is what a passkey is bound to, so that it is taken from a request only where
the settings name it; a browser lets a page use no other.
"""

from __future__ import annotations

import ipaddress
from typing import Literal
from urllib.parse import urlsplit

from flask import current_app, request

from ....i18n import gettext
from ....store.people import passkeys
from ....store.people.passkeys import RelyingParty
from ...http import request_context
from ...http.hosts_and_proxies import name_of

_THIS_MACHINE = "localhost"

Obstacle = Literal["", "https", "address", "name"]
"""Why there are no passkeys here: plain http, an address in figures, a name nobody set."""


def obstacle() -> Obstacle:
    """Why no passkey works under the address asked for; empty where they do."""
    name = name_of(request.host)
    if _is_address(name):
        return "address"
    if name == _THIS_MACHINE:
        return ""
    if name not in _names():
        return "name"
    return "" if _is_encrypted() else "https"


def obstacle_words() -> str:
    """The same in a sentence; empty where passkeys work."""
    return {
        "": "",
        "https": gettext(
            "Passkeys need an address that begins with https://. Over this one an authenticator "
            "app works."
        ),
        "address": gettext(
            "Passkeys need an address with a name, and this one is made of figures. An "
            "authenticator app works."
        ),
        "name": gettext(
            "The portal is not set to be reached by this name, so that no passkey can be made for "
            "it: the operator can set it. An authenticator app works."
        ),
    }[obstacle()]


def relying_party() -> RelyingParty | None:
    """The portal under the address asked for; None where there are no passkeys."""
    if obstacle():
        return None
    host = request.host.lower()
    name = name_of(host)
    scheme = "https" if name != _THIS_MACHINE or request.is_secure else "http"
    origin = f"{scheme}://{host.removesuffix(':443')}"
    return RelyingParty(name, origin, gettext("New Resident Portal"))


def has_usable(person: int) -> bool:
    """Whether somebody has a passkey that works under the address asked for."""
    site = relying_party()
    return site is not None and passkeys.has_usable_passkey(person, site.host)


def _names() -> frozenset[str]:
    public = urlsplit(request_context.public()).hostname or ""
    return frozenset((*current_app.config["HOSTS"], public))


def _is_encrypted() -> bool:
    """Whether the browser came over https, as far as anybody told."""
    told = request.headers.get("X-Forwarded-Proto") == "https"
    return request.is_secure or told or "Sec-Fetch-Site" in request.headers


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
