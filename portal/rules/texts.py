"""Wording in the portal's languages."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("zh", "en")
"""Languages an editor writes; 繁體 is derived from ``zh``."""


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in every language an editor writes."""

    zh: str
    en: str
