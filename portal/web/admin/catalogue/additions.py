"""What may be added beside or below an item, as the list it goes into and its words."""

from __future__ import annotations

from ....i18n import gettext
from ..forms.labels import kind_words

PARTS = (
    "requirements",
    "parameters",
    "covers",
    "papers",
    "steps",
    "particulars",
    "windows",
    "options",
    "points",
    "examples",
)
"""The lists of a service."""


def additions(place: str) -> tuple[tuple[str, str], ...]:
    """What may be added: parts of a service, an amount from a day on, another entry of a list."""
    parts = place.split("/")
    if place == "service":
        return tuple((kind, kind_words(kind)) for kind in PARTS)
    if parts[0] == "parameters":
        return ((f"parameters/{parts[1]}/rows", gettext("an amount from a day on")),)
    return ((parts[0], kind_words(parts[0])),)
