"""Releases: what the portal says at a time. The current one is compiled once per process."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, func, or_, select

from ..rules.building import load
from ..rules.districts import District
from ..rules.evaluation import Frame
from ..rules.model import Ruleset
from .beside import beside
from .condition import condition
from .database import StoreUnavailable, db, unavailable_on_error, writing
from .spare import Spare, Stored
from .tables import Release, ReleaseRevision, Revision
from .tables.moments import aware

log = logging.getLogger(__name__)
POLL_SECONDS = 1.0
#: How long the request that finds a look due waits for it.
PATIENCE_SECONDS = 1.0
_TRIED = 5
_FRAMES = 512


@dataclass(frozen=True)
class Derived:
    """What is computed once at publishing: 繁體 of every Chinese text, pinyin of searched names.

    ``pinyin``: name → (syllables joined, initials).
    """

    traditional: Mapping[str, str] = field(default_factory=dict)
    pinyin: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def packed(self) -> bytes:
        content = {"traditional": self.traditional, "pinyin": self.pinyin}
        return zlib.compress(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())

    @classmethod
    def unpacked(cls, data: bytes) -> Derived:
        content = json.loads(zlib.decompress(data))
        pinyin = {name: (full, short) for name, (full, short) in content["pinyin"].items()}
        return cls(content["traditional"], pinyin)


@dataclass(frozen=True)
class CurrentRelease:
    """A release ready for use."""

    number: int
    published_at: datetime
    digest: str
    ruleset: Ruleset
    derived: Derived
    files: Mapping[str, str]

    @cached_property
    def _frames(self) -> dict[tuple[str, object], Frame]:
        return {}

    def frame(self, district: District, day: object) -> Frame:
        """All services of a district on a day, compiled when first asked for and kept."""
        key = (district.id, day)
        frame = self._frames.get(key)
        if frame is None:
            if len(self._frames) >= _FRAMES:
                self._frames.clear()
            frame = self._frames[key] = Frame(self.ruleset, district, day)  # type: ignore[arg-type]
        return frame


def digest_of(files: Mapping[str, str]) -> str:
    """A fingerprint of a set of documents."""
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{files[path]}\0".encode())
    return whole.hexdigest()


def add_release(files: Mapping[str, str], derived: Derived, note: str) -> int:
    """Store documents as a new release, all or nothing; returns its number."""
    with writing() as session:
        return store_release(session, files, derived, Release(note=note))


def store_release(
    session: Any, files: Mapping[str, str], derived: Derived, release: Release
) -> int:
    """Store documents as a release inside a write under way; returns its number."""
    number = (session.scalar(select(func.max(Release.number))) or 0) + 1
    release.number, release.digest, release.derived = number, digest_of(files), derived.packed()
    session.add(release)
    for path, text in sorted(files.items()):
        revision = _revision(session, path, text)
        session.flush()
        session.add(ReleaseRevision(release_number=number, revision_id=revision.id))
    return number


def _revision(session: Any, path: str, text: str) -> Revision:
    digest = hashlib.sha256(text.encode()).hexdigest()
    found: Revision | None = session.scalar(
        select(Revision).where(Revision.path == path, Revision.digest == digest).limit(1)
    )
    if found is None:
        found = Revision(path=path, digest=digest, text=text)
        session.add(found)
    return found


def newest_number() -> int:
    """The number of the newest release, 0 if there is none. Raises StoreUnavailable."""
    with unavailable_on_error():
        return db.session.scalar(select(func.max(Release.number))) or 0


def number_in_force(day: date) -> int:
    """The number of the release in force on a day, 0 if there is none. Raises StoreUnavailable."""
    with unavailable_on_error():
        chosen = select(func.max(Release.number)).where(*published_by(day))
        return db.session.scalar(chosen) or 0


def numbers_in_force(day: date) -> tuple[int, ...]:
    """The release in force on a day and those before it, newest first. Raises StoreUnavailable."""
    chosen = select(Release.number).where(*published_by(day)).order_by(Release.number.desc())
    with unavailable_on_error():
        return tuple(db.session.scalars(chosen.limit(_TRIED)))


def published_by(day: date) -> tuple[ColumnElement[bool], ...]:
    """What tells releases that are or were in force by a day from those still to come."""
    return (
        Release.cancelled_at.is_(None),
        or_(Release.from_day.is_(None), Release.from_day <= day),
    )


@lru_cache(maxsize=16)
def ruleset_of(number: int) -> Ruleset:
    """The rules of an earlier release; releases never change, so they are kept."""
    return load(files_of(number))


def files_of(number: int) -> dict[str, str]:
    """The documents of a release. Raises StoreUnavailable."""
    with unavailable_on_error():
        rows = db.session.execute(
            select(Revision.path, Revision.text)
            .join(ReleaseRevision, ReleaseRevision.revision_id == Revision.id)
            .where(ReleaseRevision.release_number == number)
        ).all()
    return {row.path: row.text for row in rows}


class Releases:
    """Gives the release in force by the clock, looking for a newer one at most once a second.

    The one in use is kept when the database does not answer or a newer one cannot be used. A look
    is taken by a thread of its own: the request that finds it due waits a moment for it, all
    others go on with the release in use, so a database that hangs keeps nobody waiting. A process
    that starts while the database is gone takes the spare copy of the release last used.
    """

    def __init__(self, today: Callable[[], date], spare: Spare | None = None) -> None:
        self._today, self._spare = today, spare
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
            beside(lambda: self._look_within(app), 0.0 if self._failing else PATIENCE_SECONDS)
        if self._current is None:
            raise StoreUnavailable("no release has been published yet")
        return self._current

    def fresh(self) -> CurrentRelease | None:
        """The release in use, unless it is time to look for a newer one. Asks no database."""
        return None if self._due() else self._current

    def _due(self) -> bool:
        return time.monotonic() - self._looked >= POLL_SECONDS

    def _load(self) -> None:
        """The first look, which all wait for; who waited for one that failed takes no other."""
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
        raise StoreUnavailable(condition().unread)

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
        self._failing, condition().unread = bool(fault), fault

    def _newest_usable(self) -> CurrentRelease | None:
        """The release in force, or the one in use or before it where that one is damaged."""
        with condition().asking():
            numbers = numbers_in_force(self._today())
        condition().damaged = numbers[0] if numbers and numbers[0] in self._damaged else 0
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
        with condition().asking():
            stored = stored_release(number)
        release = _usable(stored)
        if self._spare:
            self._spare.keep(stored)
        return release

    def _give_up(self, number: int, fault: Damaged) -> None:
        """A release never changes, so one that is damaged is tried once."""
        log.error("release %s is damaged and not used: %s", number, fault)
        self._damaged |= {number}
        condition().damaged = condition().damaged or number


class Damaged(Exception):
    """A release whose documents or derived texts cannot be used."""


def stored_release(number: int) -> Stored:
    """A release as it is stored. Raises StoreUnavailable."""
    chosen = select(Release.published_at, Release.digest, Release.derived)
    with unavailable_on_error():
        row = db.session.execute(chosen.where(Release.number == number)).one()
        published_at, digest, derived = row
        return Stored(number, aware(published_at), digest, derived, files_of(number))


def _usable(its: Stored) -> CurrentRelease:
    """A stored release ready for use. Raises Damaged."""
    try:
        ruleset, derived = load(its.files), Derived.unpacked(its.derived)
    except Exception as fault:  # whatever a damaged row leads to, the one in use is kept
        raise Damaged(str(fault)) from fault
    return CurrentRelease(its.number, its.published_at, its.digest, ruleset, derived, its.files)
