"""A draft assembled upon a release: its documents, their check, its impact, lacking examples."""

from __future__ import annotations

import hashlib
import threading
import tomllib
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any

from cachetools import LRUCache, cached

from ..rules.building import Loaded, load_with_problems
from ..rules.checking import CheckResult, check_steps
from ..rules.checking.example_suggestions import suggested_examples
from ..rules.checking.thresholds import EXAMPLE_LACKING
from ..rules.documents.reader import read
from ..rules.impact import Impact, impact_steps
from ..rules.items.merge import Merge, merged
from ..rules.items.parts import (
    Document,
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
from ..rules.stepwise import Progress, result_of
from ..store.drafts import DraftChange, DraftRecord
from ..store.releases.stored import digest_of, files_of, number_in_force
from .under_way import UnderWay

_Texts = Mapping[str, str]
"""Path → text."""
#: Each holds a whole ruleset, some megabytes: a few drafts and their bases are enough.
_MOST = 12
_LARGE = 32 * 1024
"""Characters of a document that is read in a step of its own."""
_loaded: LRUCache[str, Loaded] = LRUCache(_MOST)
_checked: LRUCache[str, CheckResult] = LRUCache(_MOST)
_checked_lock = threading.Lock()


# The lock guards the cache alone: two threads may load the same documents, none waits for another.
@cached(_loaded, key=digest_of, lock=threading.Lock())
def loaded(files: Mapping[str, str]) -> Loaded:
    """The ruleset of documents, None if it cannot be built, and why."""
    return load_with_problems(files)


def checked_ruleset(files: Mapping[str, str]) -> CheckResult:
    """The ruleset of documents, None if it cannot be built, and everything wrong with it."""
    return result_of(_checked_steps(files))


def _checked_steps(files: Mapping[str, str]) -> Generator[Progress, None, CheckResult]:
    """The same in steps; none where the documents were checked before."""
    digest = digest_of(files)
    with _checked_lock:
        found = _checked.get(digest)
    if found is None:
        yield 0, 1
        yield from _read_large(files)
        ready = loaded(files)
        yield 0, 1
        found = yield from check_steps(files, ready)
        with _checked_lock:
            _checked[digest] = found
    return found


def _read_large(files: Mapping[str, str]) -> Generator[Progress, None, None]:
    """Read large documents in steps: building a ruleset of all of them finds them read."""
    for path, text in files.items():
        if len(text) > _LARGE:
            read(path, text)
            yield 0, 1


@dataclass(frozen=True, slots=True)
class MovedItem:
    """An item that was published otherwise since the draft began to change it."""

    change: DraftChange
    theirs: Value | None
    merge: Merge


@dataclass(frozen=True, eq=False)
class EditedFiles:
    """Documents of a release, some of them edited; their texts are written when they are needed.

    ``edited``: path → data, empty where nothing is left of the document. Equal by what they say.
    """

    released: Mapping[str, str]
    edited: Mapping[str, Document]

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Path → text of every document."""
        return result_of(self.write())

    def write(self) -> Generator[Progress, None, _Texts]:
        """The same in steps: a document each."""
        texts = dict(self.released)
        for done, (path, document) in enumerate(self.edited.items(), 1):
            if document:
                texts[path] = edited_text(texts.get(path, ""), document)
            else:
                texts.pop(path, None)
            yield done, len(self.edited)
        return texts

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same documents, known before their texts are written."""
        whole = hashlib.sha256(digest_of(self.released).encode())
        for path, document in self.edited.items():
            whole.update(f"{path}\0{document!r}\0".encode())
        return whole.hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EditedFiles) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A draft's documents upon those of a release; ``moved``: items on which the two disagree."""

    before: EditedFiles
    after: EditedFiles
    moved: tuple[MovedItem, ...]

    @property
    def base(self) -> Mapping[str, str]:
        """The documents without the draft."""
        return self.before.texts

    @property
    def files(self) -> Mapping[str, str]:
        """The documents as the draft would publish them."""
        return self.after.texts


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
    edited = {}
    moved = []
    for path, changes in _by_path(draft).items():
        document = _read(base.get(path, ""))
        moved += _moved(path, document, changes)
        edited[path] = apply(path, document, [change.edit for change in changes])
    return Assembled(EditedFiles(base, {}), EditedFiles(base, edited), tuple(moved))


