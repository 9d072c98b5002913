"""Official addresses of sources: those of the government alone, which lead away from the portal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from .citations import SourceLine

_GOVERNMENT = "gov.cn"
"""The domain that only offices of the state are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialLink:
    """A page of an office."""

    title: str
    host: str
    href: str


def official_host(url: str) -> str:
    """The host of an address of the government; empty of any other."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_own = host == _GOVERNMENT or host.endswith(f".{_GOVERNMENT}")
    return host if is_own and parts.scheme in ("http", "https") else ""


def official_links(lines: Iterable[SourceLine]) -> tuple[OfficialLink, ...]:
    """The official pages among some sources, each address once."""
    found = {
        line.url: OfficialLink(title=line.title, host=host, href=line.url)
        for line in lines
        if (host := official_host(line.url))
    }
    return tuple(found.values())
