"""Items copied to another district, or into a new service: wording stays, facts are asked anew.

An amount, a day or a source that holds somewhere says nothing of another place. A copy therefore
leaves them empty and names them; nothing is kept as a value before an editor has filled them in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..rules.items.parts import ORDERED, Value, names_of, service_kind
from ..rules.model.districts import District, Gazetteer
from .item_edits import WorkingCopy
from .proposed_ids import id_for, naming_words, proposed_id

_COPIED = frozenset((*ORDERED, "covers", "rows"))
"""The parts of a service that can be copied; its examples are written anew."""

_FACTS: Mapping[str, tuple[str, ...]] = {
    "rows": ("value", "text"),
    "windows": ("opens", "closes", "month", "until_month"),
    "particulars": ("text", "days", "working_days"),
    "points": ("points", "most"),
}
"""What of an item is a fact of the place it was written for, wherever it stands in it."""
_DATED = ("since", "source")
_LEFT_OUT = ("until", "contested")
"""Of an item as a whole: what has to be known anew, and what is not asked for."""
_WITH_ID = ("windows", "options", "points")
_CONDITIONS = ("when", "judged_when", "per")
_ENDINGS = {
    "zh": re.compile(r"(?<=..)(自治县|[区县])$"),
    "en": re.compile(r" (Autonomous County|District|County)$"),
}
"""What people leave out of the name of a district."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCopy:
    """A copy of an item. ``asked``: the fields left empty, as a form names them."""

    kind: str
    place: str
    value: Value
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renaming:
    """One district put in the place of another, in wordings and in conditions."""

    old: District
    new: District

    def words(self, language: str, text: str) -> str:
        """A wording that speaks of the other district."""
        old, new = (getattr(district.name, language) for district in (self.old, self.new))
        ending = _ENDINGS[language]
        return str(text.replace(old, new).replace(ending.sub("", old), ending.sub("", new)))

    def condition(self, text: str) -> str:
        """A condition that compares with the other district."""
        return re.sub(rf"(?<![\w-]){re.escape(self.old.id)}(?![\w-])", self.new.id, text)


def renaming(gazetteer: Gazetteer, old: str, new: str) -> Renaming | None:
    """How one place is put for another; None where one of them is a group of districts."""
    found = [gazetteer.districts.get(name) for name in (old, new)]
    return Renaming(found[0], found[1]) if found[0] and found[1] else None


def names_place(value: Value, place: str) -> bool:
    """Whether an item is said to hold in a district, or in a group of them."""
    return place in names_of(value)


def copied(
    place: str, value: Value, *, districts: str | list[str] = "", naming: Renaming | None = None
) -> ItemCopy:
    """An item as a copy of it begins; ``districts``: where the copy holds, empty: the city."""
    kind = service_kind(place)
    asked: list[str] = []
    facts = _FACTS.get(kind, ())
    kept = {name: its for name, its in value.items() if name not in (*_LEFT_OUT, "districts")}
    dated = () if kind == "parameters" else _DATED
    kept.pop("source", None)
    found = _without(kept, (*facts, *dated), "", asked)
    if "source" in dated:
        asked.append("source")
    if districts and kind != "parameters":
        found["districts"] = districts
    spoken = _spoken(found, naming) if naming else found
    return ItemCopy(kind=kind, place=place, value=spoken, asked=tuple(asked))


def _without(value: Value, facts: tuple[str, ...], prefix: str, asked: list[str]) -> Value:
    """A value without facts; their fields are added to ``asked``."""
    found: Value = {}
    for name, its in value.items():
        if name in facts:
            asked.append(f"{prefix}{name}.zh" if isinstance(its, dict) else f"{prefix}{name}")
        elif isinstance(its, list) and any(isinstance(entry, dict) for entry in its):
            found[name] = [
                _without(entry, facts, f"{prefix}{name}.{number}.", asked)
                for number, entry in enumerate(its)
            ]
        else:
            found[name] = its
    return found


def _spoken(value: Any, naming: Renaming, name: str = "") -> Any:
    """A value that speaks of the new district wherever it spoke of the old one."""
    if isinstance(value, dict):
        return {key: _spoken(inner, naming, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spoken(inner, naming, name) for inner in value]
    if isinstance(value, str) and name in _CONDITIONS:
        return naming.condition(value)
    if isinstance(value, str) and name in ("zh", "en"):
        return naming.words(name, value)
    return value


def with_own_id(copy: WorkingCopy, path: str, its: ItemCopy) -> tuple[str, Value]:
    """Where a copy stands in a draft, and its value with an id of its own where it has one."""
    value = its.value
    if its.kind == "requirements":
        return f"requirements/{id_for(copy, path, 'requirements', value)}", value
    if its.kind == "parameters":
        return its.place, value
    if its.kind in _WITH_ID:
        taken = set(_names_below(copy, path, f"{its.kind}/"))
        own = proposed_id(naming_words(value), taken)
        return f"{its.kind}/{own}", {**value, "id": own}
    return _free(copy, path, _place(its)), value


def _place(its: ItemCopy) -> str:
    """The place of a copy whose day is not known yet."""
    under = its.place.rpartition("/")[0]
    where = "+".join(names_of(its.value)) or "city"
    own = str(its.value.get("paper", its.value.get("kind", "")))
    if its.kind == "steps":
        return its.place
    return f"{under}/{own}.{where}@" if own else f"{under}/{where}@"


def _names_below(copy: WorkingCopy, path: str, under: str) -> Iterator[str]:
    """The last parts of the places in use below a list, those not filled in yet among them."""
    for place in (*copy.places(path), *(c.place for c in copy.draft.changes if c.path == path)):
        if place.startswith(under):
            yield place.removeprefix(under)


def _free(copy: WorkingCopy, path: str, place: str) -> str:
    """A place at which nothing stands yet: itself, or numbered."""
    under, _, name = place.rpartition("/")
    taken = set(_names_below(copy, path, f"{under}/"))
    numbered = (f"{name}~{number}" for number in range(2, len(taken) + 3))
    return f"{under}/{next(own for own in (name, *numbered) if own not in taken)}"


def copied_head(head: Value) -> Value:
    """What a new service takes of another beside what its first form asks."""
    names = ("right", "concerns", "ahead", "last_stage", "last_grade")
    return {name: head[name] for name in names if name in head}


def copyable(
    items: Mapping[str, Value], takes: Callable[[str, Value], bool]
) -> Iterator[tuple[str, Value]]:
    """The parts of a service that can be copied, in the order of its document."""
    for place, value in items.items():
        if service_kind(place) in _COPIED and takes(place, value):
            yield place, value
