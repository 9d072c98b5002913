"""QR codes as the path of an inline SVG, made on the server."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

_BORDER = 3


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code: an SVG path over a square of ``size`` units."""

    path: str
    size: int
    address: str


def qr_drawn(address: str, error: str = "m") -> QrCode:
    """The code of an address; dark modules as one path of unit squares."""
    rows = list(segno.make(address, error=error).matrix)
    path = "".join(
        f"M{x + _BORDER} {y + _BORDER}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return QrCode(path, len(rows) + 2 * _BORDER, address)


@lru_cache(maxsize=512)
def qr_path(address: str) -> QrCode:
    """The code of a public address, kept once drawn."""
    return qr_drawn(address)


def qr_dense(address: str) -> QrCode:
    """The code of a long address, for a clean screen: with as little redundancy as there is."""
    return qr_drawn(address, "l")
