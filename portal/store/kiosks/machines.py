"""Kiosks as a manager keeps them: added, changed, given a code, revoked; PINs of counters."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from ..audit import Act, record
from ..database import aware, db, unavailable_on_error, writing
from ..people.credentials import code_digest, passwords
from ..people.password_strength import is_weak_pin
from ..tables import CounterPin
from ..tables import Kiosk as KioskRow

PAPERS = ("80mm", "a4")
IDLE_LEAST = 60
IDLE_MOST = 90
SETUP_HOURS = 24
PIN_LEAST = 6
PIN_MOST = 12
LONGEST_NAME = 40
_CODE_DIGITS = 12


class NotPossible(Exception):
    """A change to kiosks that cannot be made; ``reason``: name, taken, unknown, pin."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a manager chooses for a kiosk; ``languages`` begins with the one it starts in."""

    name: str
    counter: str
    district: str
    languages: tuple[str, ...] = ("zh", "en", "hant")
    idle_seconds: int = 75
    paper: str = "80mm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kiosk:
    """A kiosk with its state; ``setup_until``: until when an unused code may be entered."""

    id: int
    setup: Setup
    setup_until: datetime | None
    enrolled_at: datetime | None
    seen_at: datetime | None
    release: int
    revoked_at: datetime | None

    @property
    def is_revoked(self) -> bool:
        """Whether it was switched off."""
        return self.revoked_at is not None


def kiosk_of(row: KioskRow) -> Kiosk:
    """A row as the rest of the portal sees it."""
    setup = Setup(
        name=row.name,
        counter=row.counter,
        district=row.district,
        languages=tuple(row.languages),
        idle_seconds=row.idle_seconds,
        paper=row.paper,
    )
    return Kiosk(
        id=row.id,
        setup=setup,
        setup_until=_aware(row.setup_until),
        enrolled_at=_aware(row.enrolled_at),
        seen_at=_aware(row.seen_at),
        release=row.release,
        revoked_at=_aware(row.revoked_at),
    )


def _aware(moment: datetime | None) -> datetime | None:
    return aware(moment) if moment else None


def kiosks() -> tuple[Kiosk, ...]:
    """All kiosks by name. Raises StoreUnavailable."""
    with unavailable_on_error():
        rows = db.session.scalars(select(KioskRow).order_by(KioskRow.name))
        return tuple(kiosk_of(row) for row in rows)


def kiosk(number: int) -> Kiosk | None:
    """One kiosk. Raises StoreUnavailable."""
    with unavailable_on_error():
        row = db.session.get(KioskRow, number)
        return kiosk_of(row) if row else None


def add_kiosk(setup: Setup, by: str, now: datetime) -> tuple[int, str]:
    """Add a kiosk; returns its number and a code valid for 24 hours. Raises NotPossible."""
    with writing() as session:
        row = KioskRow()
        _fill(session, row, setup)
        code = _new_code(row, now)
        session.add(row)
        session.flush()
        record(session, by, Act.KIOSK_ADDED, row.name, _details(row))
        return row.id, code


def change_kiosk(number: int, setup: Setup, by: str) -> None:
    """Change what was chosen for a kiosk; it takes effect with its next page. NotPossible."""
    with writing() as session:
        row = _row(session, number)
        before = _details(row) | {"name": row.name}
        _fill(session, row, setup)
        if _details(row) | {"name": row.name} != before:
            record(session, by, Act.KIOSK_CHANGED, row.name, _details(row))


def renew_code(number: int, by: str, now: datetime) -> str:
    """A new code; what the kiosk held until now counts no more. Raises NotPossible."""
    with writing() as session:
        row = _row(session, number)
        code = _new_code(row, now)
        row.token = ""  # nosec B105
        row.revoked_at = None
        record(session, by, Act.KIOSK_CODE_RENEWED, row.name)
        return code


def revoke(number: int, by: str, now: datetime) -> None:
    """Switch a kiosk off at once. Raises NotPossible."""
    with writing() as session:
        row = _row(session, number)
        row.revoked_at = now
        row.setup = ""
        row.setup_until = None
        record(session, by, Act.KIOSK_REVOKED, row.name)


def set_pin(counter: str, pin: str, by: str, now: datetime) -> None:
    """Set the PIN of a counter: 6 to 12 digits that are not tried first. Raises NotPossible."""
    if not (pin.isascii() and pin.isdigit() and PIN_LEAST <= len(pin) <= PIN_MOST):
        raise NotPossible("pin")
    if is_weak_pin(pin):
        raise NotPossible("weak_pin")
    digest = passwords().digest(pin)
    with writing() as session:
        row = session.get(CounterPin, counter) or CounterPin(counter=counter)
        row.digest = digest
        row.set_at = now
        session.add(row)
        record(session, by, Act.COUNTER_PIN_SET, counter)


def counters_with_pin() -> frozenset[str]:
    """The counters that have a PIN. Raises StoreUnavailable."""
    with unavailable_on_error():
        return frozenset(db.session.scalars(select(CounterPin.counter)))


def _row(session: Any, number: int) -> KioskRow:
    row: KioskRow | None = session.get(KioskRow, number)
    if row is None:
        raise NotPossible("unknown")
    return row


def _fill(session: Any, row: KioskRow, setup: Setup) -> None:
    name = setup.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise NotPossible("name")
    same = select(KioskRow.id).where(func.lower(KioskRow.name) == name.lower())
    with session.no_autoflush:
        if session.scalar(same) not in (None, row.id):
            raise NotPossible("taken")
    row.name = name
    row.counter = setup.counter
    row.district = setup.district
    row.languages = list(setup.languages)
    row.paper = setup.paper
    row.idle_seconds = setup.idle_seconds


def _details(row: KioskRow) -> dict[str, object]:
    names: Sequence[str] = ("counter", "district", "languages", "idle_seconds", "paper")
    return {name: getattr(row, name) for name in names}


def _new_code(row: KioskRow, now: datetime) -> str:
    code = "".join(secrets.choice("0123456789") for _ in range(_CODE_DIGITS))
    row.setup = code_digest(code)
    row.setup_until = now + timedelta(hours=SETUP_HOURS)
    return " ".join(code[i : i + 4] for i in range(0, _CODE_DIGITS, 4))
