"""What an item is called, and its values in words: for headings, lists and differences."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from ....i18n import amount_words, gettext
from ....publishing.item_edits import LOCAL
from ....rules.items.merge import leaves
from ....rules.items.parts import SEQUENCE, Value, is_service, items_of, kind_of, ordered_kind
from ....rules.model.citations import clause_words, read_citation
from .fields import CONDITIONS, NAMED
from .labels import choice_words, kind_words, label_of
from .lexicon import Lexicon

RENTS = ("rent.minimum", "rent.maximum")
"""Leaves of an offer that hold fen."""


def subject(lexicon: Lexicon, path: str, place: str, value: Value | None) -> str:
    """What an item is called: ``公租房 · 最低年龄 · 中心城区``."""
    parts = place.split("/", 3)
    kind = kind_of(path, place)
    words = [kind_words(kind)]
    if ordered := ordered_kind(place):
        words = [kind_words(ordered), *words]
    if is_service(path):
        words.insert(
            0, lexicon.words(lexicon.documents.get(path, {}).get("service", {}).get("name"))
        )
    if kind in LOCAL:
        words.insert(0, names_words(lexicon, "districts", PurePosixPath(path).stem))
    if kind == "rows":
        parameter = lexicon.documents.get(path, {}).get("parameters", {}).get(parts[1], {})
        words = [words[0], lexicon.words(parameter.get("text"))]
    return " · ".join(
        filter(None, [*words, _own_words(lexicon, kind, value or {}), *_scope(lexicon, value)])
    )


def _own_words(lexicon: Lexicon, kind: str, value: Value) -> str:
    """The wording by which an item is known."""
    if kind in ("service", "rows"):
        return ""
    if kind == "examples":
        return str(value.get("name", ""))
    for name in ("name", "title", "short", "text"):
        if isinstance(value.get(name), dict):
            return lexicon.short_words(value[name])
    if "kind" in value:
        return choice_words(str(value["kind"]))
    return names_words(lexicon, "papers", value["paper"]) if value.get("paper") else ""


def _scope(lexicon: Lexicon, value: Value | None) -> list[str]:
    """Where and from when it holds."""
    if value is None or not {"districts", "since"} & value.keys():
        return []
    named = names_words(lexicon, "places", value["districts"]) if "districts" in value else ""
    since = value.get("since")
    begins = (
        gettext("from %(day)s", day=lexicon.wording.day(since)) if isinstance(since, date) else ""
    )
    everywhere = "" if "district" in value else gettext("the whole city")
    return [named or everywhere, begins]


def names_words(lexicon: Lexicon, domain: str, names: Any) -> str:
    """Named things in words, with commas between."""
    known = {choice.id: choice.words for choice in lexicon.choices(domain)}
    many = [names] if isinstance(names, str) else names
    return gettext(", ").join(known.get(name, name) for name in many)


def _sources_words(lexicon: Lexicon, cited: Any) -> str:
    titles = {choice.id: choice.words for choice in lexicon.choices("sources")}
    found = []
    for text in [cited] if isinstance(cited, str) else cited:
        try:
            citation = read_citation(text)
        except ValueError:
            found.append(text)
            continue
        clause = clause_words(citation, lexicon.wording.language.id)
        found.append(f"{titles.get(citation.source, citation.source)} {clause}".strip())
    return gettext("; ").join(found)


def leaf_words(
    lexicon: Lexicon, name: str, value: Any, condition: Callable[[str], str] = str
) -> str:
    """One leaf of an item in words; ``condition`` reads a condition back as a sentence."""
    last = name.rsplit(".", 1)[-1]
    if value is None:
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date):
        return lexicon.wording.day(value)
    if last == "source":
        return _sources_words(lexicon, value)
    if last in CONDITIONS:
        return condition(str(value))
    if name == "value" and isinstance(value, int | float) and lexicon.unit:
        return amount_words(lexicon.wording, lexicon.unit, value)
    if name in RENTS and isinstance(value, int):
        return amount_words(lexicon.wording, "fen_per_month", value)
    if name == SEQUENCE and ordered_kind(lexicon.place):
        return _sequence_words(lexicon, value)
    if last in NAMED:
        return names_words(lexicon, NAMED[last], value)
    if isinstance(value, list):
        return gettext("; ").join(_entry_words(lexicon, name, entry, condition) for entry in value)
    return choice_words(str(value)) if re.fullmatch(r"[a-z_]+", str(value)) else str(value)


def _sequence_words(lexicon: Lexicon, names: list[str]) -> str:
    """An order in words: ``1 work; 2 home``."""
    kind = ordered_kind(lexicon.place)
    items = items_of(lexicon.path, lexicon.document)
    said = (entry_words(lexicon, kind, items.get(f"{kind}/{name}"), name) for name in names)
    return gettext("; ").join(f"{number} {words}" for number, words in enumerate(said, 1))


def entry_words(lexicon: Lexicon, kind: str, value: Value | None, name: str) -> str:
    """What an entry of a list is called beside its neighbours, with where it holds if not all."""
    if value is None:
        return name
    scope = _scope(lexicon, value) if "districts" in value else []
    return " · ".join(filter(None, [_own_words(lexicon, kind, value), *scope])) or name


def _entry_words(lexicon: Lexicon, name: str, entry: Any, condition: Callable[[str], str]) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    flat = leaves(entry)
    return gettext(", ").join(
        leaf_words(lexicon, f"{name}.{n}", v, condition) for n, v in flat.items()
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: ``kind`` is same, gone or come."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceLine:
    """One leaf before and after, with the pieces that differ marked."""

    label: str
    language: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def difference_lines(
    lexicon: Lexicon,
    before: Value | None,
    after: Value | None,
    names: tuple[str, ...],
    condition: Callable[[str], str] = str,
) -> tuple[DifferenceLine, ...]:
    """The leaves of an item that differ, in words."""
    old = leaves(before)
    new = leaves(after)
    return tuple(_difference(lexicon, name, old, new, condition) for name in names)


def _difference(
    lexicon: Lexicon,
    name: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    condition: Callable[[str], str],
) -> DifferenceLine:
    was, now = (leaf_words(lexicon, name, side.get(name), condition) for side in (old, new))
    language = {"zh": "zh-Hans", "en": "en"}.get(name.rsplit(".", 1)[-1], "")
    before, after = pieces(was, now)
    return DifferenceLine(label=label_of(name), language=language, before=before, after=after)


_TOKENS = re.compile(r"[A-Za-z0-9,.]+|\s+|.", re.DOTALL)


def pieces(was: str, now: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts cut into what is the same and what differs: by character in Chinese, else word."""
    old = _TOKENS.findall(was)
    new = _TOKENS.findall(now)
    before = []
    after = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            before.append(Piece("same", "".join(old[a:b])))
            after.append(Piece("same", "".join(new[c:d])))
            continue
        if a < b:
            before.append(Piece("gone", "".join(old[a:b])))
        if c < d:
            after.append(Piece("come", "".join(new[c:d])))
    return tuple(before), tuple(after)
