"""Keeps what the source watch saw: the page as an editor last accepted it and as last read."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from .audit import Act, record
from .database import aware, db, unavailable_on_error, writing
from .people.accounts import Person
from .tables import SourceCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """What is known of a source's page; ``seen``: its text as accepted, ``text``: as last read."""

    source: str
    url: str
    state: str
    why: str
    found_at: str
    etag: str
    modified: str
    seen: str
    text: str
    checked_at: datetime
    changed_at: datetime | None


class OtherState(Exception):
    """The page was read anew meanwhile: what was accepted is not what is there."""


def read_pages() -> dict[str, SourcePage]:
    """Every page that was ever checked, by source. Raises StoreUnavailable."""
    with unavailable_on_error():
        return {row.source: _copy(row) for row in db.session.scalars(select(SourceCheck))}


def read_page(source: str) -> SourcePage | None:
    """The page of one source, None before it was checked. Raises StoreUnavailable."""
    with unavailable_on_error():
        row = db.session.get(SourceCheck, source)
        return _copy(row) if row else None


def waiting() -> int:
    """How many pages wait for an editor. Raises StoreUnavailable."""
    with unavailable_on_error():
        asked = select(func.count()).where(SourceCheck.changed_at.is_not(None))
        return db.session.scalar(asked) or 0


def keep_page(page: SourcePage) -> None:
    """Keep what was seen of a page. Raises StoreUnavailable."""
    with writing() as session:
        row = session.get(SourceCheck, page.source) or SourceCheck(source=page.source)
        row.url = page.url
        row.state = page.state
        row.why = page.why
        row.found_at = page.found_at
        row.etag = page.etag
        row.modified = page.modified
        row.seen = zlib.compress(page.seen.encode())
        row.text = zlib.compress(page.text.encode())
        row.checked_at = page.checked_at
        row.changed_at = page.changed_at
        session.add(row)


def accept(source: str, person: Person, checked_at: datetime) -> None:
    """An editor has looked: what stands there now is what is compared with from here on.

    ``checked_at``: of the reading that was looked at. Raises OtherState, StoreUnavailable.
    """
    with writing() as session:
        row = session.get(SourceCheck, source)
        if row is None or aware(row.checked_at) != checked_at:
            raise OtherState
        details = {"state": row.state}
        row.seen = row.text
        row.changed_at = None
        record(session, person.name, Act.SOURCE_LOOKED_AT, f"source {source}", details)


def _copy(row: SourceCheck) -> SourcePage:
    return SourcePage(
        source=row.source,
        url=row.url,
        state=row.state,
        why=row.why,
        found_at=row.found_at,
        etag=row.etag,
        modified=row.modified,
        seen=zlib.decompress(row.seen).decode() if row.seen else "",
        text=zlib.decompress(row.text).decode() if row.text else "",
        checked_at=aware(row.checked_at),
        changed_at=aware(row.changed_at) if row.changed_at else None,
    )
