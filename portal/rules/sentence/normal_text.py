"""A sentence made plain: compatibility forms, width and traditional characters folded.

Every plain character knows the character of the sentence it came from, so that what was understood
can be shown in the person's own words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .simplified import TO_SIMPLIFIED

MOST_CHARACTERS = 300
"""Characters of a sentence that are read; the rest is left."""

_UNSEEN = ("Cf", "Mn", "Cc", "Cs", "Co", "Cn")
#: Other ways of writing what the words of the content write in one way.
_VARIANTS = str.maketrans("妳祂俺咱嘞", "你他我我的")
_WIDE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class PlainText:
    """Plain characters, and for each the place of the character that it was written as."""

    text: str
    places: tuple[int, ...]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """The part of the sentence that a part of the plain text came from."""
        return self.places[start], self.places[end - 1] + 1


def plain_text(sentence: str) -> PlainText:
    """The first characters of a sentence, made plain; a blank between words parts them."""
    characters: list[str] = []
    places: list[int] = []
    for place, written in enumerate(sentence[:MOST_CHARACTERS]):
        for character in unicodedata.normalize("NFKC", written).casefold():
            if character.isspace() or unicodedata.category(character) not in _UNSEEN:
                characters.append(" " if character.isspace() else character)
                places.append(place)
    text = "".join(characters).translate(TO_SIMPLIFIED).translate(_VARIANTS)
    kept = [i for i, c in enumerate(text) if c != " " or _parts(text, i)]
    return PlainText(
        "".join("," if text[i] == " " else text[i] for i in kept), tuple(places[i] for i in kept)
    )


def _parts(text: str, place: int) -> bool:
    """Whether a blank parts two Chinese words, as people put it for a comma."""
    before = text[place - 1 : place]
    behind = text[place + 1 : place + 2]
    return bool(_WIDE.match(before) and _WIDE.match(behind))
