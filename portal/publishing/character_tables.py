"""Write the tables of characters that the search reads: variants folded, and how each is read.

``python -m portal.publishing.character_tables`` writes `rules/search/characters.toml` anew from
OpenCC (變體 → 简体) and pypinyin, which the running portal then needs for neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import opencc

WRITTEN = Path(__file__).parent.parent / "rules" / "search" / "characters.toml"
_HAN = range(0x4E00, 0x9FA6)
_HEAD = """\
# Made by `python -m portal.publishing.character_tables`
# from OpenCC (Apache-2.0) and pypinyin (MIT).
# Not edited by hand. `from` and `to`: characters of one place each;
# `syllables`: without tones, as mostly read.
"""


def tables() -> str:
    """The document: every character with another simplified form, and the readings of the rest."""
    pairs = list(_variants())
    lines = [_HEAD, "[variants]"]
    lines.append(f'from = "{"".join(variant for variant, _ in pairs)}"')
    lines.append(f'to = "{"".join(simple for _, simple in pairs)}"')
    lines += ["", "[syllables]"]
    lines += [f'{name} = "{"".join(read)}"' for name, read in sorted(_readings().items())]
    return "\n".join(lines) + "\n"


def _variants() -> Iterator[tuple[str, str]]:
    convert = opencc.OpenCC("t2s").convert
    for code in _HAN:
        simple = convert(chr(code))
        if simple != chr(code) and _is_common(simple):
            yield chr(code), simple


def _readings() -> dict[str, list[str]]:
    """Syllable → the characters of GB 2312 that are mostly read so."""
    lazy_pinyin = import_module("pypinyin").lazy_pinyin
    found: dict[str, list[str]] = {}
    for code in _HAN:
        if not _is_common(chr(code)):
            continue
        syllable = lazy_pinyin(chr(code))[0]
        if syllable.isascii() and syllable.isalpha():
            found.setdefault(syllable, []).append(chr(code))
    return found


def _is_common(character: str) -> bool:
    """Whether a character stands in GB 2312."""
    try:
        return len(character.encode("gb2312")) == len("国".encode("gb2312"))
    except UnicodeEncodeError:
        return False


if __name__ == "__main__":
    WRITTEN.write_text(tables(), "utf-8")
