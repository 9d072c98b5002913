"""Wording in the portal's languages."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("zh", "en")
"""Languages an editor writes; 繁體 is derived from ``zh``."""


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in every language; ``hant`` (繁體) is derived when a release is made."""

    zh: str
    en: str
    hant: str = ""

    def within(self, language: str) -> str:
        """The wording in ``zh``, ``en`` or ``hant``; 繁體 falls back to ``zh`` until derived."""
        if language == "en":
            return self.en
        return (self.hant or self.zh) if language == "hant" else self.zh
