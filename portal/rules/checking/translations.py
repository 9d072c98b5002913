"""Wordings that wait to be translated: a notice, never a problem."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.ruleset import Ruleset
from ..model.texts import Text
from .wording import sections_with_english, texts_in


def untranslated(ruleset: Ruleset) -> Iterator[tuple[str, Text]]:
    """Each wording without English, with its place; counters and offers need none."""
    for section, entries in sections_with_english(ruleset):
        for name, entry in entries.items():
            for place, text in texts_in(entry):
                if text.zh and not text.en:
                    yield f"{section}.{name}.{place}", text
