"""The names an item's form may choose from, out of the documents as the draft has them.

Taken from plain data and not from a ruleset, so that a form works while something is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, get_args

from flask import url_for

from ....i18n import Wording
from ....publishing import item_edits
from ....publishing.item_edits import WorkingCopy
from ....rules.checking.households import MAY_ASK
from ....rules.items.parts import Document, is_service, ordered_kind
from ....rules.model.family import JOINS
from ....rules.model.households import ForWhom
from ....rules.model.question_kinds import QuestionKind, question_kind
from ....rules.model.texts import Text, with_amounts_open
from ....store.drafts import DraftRecord
from ....store.releases.stored import number_in_force
from ...http import request_context
from ..auth.guard import person

_NAMED_SECTIONS = (
    "topics",
    "life_events",
    "contacts",
    "papers",
    "sources",
    "questions",
    "groups",
    "districts",
    "places",
    "counters",
    "offers",
)
"""Sections whose entries are known by a name."""
_OF_DOCUMENT = ("parameters", "requirements")
"""What may be chosen of it stands in the document itself."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: its id, its words and the heading it stands under."""

    id: str
    words: str
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """What the forms of one document's items may name. ``place``: the item being edited.

    ``limits``: the districts that whoever edits is limited to; None: no limit. ``known``: what may
    be chosen in any document, by domain, for all items of the same documents.
    """

    documents: Mapping[str, Document]
    path: str
    place: str
    wording: Wording
    limits: frozenset[str] | None = None
    known: dict[str, tuple[Choice, ...]] = field(default_factory=dict, compare=False, repr=False)

    def _entries(self, section: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for path, document in self.documents.items():
            if not is_service(path):
                yield from document.get(section, {}).items()

    @cached_property
    def questions(self) -> Mapping[str, Mapping[str, Any]]:
        return dict(self._entries("questions"))

    @cached_property
    def askable(self) -> Mapping[str, Mapping[str, Any]]:
        """The questions that the service may use: of those whom it is for."""
        kinds = MAY_ASK[self.is_for]
        return {
            name: entry
            for name, entry in self.questions.items()
            if entry.get("of", "adult") in kinds
        }

    @property
    def is_for(self) -> ForWhom:
        """For whom the service is; each adult where the document says nothing that is known."""
        named = self.document.get("service", {}).get("for")
        return next((whom for whom in get_args(ForWhom) if whom == named), "adult")

    def kind(self, question: str) -> QuestionKind | None:
        """The kind of a question; None if it is not known."""
        return question_kind(self.questions.get(question, {}).get("kind"))

    @property
    def document(self) -> Document:
        return self.documents.get(self.path, {})

    @cached_property
    def unit(self) -> str:
        """The unit of the parameter whose row is edited; empty elsewhere."""
        parts = self.place.split("/")
        parameter = self.document.get("parameters", {}).get(parts[1]) if len(parts) > 1 else None
        return str((parameter or {}).get("unit", ""))

    def entry_words(self, name: str) -> str:
        """The words of what has an id, in this document before the others; empty for no entry."""
        for section in ("parameters", "requirements"):
            entry = self.document.get(section, {}).get(name)
            if entry is not None:
                return self.short_words(entry.get("text"))
        heads = (head.get("name") for head in self._heads() if head["id"] == name)
        others = (
            document[section][name]
            for path, document in self.documents.items()
            if not is_service(path)
            for section in _NAMED_SECTIONS
            if name in document.get(section, {})
        )
        named = (its.get("short") or its.get("name") or its.get("title") for its in others)
        return self.words(next(chain(heads, named), None))

    def short_words(self, text: Any) -> str:
        """A text as the name of something: the amounts in it left open."""
        return with_amounts_open(self.words(text))

    def words(self, text: Any) -> str:
        """A text's words in the language of the page."""
        table = text if isinstance(text, dict) else {}
        chinese = str(table.get("zh", ""))
        return self.wording.text(Text(chinese, str(table.get("en") or chinese)))

    def choices(self, domain: str) -> tuple[Choice, ...]:
        """What a field that names something may name."""
        if domain in _OF_DOCUMENT:
            return tuple(self._choices(domain))
        found = self.known.get(domain)
        if found is None:
            found = self.known[domain] = tuple(self._choices(domain))
        return found

    def _choices(self, domain: str) -> list[Choice]:
        match domain:
            case "places":
                return [*self.choices("groups"), *self.choices("districts")]
            case "groups" | "districts" | "topics" | "contacts" | "papers":
                return [
                    Choice(name, self.words(entry.get("name")), domain)
                    for name, entry in self._entries(domain)
                ]
            case "joins":
                options = self.questions.get(JOINS, {}).get("options", {})
                return [Choice(name, self.words(its.get("text"))) for name, its in options.items()]
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
                topics = {
                    name: self.words(entry.get("name")) for name, entry in self._entries("topics")
                }
                return [
                    Choice(
                        head["id"],
                        self.words(head.get("name")),
                        topics.get(str(head.get("topic")), ""),
                    )
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


def working_copy(number: int) -> WorkingCopy:
    """A draft upon the release in force. Raises NoSuchDraft."""
    gazetteer = request_context.release().ruleset.gazetteer
    return item_edits.read_working_copy(number, gazetteer, request_context.today())


def copy_of(draft: DraftRecord) -> WorkingCopy:
    """The same of a draft that was read already. Raises StoreUnavailable."""
    gazetteer = request_context.release().ruleset.gazetteer
    return WorkingCopy(draft, number_in_force(request_context.today()), gazetteer)


def lexicon_of(copy: WorkingCopy, path: str = "", place: str = "") -> Lexicon:
    """The names that an item of a draft may use."""
    return Lexicon(
        documents=copy.documents,
        path=path,
        place=place,
        wording=request_context.wording(),
        limits=person().districts,
        known=copy.choices,
    )


def item_href(number: int, path: str, place: str) -> str:
    """Where an item of a draft is edited."""
    if kind := ordered_kind(place):
        return url_for(".order", number=number, path=path, kind=kind)
    return url_for(".edit_item", number=number, path=path, place=place)
