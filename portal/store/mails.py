"""The outbox of mails to administrators, and who wants which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import select

from .audit import Act, record
from .database import aware, db, unavailable_on_error, writing
from .people.accounts import Person, person_of
from .tables import Editor, Mail

Kind = Literal[
    "invitation",
    "submitted",
    "returned",
    "remark",
    "published",
    "assigned",
    "expiring",
    "rollback",
    "security",
    "trial",
]
"""What a mail tells. Those of `_ALWAYS` are sent whatever the person wants."""

_ALWAYS: tuple[Kind, ...] = ("invitation", "rollback", "security", "trial")

Hindrance = Literal["", "no_connection", "refused", "sender", "address", "busy"]
"""Why a mail was not taken."""

MOST_TRIES = 8
_PAUSE = timedelta(minutes=5)
_SHOWN = 100
_BATCH = 50
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[0-9a-z-]{1,63}(\.[0-9a-z-]{1,63})+", re.I)
LONGEST_ADDRESS = 254


class BadAddress(ValueError):
    """What was written is no e-mail address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who can be written to; ``notices``: whether they want to be told what waits."""

    person: Person
    address: str
    notices: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCopy:
    """A mail as it stands in the outbox."""

    id: int
    created_at: datetime
    to: str
    address: str
    kind: Kind
    subject: str
    body: str
    state: str
    tries: int
    tried_at: datetime | None
    fault: Hindrance


def plain_address(written: str) -> str:
    """An e-mail address as it is kept; empty for none. Raises BadAddress."""
    address = written.strip()
    if address and (len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address)):
        raise BadAddress
    return address


def set_address(number: int, address: str, notices: bool, by: str) -> None:
    """Keep where somebody is reached and whether they want notices. Raises StoreUnavailable."""
    with writing() as session:
        row = session.get(Editor, number)
        if row is None or (row.email, row.notices) == (address, notices):
            return
        row.email = address
        row.notices = notices
        record(session, by, Act.MAIL_SETTINGS_CHANGED, row.name, {"notices": notices})


def recipients() -> tuple[Recipient, ...]:
    """Everybody active who left an address. Raises StoreUnavailable."""
    with unavailable_on_error():
        found = select(Editor).where(Editor.active.is_(True), Editor.email != "")
        rows = db.session.scalars(found.order_by(Editor.id)).all()
        return tuple(
            Recipient(person=person_of(row), address=row.email, notices=row.notices) for row in rows
        )


def recipient(number: int) -> Recipient | None:
    """Where one person is reached. Raises StoreUnavailable."""
    return next((its for its in recipients() if its.person.id == number), None)


def address_of(number: int) -> tuple[str, bool]:
    """The address somebody left, and whether they want notices. Raises StoreUnavailable."""
    with unavailable_on_error():
        row = db.session.get(Editor, number)
        return (row.email, row.notices) if row else ("", True)


def queue(to: Iterable[Recipient], kind: Kind, subject: str, body: str) -> int:
    """Put a mail to each into the outbox; returns how many. Raises StoreUnavailable."""
    wanted = [its for its in to if its.notices or kind in _ALWAYS]
    if not wanted:
        return 0
    one_line = " ".join(subject.split())[:200]
    with writing() as session:
        for its in wanted:
            session.add(
                Mail(
                    editor_id=its.person.id,
                    address=its.address,
                    kind=kind,
                    subject=one_line,
                    body=body,
                )
            )
    return len(wanted)


def due(at: datetime) -> tuple[MailCopy, ...]:
    """Mails that wait and were not tried just now, the oldest first. Raises StoreUnavailable."""
    query = select(Mail, Editor.name).join(Editor, Editor.id == Mail.editor_id)
    query = query.where(Mail.state == "waiting").order_by(Mail.id).limit(_BATCH)
    with unavailable_on_error():
        found = tuple(_copy(row, name) for row, name in db.session.execute(query))
    return tuple(
        its for its in found if its.tried_at is None or at - its.tried_at >= _PAUSE * its.tries
    )


def sent(number: int, at: datetime) -> None:
    """A mail was taken by the mail server. Raises StoreUnavailable."""
    _settle(number, "sent", "", at)


def failed(number: int, fault: Hindrance, at: datetime) -> None:
    """A mail was not taken; after eight tries it is given up. Raises StoreUnavailable."""
    _settle(number, "waiting", fault, at)


def _settle(number: int, state: str, fault: Hindrance, at: datetime) -> None:
    with writing() as session:
        row = session.get(Mail, number)
        if row is None:
            return
        row.tries += 1
        row.tried_at = at
        row.fault = fault
        row.state = "given_up" if fault and row.tries >= MOST_TRIES else state


def last_mails() -> tuple[MailCopy, ...]:
    """The last mails, the newest first. Raises StoreUnavailable."""
    query = select(Mail, Editor.name).join(Editor, Editor.id == Mail.editor_id)
    with unavailable_on_error():
        rows = db.session.execute(query.order_by(Mail.id.desc()).limit(_SHOWN))
        return tuple(_copy(row, name) for row, name in rows)


def failing() -> int:
    """How many mails could not be sent so far. Raises StoreUnavailable."""
    return sum(bool(its.fault) for its in last_mails())


def _copy(row: Mail, name: str) -> MailCopy:
    return MailCopy(
        id=row.id,
        created_at=aware(row.created_at),
        to=name,
        address=row.address,
        kind=next(kind for kind in get_args(Kind) if kind == row.kind),
        subject=row.subject,
        body=row.body,
        state=row.state,
        tries=row.tries,
        tried_at=aware(row.tried_at) if row.tried_at else None,
        fault=next(fault for fault in get_args(Hindrance) if fault == row.fault),
    )
