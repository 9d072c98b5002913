"""English words on a page that is Chinese, where they are not marked as another language."""

from __future__ import annotations

import re
from html import unescape

#: Whole elements that are not prose of ours: code, or marked as another language.
_APART = re.compile(r"<(code|script|style|svg|kbd|samp)\b.*?</\1>", re.S)
_OTHER = re.compile(r"<(\w+)\b[^>]*\slang=\"(?:en|und)\"[^>]*>.*?</\1>", re.S)
_SAID = re.compile(
    r"\s(?:aria-label|title|placeholder|alt|data-(?:gone|offline|speak|pause|go-on|tried|copied|kept|"
    r"failed))=\"([^\"]*)\""
)
_DESCRIBED = re.compile(r"name=\"description\"\s+content=\"([^\"]*)\"")
_ADDRESS = re.compile(r"\b(?:https?|tel|urn):\S+|/[a-z][\w./?=&#-]+|\d{4}-\d\d-\d\dT[\d:.+]+")
#: Amounts as rules name them: pages of administrators alone show rules as they are written.
_AMOUNT = re.compile(r"\{[a-z0-9_]+\}")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
#: Names that are written so in Chinese too.
NAMES = frozenset(
    (
        "CSV",
        "HTML",
        "JSON",
        "PDF",
        "PIN",
        "TOML",
        "UTF-8",
        "Excel",
        "xls",
        "xlsx",
        "App",
        "NFC",
        "WPS",
        "ZIP",
        "QR",
    )
)


def english_words(text: str) -> set[str]:
    """The English words that a person would read, or hear, on a page or in a feed."""
    text = _OTHER.sub(" ", _APART.sub(" ", text))
    heard = [*_SAID.findall(text), *_DESCRIBED.findall(text)]
    read = re.sub(r"<[^>]+>", " ", text)
    told = _AMOUNT.sub(" ", _ADDRESS.sub(" ", unescape(" ".join((read, *heard)))))
    return set(_WORD.findall(told)) - NAMES