def as_published(draft: DraftRecord, release: int) -> Assembled:
    """The documents of the release made of a draft, upon what they were without it."""
    files = files_of(release)
    before = {
        path: apply(
            path,
            _read(files.get(path, "")),
            [Edit(change.place, change.before) for change in changes],
        )
        for path, changes in _by_path(draft).items()
    }
    return Assembled(EditedFiles(files, before), EditedFiles(files, {}), ())


@lru_cache(maxsize=256)
def _read(text: str) -> Document:
    """The data of a document's text; whoever changes it changes a copy."""
    return tomllib.loads(text)


def edited_text(text: str, document: Mapping[str, Any]) -> str:
    """A document's text that says what the data say, with its comments."""
    from .toml_text import edited_text as edit  # noqa: PLC0415  tomlkit, which only drafts need

    return edit(text, document)


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
    found = check_within(assembled, float("inf"))
    assert isinstance(found, Checked)
    return found


def check_within(assembled: Assembled, seconds: float) -> Checked | Progress:
    """What the checks say if they end within so many seconds, else how far they are.

    Asking again goes on where it stopped.
    """
    return _check_under_way(assembled.after).advance(seconds)


def _check(files: EditedFiles) -> Generator[Progress, None, Checked]:
    texts = yield from _begun(files.write())
    ruleset, problems = yield from _checked_steps(texts)
    return Checked(ruleset, tuple(_located(texts, problems)))


def _begun(steps: Generator[Progress, None, _Texts]) -> Generator[Progress, None, _Texts]:
    """Steps that come before those which are counted: nothing is done yet."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            texts: _Texts = done.value
            return texts
        yield 0, 1


def _located(texts: Mapping[str, str], problems: tuple[Problem, ...]) -> Iterator[Located]:
    documents: dict[str, Document] = {}
    for problem in problems:
        if problem.file not in documents:
            documents[problem.file] = _document(texts.get(problem.file, ""))
        yield Located(problem, *locate(problem.file, documents[problem.file], problem.place))


def _document(text: str) -> Document:
    """The data of a text, none if it cannot be read."""
    try:
        return _read(text)
    except tomllib.TOMLDecodeError:
        return {}


class NotCheckable(Exception):
    """The draft has problems: there is no ruleset whose impact could be computed."""


def impact_of(assembled: Assembled, today: date) -> Impact:
    """Whose outcome a draft changes. Raises NotCheckable."""
    found = impact_within(assembled, today, float("inf"))
    assert isinstance(found, Impact)
    return found


def impact_within(assembled: Assembled, today: date, seconds: float) -> Impact | Progress:
    """The impact if it is computed within so many seconds, else how far it is: (done, of).

    Asking again goes on where it stopped. Raises NotCheckable.
    """
    return _impact_under_way(assembled.before, assembled.after, today).advance(seconds)


def _impact(
    before: EditedFiles, after: EditedFiles, today: date
) -> Generator[Progress, None, Impact]:
    sides = []
    for files in (before, after):
        texts = yield from _begun(files.write())
        yield 0, 1
        yield from _read_large(texts)
        sides.append(loaded(texts).ruleset)
        yield 0, 1
    was, now = sides
    if was is None or now is None:
        raise NotCheckable
    return (yield from impact_steps(was, now, today))


@lru_cache(maxsize=_MOST)
def _check_under_way(files: EditedFiles) -> UnderWay[Checked]:
    """The check of some documents."""
    return UnderWay(partial(_check, files))


@lru_cache(maxsize=32)
def _impact_under_way(before: EditedFiles, after: EditedFiles, today: date) -> UnderWay[Impact]:
    """The impact of two sets of documents on a day."""
    return UnderWay(partial(_impact, before, after, today))


def missing_examples(files: Mapping[str, str]) -> Iterator[tuple[str, str, Value]]:
    """Path, place and value of each example that a threshold lacks; none if nothing loads."""
    ruleset, problems = checked_ruleset(files)
    if ruleset is None:
        return
    lacking = {its.file for its in problems if its.message.code in EXAMPLE_LACKING}
    services = [
        its.id
        for its in ruleset.services.values()
        if f"services/{its.topic}/{its.id}.toml" in lacking
    ]
    for service, example in suggested_examples(ruleset, services):
        topic = ruleset.services[service].topic
        place = f"examples/{key_of('examples', example)}"
        yield f"services/{topic}/{service}.toml", place, example
