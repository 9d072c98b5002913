"""The audit log: what administrators did, each entry chained to the one before by a digest.

Entries are only added, inside the transaction of what they tell of. The head (newest number and
digest) is kept apart, signed with the secret of this installation: entries cut off at the end are
missed, entries changed or taken out break the chain.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, func, select

from .. import metrics
from .database import db, now, unavailable_on_error
from .people.credentials import keyed
from .tables import AuditEntry, AuditHead, Editor

PAGE = 50
_BATCH = 500
_FIELDS = ("number", "at", "who", "what", "subject", "details", "previous")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One act: ``who`` did ``what`` to ``subject`` at a moment (UTC, ISO 8601)."""

    number: int
    at: str
    who: str
    what: str
    subject: str
    details: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are asked for; an empty word asks for all."""

    who: str = ""
    what: str = ""


def record(
    session: Any, who: str, what: str, subject: str, details: Mapping[str, object] | None = None
) -> None:
    """Add an entry within the write transaction of ``session``; never any secret in details."""
    newest = session.scalar(
        select(AuditHead).with_for_update().execution_options(populate_existing=True)
    )
    values: dict[str, Any] = {
        "number": newest.number + 1,
        "at": now().isoformat(timespec="milliseconds"),
        "who": who[:80],
        "what": what[:40],
        "subject": subject[:200],
        "details": json.dumps(details or {}, ensure_ascii=False, sort_keys=True),
        "previous": newest.digest,
    }
    digest = _digest(values)
    session.add(AuditEntry(**values, digest=digest))
    newest.number = values["number"]
    newest.digest = digest
    newest.signature = _signature(newest.number, digest)
    session.flush()
    metrics.audited(values["what"])


def _digest(values: Mapping[str, Any]) -> str:
    whole = json.dumps([values[name] for name in _FIELDS], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def _signature(number: int, digest: str) -> str:
    return keyed("audit", f"{number}:{digest}")


def _entry(row: AuditEntry) -> AuditRecord:
    return AuditRecord(**{name: getattr(row, name) for name in (*_FIELDS, "digest")})


def _wanted(query: Select[Any], wanted: AuditFilter) -> Select[Any]:
    if wanted.who:
        query = query.where(AuditEntry.who == wanted.who)
    return query.where(AuditEntry.what == wanted.what) if wanted.what else query


def entries(
    page: int = 1, wanted: AuditFilter = AuditFilter()
) -> tuple[tuple[AuditRecord, ...], int]:
    """A page of entries, newest first, and how many pages there are. Raises StoreUnavailable."""
    query = _wanted(select(AuditEntry), wanted).order_by(AuditEntry.number.desc())
    with unavailable_on_error():
        count = db.session.scalar(_wanted(select(func.count(AuditEntry.number)), wanted)) or 0
        rows = db.session.scalars(query.limit(PAGE).offset((page - 1) * PAGE))
        return tuple(_entry(row) for row in rows), max(1, -(-count // PAGE))


def known() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Everybody who did something, and every kind of act, for filtering."""
    with unavailable_on_error():
        who = db.session.scalars(select(AuditEntry.who).distinct().order_by(AuditEntry.who))
        what = db.session.scalars(select(AuditEntry.what).distinct().order_by(AuditEntry.what))
        return tuple(who), tuple(what)


def all_entries(wanted: AuditFilter = AuditFilter()) -> Iterator[AuditRecord]:
    """Every entry, oldest first, a batch at a time. Raises StoreUnavailable."""
    last = 0
    while True:
        query = _wanted(select(AuditEntry), wanted).where(AuditEntry.number > last)
        with unavailable_on_error():
            found = [_entry(r) for r in db.session.scalars(query.order_by("number").limit(_BATCH))]
        db.session.expunge_all()
        yield from found
        if len(found) < _BATCH:
            return
        last = found[-1].number


def export_lines(wanted: AuditFilter = AuditFilter()) -> Iterator[str]:
    """The entries as JSON Lines; the last line is the head: number, digest and signature."""
    for entry in all_entries(wanted):
        yield json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    number, digest = head()
    signed = {"number": number, "digest": digest, "signature": _signature(number, digest)}
    yield json.dumps({"head": signed}) + "\n"


def head() -> tuple[int, str]:
    """Number and digest of the newest entry. Raises StoreUnavailable."""
    with unavailable_on_error():
        row = db.session.scalar(select(AuditHead))
        return (row.number, row.digest) if row else (0, "")


def verify(signed: bool = True) -> int | None:
    """The number of the first entry that is not as it was written or is missing, else None.

    ``signed``: whether this installation's secret must have signed the head.
    """
    expected = 1
    previous = ""
    for entry in all_entries():
        values = {name: getattr(entry, name) for name in _FIELDS}
        sound = entry.previous == previous and entry.digest == _digest(values)
        if entry.number != expected or not sound:
            return expected
        expected = expected + 1
        previous = entry.digest
    return None if _head_agrees(expected - 1, previous, signed) else expected


def _head_agrees(number: int, digest: str, signed: bool) -> bool:
    """Whether the signed head names this entry; an empty log is right only without people."""
    with unavailable_on_error():
        kept = db.session.scalar(select(AuditHead))
        if kept is None or (kept.number, kept.digest) != (number, digest):
            return False
        if number == 0:
            return db.session.scalar(select(Editor.id).limit(1)) is None
        return not signed or hmac.compare_digest(kept.signature, _signature(number, digest))
