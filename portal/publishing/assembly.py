"""A draft assembled upon a release: its documents, their check, its impact, lacking examples."""

from __future__ import annotations

import threading
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from cachetools import LRUCache, cached

from ..rules.checking import check
from ..rules.checking.example_suggestions import suggested_examples
from ..rules.impact import Impact, Steps, impact_steps
from ..rules.items.merge import Merge, merged
from ..rules.items.parts import (
    Edit,
    Value,
    apply,
    items_of,
    keeps_order,
    key_of,
    order_of,
    ordered_kind,
)
from ..rules.items.problem_location import locate
from ..rules.model.ruleset import Ruleset
from ..rules.problems import Problem
from ..store.drafts import DraftChange, DraftRecord
from ..store.releases.stored import digest_of, files_of, number_in_force
from .toml_text import edited_text

CheckResult = tuple[Ruleset | None, tuple[Problem, ...]]

#: One check holds a whole ruleset, some megabytes: a few drafts and their bases are enough.
_MOST = 12
_cache: LRUCache[str, CheckResult] = LRUCache(_MOST)


# The lock guards the cache alone: two threads may check the same documents, none waits for a check.
@cached(_cache, key=digest_of, lock=threading.Lock())
def checked_ruleset(files: Mapping[str, str]) -> CheckResult:
    """The ruleset of documents, None if it cannot be built, and everything wrong with it."""
    return check(files)


@dataclass(frozen=True, slots=True)
class MovedItem:
    """An item that was published otherwise since the draft began to change it."""

    change: DraftChange
    theirs: Value | None
    merge: Merge


@dataclass(frozen=True, slots=True)
class Assembled:
    """A draft's documents upon a release; ``moved``: items on which the two disagree."""

    base: Mapping[str, str]
    files: Mapping[str, str]
    moved: tuple[MovedItem, ...]


def assemble(draft: DraftRecord, upon: int) -> Assembled:
    """The documents a draft would publish upon a release. Raises StoreUnavailable."""
    return assembled_upon(draft, files_of(upon))


def assemble_for_release(draft: DraftRecord, today: date) -> Assembled:
    """A draft put together upon the release that will be in force when it begins.

    One that is in a release already is shown upon what that release would be without it.
    """
    if draft.release is not None:
        return as_published(draft, draft.release)
    begins = max(draft.from_day or today, today)
    return assemble(draft, number_in_force(begins))


def assembled_upon(draft: DraftRecord, base: Mapping[str, str]) -> Assembled:
    """The documents a draft would publish upon others."""
    files = dict(base)
    moved = []
    for path, changes in _by_path(draft).items():
        text = base.get(path, "")
        document = tomllib.loads(text)
        moved += _moved(path, document, changes)
        after = apply(path, document, [change.edit for change in changes])
        if after:
            files[path] = edited_text(text, after)
        else:
            files.pop(path, None)
    return Assembled(base, files, tuple(moved))


def as_published(draft: DraftRecord, release: int) -> Assembled:
    """The documents of the release made of a draft, upon what they were without it."""
    files = files_of(release)
    base = dict(files)
    for path, changes in _by_path(draft).items():
        edits = [Edit(change.place, change.before) for change in changes]
        text = files.get(path, "")
        before = apply(path, tomllib.loads(text), edits)
        if before:
            base[path] = edited_text(text, before)
        else:
            base.pop(path, None)
    return Assembled(base, files, ())


def _by_path(draft: DraftRecord) -> dict[str, list[DraftChange]]:
    found: dict[str, list[DraftChange]] = {}
    for change in draft.changes:
        found.setdefault(change.path, []).append(change)
    return found


def _moved(path: str, document: Mapping[str, Any], changes: list[DraftChange]) -> list[MovedItem]:
    items = items_of(path, document)
    theirs = {
        change.place: _order_upon(path, document, change)
        if ordered_kind(change.place)
        else items.get(change.place)
        for change in changes
    }
    return [
        MovedItem(change, theirs[change.place], _merge(change, theirs[change.place]))
        for change in changes
        if theirs[change.place] != change.before
    ]


def _order_upon(path: str, document: Mapping[str, Any], change: DraftChange) -> Value | None:
    """The order that others published; the one before if they only added or took something."""
    theirs = order_of(path, document, ordered_kind(change.place))
    return change.before if change.before and keeps_order(theirs, change.before) else theirs


def _merge(change: DraftChange, theirs: Value | None) -> Merge:
    return merged(change.before, theirs, change.after)


@dataclass(frozen=True, slots=True)
class Located:
    """A problem with the item and the field where it can be mended."""

    problem: Problem
    item: str
    field: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say of a draft's documents."""

    ruleset: Ruleset | None
    problems: tuple[Located, ...]


def checked(assembled: Assembled) -> Checked:
    """Every problem of a draft's documents, at its item."""
    ruleset, problems = checked_ruleset(assembled.files)
    return Checked(ruleset, tuple(_located(assembled, problem) for problem in problems))


def _located(assembled: Assembled, problem: Problem) -> Located:
    try:
        document = tomllib.loads(assembled.files.get(problem.file, ""))
    except tomllib.TOMLDecodeError:
        document = {}
    return Located(problem, *locate(problem.file, document, problem.place))


class NotCheckable(Exception):
    """The draft has problems: there is no ruleset whose impact could be computed."""


def impact_of(assembled: Assembled, today: date) -> Impact:
    """Whose outcome a draft changes. Raises NotCheckable."""
    found = impact_within(assembled, today, float("inf"))
    assert isinstance(found, Impact)
    return found


def impact_within(assembled: Assembled, today: date, seconds: float) -> Impact | tuple[int, int]:
    """The impact if it is computed within so many seconds, else how far it is: (done, of).

    Asking again goes on where it stopped. Raises NotCheckable.
    """
    under_way = _under_way(digest_of(assembled.base), digest_of(assembled.files), today)
    with under_way.lock:
        if under_way.steps is None:
            before, after = (
                checked_ruleset(files)[0] for files in (assembled.base, assembled.files)
            )
            if before is None or after is None:
                raise NotCheckable
            under_way.steps = impact_steps(before, after, today)
        return under_way.advance(time.monotonic() + seconds)


class _UnderWay:
    """An impact while it is computed, and when it is."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.steps: Steps | None = None
        self.found: Impact | tuple[int, int] = (0, 1)

    def advance(self, until: float) -> Impact | tuple[int, int]:
        """Go on until a moment of the monotonic clock."""
        assert self.steps is not None
        while not isinstance(self.found, Impact):
            try:
                self.found = next(self.steps)
            except StopIteration as done:
                self.found = done.value
            if time.monotonic() >= until:
                break
        return self.found


@lru_cache(maxsize=32)
def _under_way(_base: str, _files: str, _today: date) -> _UnderWay:
    """The impact of two sets of documents on a day."""
    return _UnderWay()


def missing_examples(files: Mapping[str, str]) -> Iterator[tuple[str, str, Value]]:
    """Path, place and value of each example that a threshold lacks; none if nothing loads."""
    ruleset, _ = checked_ruleset(files)
    if ruleset is None:
        return
    for service, example in suggested_examples(ruleset):
        topic = ruleset.services[service].topic
        place = f"examples/{key_of('examples', example)}"
        yield f"services/{topic}/{service}.toml", place, example
