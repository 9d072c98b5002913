"""The conditions of the shipped rules, with what is needed to read, build and say them."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator

from portal.content import SHIPPED, read_folder
from portal.i18n import LANGUAGES, Wording
from portal.rules.conditions.text_form import read
from portal.rules.conditions.tree import Condition
from portal.rules.items.parts import is_service
from portal.web.admin.condition_builder.sentences import vocabulary_of
from portal.web.admin.forms.lexicon import Lexicon

DOCUMENTS = {path: tomllib.loads(text) for path, text in read_folder(SHIPPED).items()}
WORK = "services/settlement/settle-by-work.toml"


def lexicon(path: str = WORK, language: str = "zh") -> Lexicon:
    """What conditions of a shipped service may name."""
    return Lexicon(
        documents=DOCUMENTS, path=path, place="service", wording=Wording(LANGUAGES[language], {})
    )


def texts() -> Iterator[tuple[str, str]]:
    """Every condition of the shipped rules: its document and its text."""
    for path, document in DOCUMENTS.items():
        if is_service(path):
            tables = (document["service"], *document.get("requirements", {}).values())
            for table in tables:
                for name in ("concerns", "when", "judged_when"):
                    if name in table:
                        yield path, table[name]


def condition(text: str, path: str = WORK) -> Condition:
    """A condition read with the names of a shipped service."""
    return read(text, vocabulary_of(lexicon(path)))


CASES = sorted(set(texts()))
_FIELD = re.compile(r"<(input|select|textarea)\b([^>]*)>(?:(.*?)</\1>)?", re.DOTALL)
_CHOSEN = re.compile(r"<option\s+value=\"([^\"]*)\" selected>")


def fields_in(page: str) -> dict[str, list[str]]:
    """What a browser would send of the fields in a page."""
    found: dict[str, list[str]] = {}
    for tag, attributes, inner in _FIELD.findall(html.unescape(page)):
        own = dict(re.findall(r'([a-z-]+)="([^"]*)"', attributes))
        name = own.get("name", "")
        if tag == "select":
            found[name] = _CHOSEN.findall(inner) or [""]
        elif tag == "input" and (own.get("type") != "checkbox" or " checked" in attributes):
            found.setdefault(name, []).append(own.get("value", ""))
    return found
