"""The names an item's form may choose from, out of the documents as the draft has them.

Taken from plain data and not from a ruleset, so that a form works while something is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ....i18n import Wording
from ....rules.items import Document, is_service
from ....rules.texts import Text


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: its id, its words and the heading it stands under."""

    id: str
    words: str
    group: str = ""


@dataclass(frozen=True)
class Lexicon:
    """What the forms of one document's items may name. ``place``: the item being edited.

    ``limits``: the districts that whoever edits is limited to; None: no limit.
    """

    documents: Mapping[str, Document]
    path: str
    place: str
    wording: Wording
    limits: frozenset[str] | None = None

    def _entries(self, section: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for path, document in self.documents.items():
            if not is_service(path):
                yield from document.get(section, {}).items()

    @cached_property
    def questions(self) -> Mapping[str, Mapping[str, Any]]:
        return dict(self._entries("questions"))

    def kind(self, question: str) -> str:
        """The kind of a question; empty if it is not known."""
        return str(self.questions.get(question, {}).get("kind", ""))

    @property
    def document(self) -> Document:
        return self.documents.get(self.path, {})

    @cached_property
    def unit(self) -> str:
        """The unit of the parameter whose row is edited; empty elsewhere."""
        parts = self.place.split("/")
        parameter = self.document.get("parameters", {}).get(parts[1]) if len(parts) > 1 else None
        return str((parameter or {}).get("unit", ""))

    def words(self, text: Any) -> str:
        """A text's words in the language of the page."""
        table = text if isinstance(text, dict) else {}
        chinese = str(table.get("zh", ""))
        return self.wording.text(Text(chinese, str(table.get("en") or chinese)))

    def choices(self, domain: str) -> list[Choice]:
        """What a field that names something may name."""
        match domain:
            case "places":
                return [*self.choices("groups"), *self.choices("districts")]
            case "groups" | "districts" | "topics" | "contacts" | "papers":
                return [
                    Choice(name, self.words(entry.get("name")), domain)
                    for name, entry in self._entries(domain)
                ]
            case "months":
                return [
                    Choice(name, self.words(entry.get("short")))
                    for name, entry in self.questions.items()
                    if entry.get("kind") == "month"
                ]
            case "sources":
                return [
                    Choice(name, self.words(entry.get("title")), str(entry.get("tier", "")))
                    for name, entry in self._entries("sources")
                ]
            case "policies":
                return [
                    Choice(name, self.words(entry.get("text")))
                    for name, entry in self._entries("policies")
                ]
            case "parameters" | "requirements":
                return [
                    Choice(name, self.words(entry.get("text")))
                    for name, entry in self.document.get(domain, {}).items()
                ]
            case "services":
                return [
                    Choice(head["id"], self.words(head.get("name")), str(head.get("topic", "")))
                    for head in self._heads()
                ]
            case _:
                return [
                    Choice(entry["id"], self.words(entry.get("name")))
                    for path, document in self.documents.items()
                    if is_service(path)
                    for entry in document.get(domain, [])
                ]

    def _heads(self) -> Iterator[Mapping[str, Any]]:
        for path, document in self.documents.items():
            if is_service(path) and "id" in document.get("service", {}):
                yield document["service"]
