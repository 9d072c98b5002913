"""What an approver is told to look at twice though it is no problem: range, source, English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ..rules.items.change_scope import cited, touched
from ..rules.items.parts import names_of
from ..rules.model.plausible_range import RANGES
from ..rules.model.sources import CONFIRMING
from ..store.drafts import DraftChange
from .item_edits import WorkingCopy

_BOUNDS = ("at_least", "at_most")
_WHERE_HELD = ("requirements", "papers", "steps", "particulars", "windows")
"""Parts of a service that say nothing where it is not held."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """An amount outside what is usual for its unit, which the range of its parameter allows."""

    value: int | float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RangeMoved:
    """What the amounts of a parameter may lie between became another."""


@dataclass(frozen=True, slots=True)
class WeakSource:
    """No source that the item cites confirms it. ``source``: one of those it cites.

    ``why``: it is no copy of an official text, or its review is over.
    """

    source: str
    why: Literal["tier", "review"]


@dataclass(frozen=True, slots=True)
class NoEnglish:
    """So many texts of the item have Chinese alone."""

    number: int


@dataclass(frozen=True, slots=True)
class NotCovered:
    """A part of a service is said to hold in places where the service is not held."""

    places: tuple[str, ...]


Caution = Unusual | RangeMoved | WeakSource | NoEnglish | NotCovered


def cautions(copy: WorkingCopy, change: DraftChange, today: date) -> tuple[Caution, ...]:
    """What to look at twice in what a change makes of its item."""
    if change.after is None:
        return ()
    return tuple(_found(copy, change, change.after, today))


def _found(
    copy: WorkingCopy, change: DraftChange, after: dict[str, Any], today: date
) -> Iterator[Caution]:
    parts = change.place.split("/")
    if "rows" in parts:
        yield from _range(copy, change.path, parts[1], after.get("value"))
    elif parts[0] == "parameters" and _moved(change.before, after):
        yield RangeMoved()
    elif parts[0] in _WHERE_HELD:
        places = _uncovered(copy, change.path, after)
        if places:
            yield NotCovered(places)
    if parts[0] != "examples":
        yield from _source(copy, change.place, after, today)
    lacking = without_english(after)
    if lacking:
        yield NoEnglish(lacking)


def _uncovered(copy: WorkingCopy, path: str, after: dict[str, Any]) -> tuple[str, ...]:
    """The districts and groups that a part names, in no district of which its service is held."""
    covers = copy.documents.get(path, {}).get("covers", [])
    held = touched(path, "covers/all", [c for c in covers if _meet(c, after)], copy.gazetteer)
    if not covers or held.districts is None:
        return ()
    scopes = {name: _members(copy, path, name) for name in names_of(after)}
    return tuple(name for name, members in scopes.items() if not members & held.districts)


def _members(copy: WorkingCopy, path: str, name: str) -> frozenset[str]:
    scope = touched(path, "covers/all", [{"districts": name}], copy.gazetteer).districts
    return scope or frozenset()


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two entries hold on a common day."""
    begins = max(its.get("since", date.min) for its in (one, other))
    return bool(begins <= min(its.get("until", date.max) for its in (one, other)))


def _moved(before: dict[str, Any] | None, after: dict[str, Any]) -> bool:
    return before is not None and any(before.get(its) != after.get(its) for its in _BOUNDS)


def _range(copy: WorkingCopy, path: str, parameter: str, value: object) -> Iterator[Unusual]:
    unit = copy.documents.get(path, {}).get("parameters", {}).get(parameter, {}).get("unit")
    usual = RANGES.get(unit)
    if usual is None or isinstance(value, bool) or not isinstance(value, int | float):
        return
    if not usual[0] <= value <= usual[1]:
        yield Unusual(value, *usual)


def _source(copy: WorkingCopy, place: str, after: dict[str, Any], today: date) -> Iterator[Caution]:
    own = place.removeprefix("sources/")
    names = [own] if own != place else list(dict.fromkeys(cited(after)))
    known = copy.sources
    found = [_weakness(known[name], today) for name in names if name in known]
    if found and all(found):
        why = found[0]
        assert why
        yield WeakSource(next(name for name in names if name in known), why)


def _weakness(source: dict[str, Any], today: date) -> Literal["", "tier", "review"]:
    """Why a source confirms nothing; empty where it does."""
    if source.get("tier") not in CONFIRMING:
        return "tier"
    due = source.get("review_by")
    return "review" if isinstance(due, date) and due < today else ""


def without_english(value: dict[str, Any]) -> int:
    """How many texts of an item have Chinese and no English."""
    inside = [inner for inner in value.values() if isinstance(inner, dict)]
    lacking = sum(bool(its.get("zh")) and not its.get("en") for its in inside)
    return lacking + sum(map(without_english, inside))
