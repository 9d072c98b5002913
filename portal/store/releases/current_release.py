"""The release in use: compiled once per process, kept while the store has no newer one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from cachetools import LRUCache
from flask import Flask, current_app

from ...rules.building import load
from ...rules.evaluation.outcomes import Frame
from ...rules.evaluation.question_dependence import Dependence, dependence
from ...rules.model.districts import District
from ...rules.model.ruleset import Ruleset
from ...rules.search.index import SearchIndex
from ...rules.search.word_choices import WordChoices
from ...rules.sentence.recogniser import Recogniser
from ..background import run_in_background
from ..database import StoreUnavailable, store_condition
from .release_copy import Spare, Stored
from .stored import Derived, numbers_in_force, stored_release

log = logging.getLogger(__name__)
POLL_SECONDS = 1.0
#: How long the request that finds a look due waits for it.
PATIENCE_SECONDS = 1.0
#: Districts and days of which the compiled services are kept: all districts on three days.
_FRAMES = 128
#: Days of which what reads sentences is kept: today, and those before and behind it.
_RECOGNISERS = 3
#: Layouts for each language, channel and size, and words for some districts and languages.
_KEPT = 64

Kept = TypeVar("Kept")


@dataclass(frozen=True, kw_only=True)
class CurrentRelease:
    """A release ready for use."""

    number: int
    published_at: datetime
    digest: str
    ruleset: Ruleset
    derived: Derived
    files: Mapping[str, str]
    _frames: LRUCache[tuple[str, date], Frame] = field(
        default_factory=lambda: LRUCache(_FRAMES), repr=False
    )
    _frames_lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _recognisers: LRUCache[date, Recogniser] = field(
        default_factory=lambda: LRUCache(_RECOGNISERS), repr=False
    )
    _kept: LRUCache[object, Any] = field(default_factory=lambda: LRUCache(_KEPT), repr=False)

    @cached_property
    def depends(self) -> Dependence:
        """What every question hangs on."""
        return dependence(self.ruleset)

    @cached_property
    def search_index(self) -> SearchIndex:
        """What people may type for its services and places, made when first searched."""
        return SearchIndex(self.ruleset, self.derived.pinyin)

    @cached_property
    def word_choices(self) -> WordChoices:
        """The words that letters typed at a kiosk may begin, made when the first are typed."""
        return WordChoices(self.ruleset, self.derived.pinyin)

    def frame(self, district: District, day: date) -> Frame:
        """All services of a district on a day, compiled when first asked for; the last are kept."""
        key = (district.id, day)
        with self._frames_lock:
            frame = self._frames.get(key)
        if frame is None:
            frame = Frame(self.ruleset, district, day)
            with self._frames_lock:
                self._frames[key] = frame
        return frame

    def kept_for(self, key: object, make: Callable[[], Kept]) -> Kept:
        """What is worked out once for the release and ``key``; what is used most is kept."""
        with self._frames_lock:
            found: Kept | None = self._kept.get(key)
            if found is None:
                found = self._kept[key] = make()
        return found

    def recogniser(self, day: date) -> Recogniser:
        """What reads a sentence by the words and places of a day, made when first asked for."""
        with self._frames_lock:
            recogniser = self._recognisers.get(day)
        if recogniser is None:
            recogniser = Recogniser(
                self.ruleset.questions, self.ruleset.gazetteer, day, self.ruleset.city.id
            )
            with self._frames_lock:
                self._recognisers[day] = recogniser
        return recogniser


class Releases:
    """Gives the release in force by the clock, looking for a newer one at most once a second.

    The one in use is kept when the database does not answer or a newer one cannot be used. A look
    is taken by a thread of its own: the request that finds it due waits a moment for it, all
    others go on with the release in use, so a database that hangs keeps nobody waiting. A process
    that starts while the database is gone takes the spare copy of the release last used.
    """

    def __init__(self, today: Callable[[], date], spare: Spare | None = None) -> None:
        self._today = today
        self._spare = spare
        self._looking = threading.Lock()
        self._current: CurrentRelease | None = None
        self._looked = float("-inf")
        self._failing = False
        self._damaged: frozenset[int] = frozenset()

    @property
    def loaded(self) -> CurrentRelease | None:
        """The release in use, without looking for a newer one; None before there was any."""
        return self._current

    def current(self) -> CurrentRelease:
        """The release in force. Raises StoreUnavailable if none was ever loaded."""
        if self._current is None:
            self._load()
        elif self._due() and self._looking.acquire(blocking=False):
            app = current_app._get_current_object()  # type: ignore[attr-defined]
            run_in_background(
                lambda: self._look_within(app), 0.0 if self._failing else PATIENCE_SECONDS
            )
        if self._current is None:
            raise StoreUnavailable("no release has been published yet")
        return self._current

    def begin_apart(self) -> None:
        """Begin in a forked process: a look that another thread was taking did not come along."""
        self._looking = threading.Lock()

    def fresh(self) -> CurrentRelease | None:
        """The release in use, unless it is time to look for a newer one. Asks no database."""
        return None if self._due() else self._current

    def _due(self) -> bool:
        return time.monotonic() - self._looked >= POLL_SECONDS

    def _load(self) -> None:
        """Load the first release; waiters on a failed load do not retry."""
        asked_at = time.monotonic()
        with self._looking:
            if self._current is None and self._looked < asked_at:
                self._look()
                if self._failing:
                    self._current = self._copied()

    def _copied(self) -> CurrentRelease:
        """The spare copy. Raises StoreUnavailable where there is none that can be used."""
        copy = self._spare.read() if self._spare else None
        if copy is not None:
            try:
                return _usable(copy)
            except Damaged as fault:
                log.error("the spare copy of release %s is damaged: %s", copy.number, fault)
        raise StoreUnavailable(store_condition().unread)

    def _look_within(self, app: Flask) -> None:
        try:
            with app.app_context():
                self._look()
        finally:
            self._looking.release()

    def _look(self) -> None:
        try:
            self._current = self._newest_usable()
        except StoreUnavailable as fault:
            self._note(str(fault))
        else:
            self._note("")
        self._looked = time.monotonic()

    def _note(self, fault: str) -> None:
        """Keep why the store cannot be read; said once in the log, and when it is over."""
        number = self._current.number if self._current else 0
        if fault and not self._failing:
            log.error("keeping release %s: %s", number, fault)
        if self._failing and not fault:
            log.warning("the database answers again; release %s is in use", number)
        self._failing = bool(fault)
        store_condition().unread = fault

    def _newest_usable(self) -> CurrentRelease | None:
        """The release in force, or the one in use or before it where that one is damaged."""
        with store_condition().asking():
            numbers = numbers_in_force(self._today())
        store_condition().damaged = numbers[0] if numbers and numbers[0] in self._damaged else 0
        for number in numbers:
            if self._current is not None and self._current.number == number:
                return self._current
            if number not in self._damaged:
                try:
                    return self._compiled(number)
                except Damaged as fault:
                    self._give_up(number, fault)
        return self._current

    def _compiled(self, number: int) -> CurrentRelease:
        """A release ready for use, of which a copy is kept. Raises Damaged, StoreUnavailable."""
        with store_condition().asking():
            stored = stored_release(number)
        release = _usable(stored)
        if self._spare:
            self._spare.keep(stored)
        return release

    def _give_up(self, number: int, fault: Damaged) -> None:
        """A release never changes, so one that is damaged is tried once."""
        log.error("release %s is damaged and not used: %s", number, fault)
        self._damaged |= {number}
        store_condition().damaged = store_condition().damaged or number


class Damaged(Exception):
    """A release whose documents or derived texts cannot be used."""


def _usable(stored: Stored) -> CurrentRelease:
    """A stored release ready for use. Raises Damaged."""
    try:
        ruleset = load(stored.files)
        derived = Derived.unpacked(stored.derived)
    except Exception as fault:  # whatever a damaged row leads to, the one in use is kept
        raise Damaged(str(fault)) from fault
    return CurrentRelease(
        number=stored.number,
        published_at=stored.published_at,
        digest=stored.digest,
        ruleset=ruleset,
        derived=derived,
        files=stored.files,
    )
