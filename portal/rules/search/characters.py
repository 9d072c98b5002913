"""Characters folded and read: variants, width, and the syllable each is mostly read as."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _table() -> tuple[dict[int, str], dict[str, str]]:
    document = tomllib.loads(Path(__file__).with_name("characters.toml").read_text("utf-8"))
    variants = document["variants"]
    folded = dict(zip(map(ord, variants["from"]), variants["to"], strict=True))
    syllables = {
        character: syllable
        for syllable, read in document["syllables"].items()
        for character in read
    }
    return folded, syllables


def plain(text: str) -> str:
    """Text for comparing: compatibility forms folded, anything but letters and digits a space."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (
        character if unicodedata.category(character)[0] in "LN" else " "
        for character in folded
        if unicodedata.category(character) not in ("Cf", "Cc", "Mn") or character in "\t\n\r"
    )
    return " ".join("".join(kept).split())


def simplified(text: str) -> str:
    """Traditional and variant characters replaced by the simplified ones, one for one."""
    return text.translate(_table()[0])


def syllable_of(character: str) -> str:
    """How a character is mostly read, without tone; empty for what is no common character."""
    return _table()[1].get(character, "")


def all_syllables() -> frozenset[str]:
    """Every syllable that a common character is read as."""
    return frozenset(_table()[1].values())


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u4e00" <= character <= "\u9fff"
