"""What may not stand in typed words: controls, and marks that turn the direction of writing."""

from __future__ import annotations

import re

from ...i18n import gettext

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
"""Controls but tab and line feed, line separators, and what changes the direction of writing."""


def words_fault(text: str, longest: int) -> str:
    """What is wrong with words of at most so many characters; empty where nothing is."""
    if len(text) > longest:
        return gettext("At most %(num)s characters are kept. Shorten this.", num=longest)
    if _CONTROLS.search(text):
        return gettext(
            "There are invisible control characters in it, perhaps from copying. "
            "Type the words anew, or copy them through a plain text editor."
        )
    return ""
