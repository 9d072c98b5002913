"""Releases as they are stored: documents, what is derived of them, which is in force when."""

from __future__ import annotations

import hashlib
import json
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cachetools import LRUCache, cached
from sqlalchemy import ColumnElement, func, or_, select

from ...rules.building import load
from ...rules.model.ruleset import Ruleset
from ..database import aware, db, unavailable_on_error, writing
from ..tables import Release, ReleaseRevision, Revision
from .release_copy import Stored

_TRIED = 5


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
    release.number = number
    release.digest = digest_of(files)
    release.derived = derived.packed()
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


_rulesets: LRUCache[str, Ruleset] = LRUCache(16)


# By the digest, not by the number: a store that was restored may number other documents the same.
@cached(_rulesets, key=lambda number: release_digest(number), lock=threading.Lock())
def ruleset_of(number: int) -> Ruleset:
    """The rules of an earlier release; the last few are cached. Raises StoreUnavailable."""
    return load(files_of(number))


_derived: LRUCache[str, Derived] = LRUCache(16)


@cached(_derived, key=lambda number: release_digest(number), lock=threading.Lock())
def derived_of(number: int) -> Derived:
    """What was derived for an earlier release; the last few are cached. Raises StoreUnavailable."""
    with unavailable_on_error():
        packed = db.session.scalar(select(Release.derived).where(Release.number == number))
    return Derived.unpacked(packed) if packed else Derived()


def release_digest(number: int) -> str:
    """The fingerprint of a release's documents, empty without it. Raises StoreUnavailable."""
    with unavailable_on_error():
        return db.session.scalar(select(Release.digest).where(Release.number == number)) or ""


def files_of(number: int) -> dict[str, str]:
    """The documents of a release. Raises StoreUnavailable."""
    with unavailable_on_error():
        rows = db.session.execute(
            select(Revision.path, Revision.text)
            .join(ReleaseRevision, ReleaseRevision.revision_id == Revision.id)
            .where(ReleaseRevision.release_number == number)
        ).all()
    return {row.path: row.text for row in rows}


def stored_release(number: int) -> Stored:
    """A release as it is stored. Raises StoreUnavailable."""
    chosen = select(Release.published_at, Release.digest, Release.derived)
    with unavailable_on_error():
        row = db.session.execute(chosen.where(Release.number == number)).one()
        published_at, digest, derived = row
        return Stored(
            number=number,
            published_at=aware(published_at),
            digest=digest,
            derived=derived,
            files=files_of(number),
        )
