"""Search and replace over wordings: what would change, what may not, and the changes of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..rules.items.catalogue import KINDS, place_names_of, topics_of
from ..rules.items.change_scope import Touch
from ..rules.items.merge import ItemDifference
from ..rules.items.parts import Value, items_of, kind_of
from ..rules.items.wordings import (
    Language,
    Where,
    is_official,
    official_texts,
    with_text,
    wordings,
)
from ..rules.model.citations import clauses_said
from ..rules.problems import ReadError
from ..store.drafts import DraftRecord, begin, save_changes
from ..store.people.accounts import Person
from .item_edits import WorkingCopy, is_unlimited

MOST = 10_000
"""Hits that one search gives at most."""
LONGEST = 2000
"""Characters of a wording."""

Hindrance = Literal["", "braces", "figures", "empty", "long", "clause", "unread"]
"""Why a hit is not replaced: it would break what stands in braces, change the figures of an amount,
leave nothing, be too long, be no clause any more, or something typed there cannot be read yet."""

_BRACES = re.compile(r"\{[^{}]*\}")
_FIGURES = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceRequest:
    """What is looked for and where. ``official``: also titles and numbers of sources and clauses.

    ``kind``, ``topic`` and ``district`` are empty where everything is asked for.
    """

    find: str
    replacement: str
    language: Language
    kind: str = ""
    topic: str = ""
    district: str = ""
    official: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A wording in which the text stands. ``same``: what stands around the places replaced."""

    path: str
    place: str
    way: Where
    before: str
    after: str
    same: tuple[str, ...]
    hindrance: Hindrance

    @property
    def id(self) -> str:
        """What tells it from all others."""
        whole = "\0".join((self.path, self.place, *map(str, self.way)))
        return hashlib.sha256(whole.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a search; ``more``: there are more than are given."""

    hits: tuple[Hit, ...]
    more: bool

    @property
    def mark(self) -> str:
        """What tells these hits from those of another moment."""
        whole = "\0".join(text for hit in self.hits for text in (hit.id, hit.before, hit.after))
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def find(copy: WorkingCopy, asked: ReplaceRequest, today: date) -> Found:
    """Where a text stands in what is in force and in the draft. ``asked.find`` is not empty."""
    found = list[Hit]()
    for hit in _hits(copy, asked, today):
        if len(found) == MOST:
            return Found(tuple(found), more=True)
        found.append(hit)
    return Found(tuple(found), more=False)


def _hits(copy: WorkingCopy, asked: ReplaceRequest, today: date) -> Iterator[Hit]:
    unread = {(its.path, its.place) for its in copy.draft.changes if its.given}
    for path in sorted(copy.documents):
        for place, value in items_of(path, copy.documents[path]).items():
            if not _is_asked(copy, asked, (path, place), value, today):
                continue
            for way, text in _texts(place, value, asked):
                if asked.find in text:
                    yield _hit((path, place), way, text, asked, (path, place) in unread)


def _is_asked(
    copy: WorkingCopy, asked: ReplaceRequest, item: tuple[str, str], value: Value, today: date
) -> bool:
    """Whether an item is of the kind, topic and district asked for."""
    path, place = item
    kind = kind_of(path, place)
    if kind not in KINDS or kind == "examples" or asked.kind not in ("", kind):
        return False
    if asked.topic and asked.topic not in topics_of(kind, path, value):
        return False
    names = place_names_of(kind, path, value) if asked.district else ()
    return not names or asked.district in copy.gazetteer.expand(names, today)


def _texts(place: str, value: Value, asked: ReplaceRequest) -> Iterator[tuple[Where, str]]:
    for way, text in wordings(value, asked.language):
        if asked.official or not is_official(place, way):
            yield way, text
    if asked.official:
        yield from official_texts(place, value, asked.language)


def _hit(
    item: tuple[str, str], way: Where, text: str, asked: ReplaceRequest, is_unread: bool
) -> Hit:
    path, place = item
    same = _around(text, asked.find)
    after = asked.replacement.join(same)
    return Hit(
        path=path,
        place=place,
        way=way,
        before=text,
        after=after,
        same=same,
        hindrance="unread" if is_unread else _hindrance(place, way, text, after),
    )


def _around(text: str, find: str) -> tuple[str, ...]:
    """The pieces of a text between the places to replace; what stands in braces is left alone."""
    pieces = [""]
    end = 0
    for braces in _BRACES.finditer(text):
        before = text[end : braces.start()].split(find)
        pieces[-1] += before[0]
        pieces += before[1:]
        pieces[-1] += braces[0]
        end = braces.end()
    rest = text[end:].split(find)
    pieces[-1] += rest[0]
    return (*pieces, *rest[1:])


def _hindrance(place: str, way: Where, before: str, after: str) -> Hindrance:
    """Why a text may not become another one."""
    if before == after or _braces(before) != _braces(after) or _loose(before) != _loose(after):
        return "braces"
    if "source" in way:
        return "" if _is_clause(after) else "clause"
    if (
        "/rows/" in place
        and way[0] == "text"
        and _FIGURES.findall(before) != (_FIGURES.findall(after))
    ):
        return "figures"
    if not after.strip():
        return "empty"
    return "long" if len(after) > LONGEST else ""


def _braces(text: str) -> list[str]:
    return sorted(_BRACES.findall(text))


def _loose(text: str) -> tuple[int, int]:
    """How many braces of each kind stand in a text without the other one."""
    rest = _BRACES.sub("", text)
    return rest.count("{"), rest.count("}")


def _is_clause(text: str) -> bool:
    try:
        clauses_said(text)
    except ReadError:
        return False
    return True


def touch_of_hit(copy: WorkingCopy, hit: Hit) -> Touch:
    """What replacing at a hit touches."""
    value = copy.item(hit.path, hit.place)
    return copy.touch(hit.path, hit.place, value, value)


def may_replace(copy: WorkingCopy, hit: Hit, person: Person) -> bool:
    """Whether what replacing at a hit touches is a person's to change."""
    if is_unlimited(person):
        return True
    return touch_of_hit(copy, hit).lies_within(person.districts, person.topics)


def replace(
    copy: WorkingCopy,
    into: DraftRecord | None,
    hits: Iterable[Hit],
    person: Person,
    title: str,
) -> tuple[int, int]:
    """Replace at hits in a draft, or in a new one of a title; undone as one.

    Returns the number of the draft and how many hits there were. What a person may not change is
    left out. Raises Stale, NotEditable, StoreUnavailable.
    """
    values: dict[tuple[str, str], Value] = {}
    refused: dict[tuple[str, str], bool] = {}
    count = 0
    for hit in hits:
        item = hit.path, hit.place
        if item not in refused:
            refused[item] = not may_replace(copy, hit, person)
        value = values.get(item) or copy.item(*item)
        if hit.hindrance or refused[item] or value is None:
            continue
        values[item] = with_text(value, hit.way, hit.after)
        count += 1
    changes = list(_changes(copy, values))
    if not changes:
        return 0, 0
    if into is None:
        return begin(title, "", copy.release, person.id, changes, "replaced"), count
    save_changes(into, changes, person.id, "replaced")
    return into.id, count


def _changes(
    copy: WorkingCopy, values: Mapping[tuple[str, str], Value]
) -> Iterator[ItemDifference]:
    for (path, place), value in values.items():
        before = copy.before(path, place)
        yield ItemDifference(path=path, place=place, before=before, after=value)


def chosen(found: Found, off: Collection[str]) -> tuple[Hit, ...]:
    """The hits that may be replaced and were not unticked."""
    return tuple(hit for hit in found.hits if not hit.hindrance and hit.id not in off)
