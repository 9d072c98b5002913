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
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, or_, select

from .. import metrics
from .database import db, now, unavailable_on_error
from .people.credentials import keyed
from .tables import AuditEntry, AuditHead, Editor

PAGE = 50
LOOKED_THROUGH = 20_000
"""How many entries are looked through for a page: a filter that finds little asks to go on."""
_BATCH = 500
_FIELDS = ("number", "at", "who", "what", "subject", "details", "previous")


class Act(StrEnum):
    """Every kind of act that the portal records, by the name under which it is stored.

    Names are for ever: the digests of the log cover them. A new one needs its sentence in
    ``web/admin/audit_sentences.py``.
    """

    ASSIGNMENTS_TAKEN = "assignments_taken"
    BACKUP_RESTORED = "backup restored"
    CALENDAR_ADDRESS_MADE = "calendar_address_made"
    CALENDAR_ADDRESS_REVOKED = "calendar_address_revoked"
    CONFIRMATION_FAILED = "confirmation_failed"
    COUNTER_PIN_SET = "counter_pin_set"
    DRAFT_APPROVED = "draft approved"
    DRAFT_CANCELLED = "draft cancelled"
    DRAFT_COMMENT = "draft comment"
    DRAFT_HELD = "draft held"
    DRAFT_PAUSED = "draft paused"
    DRAFT_PUBLISHED = "draft published"
    DRAFT_RESCHEDULED = "draft rescheduled"
    DRAFT_RESTORED = "draft restored"
    DRAFT_RETURNED = "draft returned"
    DRAFT_ROLLED_BACK = "draft rolled back"
    DRAFT_SCHEDULED = "draft scheduled"
    DRAFT_STEP_REDONE = "draft_step_redone"
    DRAFT_STEP_UNDONE = "draft_step_undone"
    DRAFT_SUBMITTED = "draft submitted"
    DRAFT_TAKEN_BACK = "draft taken back"
    DRAFT_WITHDRAWN = "draft withdrawn"
    EDITORS_SECOND_FACTOR_OFF = "editors_second_factor_off"
    EDITORS_SECOND_FACTOR_ON = "editors_second_factor_on"
    KIOSK_ADDED = "kiosk_added"
    KIOSK_CHANGED = "kiosk_changed"
    KIOSK_CODE_RENEWED = "kiosk_code_renewed"
    KIOSK_ENROLLED = "kiosk_enrolled"
    KIOSK_REVOKED = "kiosk_revoked"
    MAIL_SETTINGS_CHANGED = "mail_settings_changed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_STOPPED = "passkey_stopped"
    PASSKEY_USED = "passkey_used"
    PASSWORD_CHOSEN = "password_chosen"  # nosec B105
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_DISABLED = "person_disabled"
    PERSON_ENABLED = "person_enabled"
    PERSON_RESET = "person_reset"
    PERSON_UNLOCKED = "person_unlocked"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    REMARK_ANSWERED = "remark_answered"
    REMARK_MADE = "remark_made"
    REMARK_REOPENED = "remark_reopened"
    REMARK_SETTLED = "remark_settled"
    REMARK_TAKEN_BACK = "remark_taken_back"
    REPORT_ASSIGNED = "report_assigned"
    REPORT_REDACTED = "report_redacted"
    REPORT_SETTLED = "report_settled"
    RESPONSIBLE_CHANGED = "responsible_changed"
    ROLLBACK_CONFIRMED = "rollback_confirmed"
    ROLLBACK_UNDONE = "rollback_undone"
    ROLLED_BACK = "rolled_back"
    SECOND_FACTOR_ENROLLED = "second_factor_enrolled"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    SECOND_FACTOR_PASSED = "second_factor_passed"
    SECOND_FACTOR_RESET = "second_factor_reset"
    SET_UP = "set_up"
    SET_UP_FAILED = "set_up_failed"
    SIGN_INS_ENDED = "sign_ins_ended"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SOURCE_LOOKED_AT = "source_looked_at"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries are asked for; an empty word or 0 asks for all.

    ``draft`` and ``release``: what the entry tells of, by number; ``since`` (included) and
    ``before`` (not): moments in UTC as entries are stamped.
    """

    who: str = ""
    what: str = ""
    draft: int = 0
    release: int = 0
    since: str = ""
    before: str = ""


def record(
    session: Any, who: str, what: Act, subject: str, details: Mapping[str, object] | None = None
) -> None:
    """Add an entry within the write transaction of ``session``; never any secret in details."""
    newest = session.scalar(
        select(AuditHead).with_for_update().execution_options(populate_existing=True)
    )
    values: dict[str, Any] = {
        "number": newest.number + 1,
        "at": now().isoformat(timespec="milliseconds"),
        "who": who[:80],
        "what": str(what)[:40],
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
    """The query with what is asked for of each entry; the days bound it by numbers besides."""
    if wanted.who:
        query = query.where(AuditEntry.who == wanted.who)
    if wanted.what:
        query = query.where(AuditEntry.what == wanted.what)
    if wanted.draft:
        query = query.where(AuditEntry.subject == f"draft {wanted.draft}")
    if wanted.release:
        query = query.where(_tells_of_release(wanted.release))
    if wanted.since:
        query = query.where(AuditEntry.at >= wanted.since)
    return query.where(AuditEntry.at < wanted.before) if wanted.before else query


def _tells_of_release(number: int) -> Any:
    """Entries about a release, and steps of drafts whose words name it."""
    named = f"release {number}"
    return or_(AuditEntry.subject == named, AuditEntry.details.contains(f'"words": "{named}"'))


def _numbers(wanted: AuditFilter) -> tuple[int, int]:
    """The first and the last number that can be of the days asked for.

    Entries are numbered as they come, so a day is found by halving, along the primary key.
    """
    last = db.session.scalar(select(AuditHead.number)) or 0
    first = _first_since(wanted.since, last) if wanted.since else 1
    return first, _first_since(wanted.before, last) - 1 if wanted.before else last


def _first_since(moment: str, last: int) -> int:
    """The number of the first entry at or after a moment; one past the last where none is."""
    low = 1
    high = last + 1
    while low < high:
        middle = (low + high) // 2
        at = db.session.scalar(select(AuditEntry.at).where(AuditEntry.number == middle))
        low, high = (middle + 1, high) if (at or "") < moment else (low, middle)
    return low


def entries(
    before: int = 0, wanted: AuditFilter = AuditFilter()
) -> tuple[tuple[AuditRecord, ...], int]:
    """A page of entries, newest first, and where to go on: the ``before`` of the next, 0: the end.

    ``before``: entries of lower numbers; up to 1, where there is none lower, the newest. Those of
    a draft are found by an index. Of others at most LOOKED_THROUGH are read: fewer than PAGE with
    somewhere to go on means that they did not hold more. Raises StoreUnavailable.
    """
    with unavailable_on_error():
        first, last = _numbers(wanted)
        top = min(last, before - 1) if before > 1 else last
        low = first if wanted.draft else max(first, top - LOOKED_THROUGH + 1)
        query = _wanted(select(AuditEntry).where(AuditEntry.number.between(low, top)), wanted)
        rows = db.session.scalars(query.order_by(AuditEntry.number.desc()).limit(PAGE + 1)).all()
        found = tuple(_entry(row) for row in rows[:PAGE])
    if len(rows) > PAGE:
        return found, found[-1].number
    return found, low if low > first else 0


def all_entries(wanted: AuditFilter = AuditFilter()) -> Iterator[AuditRecord]:
    """Every entry, oldest first, a batch at a time. Raises StoreUnavailable."""
    with unavailable_on_error():
        first, newest = _numbers(wanted)
    last = first - 1
    while True:
        query = _wanted(select(AuditEntry), wanted).where(AuditEntry.number > last)
        if wanted.before:
            query = query.where(AuditEntry.number <= newest)
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
