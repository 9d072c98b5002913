"""Wording in the portal's languages."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("zh", "en")
"""Languages an editor writes; 繁體 is derived from ``zh``."""


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in every language an editor writes.

    ``en`` is empty where a counter or an offer has no English: pages then show the Chinese,
    marked as such.
    """

    zh: str
    en: str
