"""Reports that a counter said otherwise: service, district, release and words; nothing personal."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Select, func, select

from .audit import Act, record
from .database import aware, db, lock_row, unavailable_on_error, writing
from .people.accounts import Person
from .people.assignments import Holder, NobodyThere
from .personal_numbers import MASK, masked
from .tables import Editor, Report

LONGEST = 500
Said = Literal[
    "paper",
    "amount",
    "duration",
    "deadline",
    "not_here",
    "elsewhere",
    "outsider",
    "system",
    "address",
    "other",
]
"""What a counter said, as it is tapped."""
Told = Literal["today", "week", "earlier"]
"""When it said so."""
STATES = ("new", "accepted", "explained", "fixed", "spam")
OPEN = ("new", "accepted")
"""The states in which something is still to be done about a report."""


class NoSuchReport(LookupError):
    """There is no report of this number, or it is not this person's to see."""


class NotTakenOut(ValueError):
    """A redaction that says something which the report did not."""


class Stale(Exception):
    """Somebody else settled the report, or gave it to another, meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCopy:
    """A report as it stood when it was read; ``seen`` tells one state of it from another."""

    id: int
    created_at: datetime
    service: str
    district: str
    release: int
    words: str
    said: tuple[Said, ...]
    told: Told | None
    state: str
    fixed_in: int | None
    remark: str
    holder: Holder | None

    @property
    def seen(self) -> str:
        whole = f"{self.state}\0{self.fixed_in}\0{self.remark}\0{self.words}"
        return hashlib.sha256(whole.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class ReportScope:
    """Which reports somebody may see: of these districts and services; None is without limit."""

    districts: Collection[str] | None = None
    services: Collection[str] | None = None

    def holds(self, report: ReportCopy) -> bool:
        return _inside(self.districts, report.district) and _inside(self.services, report.service)


def _inside(names: Collection[str] | None, name: str) -> bool:
    return names is None or name in names


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFilter:
    """Which reports are asked for; an empty word asks for all, without spam.

    ``assigned_to``: the number of a person, 0 for those of nobody, None for all.
    """

    state: str = ""
    district: str = ""
    service: str = ""
    assigned_to: int | None = None


def known_said(names: Iterable[str]) -> tuple[Said, ...]:
    """The choices among some names, in their own order; others are dropped."""
    named = set(names)
    found: tuple[Said, ...] = get_args(Said)
    return tuple(its for its in found if its in named)


def known_told(name: str) -> Told | None:
    """The time of this name."""
    found: tuple[Told, ...] = get_args(Told)
    return next((its for its in found if its == name), None)


def add_report(
    service: str,
    district: str,
    release: int,
    words: str,
    offices: Collection[str] = (),
    *,
    said: Iterable[Said] = (),
    told: Told | None = None,
) -> None:
    """Keep one report, without numbers that tell who somebody is. Raises StoreUnavailable.

    How many one address may send is limited before; a limit for all would let a few silence all.
    ``offices``: telephones that stay, as digits.
    """
    kept = masked(words[:LONGEST], offices)
    with writing() as session:
        session.add(
            Report(
                service=service,
                district=district,
                release=release,
                words=kept,
                said=" ".join(said),
                told=told or "",
            )
        )


def _wanted(query: Select[Any], wanted: ReportFilter, within: ReportScope) -> Select[Any]:
    for column, value in (
        (Report.state, wanted.state),
        (Report.district, wanted.district),
        (Report.service, wanted.service),
    ):
        if value:
            query = query.where(column == value)
    if not wanted.state:
        query = query.where(Report.state != "spam")
    if wanted.assigned_to is not None:
        query = query.where(Report.assigned_to == (wanted.assigned_to or None))
    if within.districts is not None:
        query = query.where(Report.district.in_(within.districts))
    if within.services is not None:
        query = query.where(Report.service.in_(within.services))
    return query


def count_reports(
    wanted: ReportFilter = ReportFilter(), within: ReportScope = ReportScope()
) -> int:
    """How many reports there are. Raises StoreUnavailable."""
    with unavailable_on_error():
        query = _wanted(select(func.count(Report.id)), wanted, within)
        return db.session.scalar(query) or 0


def list_reports(
    wanted: ReportFilter = ReportFilter(),
    within: ReportScope = ReportScope(),
    *,
    first: int = 0,
    most: int | None = None,
) -> tuple[ReportCopy, ...]:
    """Reports, the newest first. Raises StoreUnavailable."""
    query = _wanted(select(Report), wanted, within).order_by(Report.id.desc())
    with unavailable_on_error():
        rows = db.session.scalars(query.offset(first).limit(most)).all()
        names = dict(list(db.session.execute(select(Editor.id, Editor.name))))
        return tuple(_copy(row, names.get(row.assigned_to, "")) for row in rows)


def read_report(number: int, within: ReportScope = ReportScope()) -> ReportCopy:
    """One report. Raises NoSuchReport, StoreUnavailable."""
    with unavailable_on_error():
        return _within(db.session.get(Report, number), number, within)


def _within(row: Report | None, number: int, within: ReportScope) -> ReportCopy:
    copy = _copy(row, _holder_name(row)) if row else None
    if copy is None or not within.holds(copy):
        raise NoSuchReport(number)
    return copy


def _holder_name(row: Report) -> str:
    holder = db.session.get(Editor, row.assigned_to) if row.assigned_to else None
    return holder.name if holder else ""


def _copy(row: Report, holder: str) -> ReportCopy:
    return ReportCopy(
        id=row.id,
        created_at=aware(row.created_at),
        service=row.service,
        district=row.district,
        release=row.release,
        words=row.words,
        said=known_said(row.said.split()),
        told=known_told(row.told),
        state=row.state,
        fixed_in=row.fixed_in,
        remark=row.remark,
        holder=Holder(row.assigned_to, holder) if row.assigned_to else None,
    )


def redact(
    number: int, person: Person, words: str, *, seen: str, within: ReportScope = ReportScope()
) -> None:
    """Take something out of a report; recorded without what was taken out.

    Raises NotTakenOut, Stale, NoSuchReport, StoreUnavailable.
    """
    with writing() as session:
        row = _locked(session, number, seen, within)
        if not _is_left_of(words, row.words):
            raise NotTakenOut
        details = {"characters": len(row.words), "left": len(words)}
        row.words = words
        record(session, person.name, Act.REPORT_REDACTED, f"report {number}", details)


def _is_left_of(words: str, whole: str) -> bool:
    """Whether a text is another one with something taken out, marked or not."""
    letters = iter(whole)
    return all(letter in letters for letter in words.replace(MASK, "").replace("…", ""))


def _locked(session: Any, number: int, seen: str, within: ReportScope) -> Any:
    """The row of a report inside a write under way. Raises Stale, NoSuchReport."""
    row = _fresh(session, number)
    if _within(row, number, within).seen != seen:
        raise Stale
    return row


def _fresh(session: Any, number: int) -> Any:
    """The row of a report as it is now, kept from others; None where there is none."""
    row = session.get(Report, number)
    if row is not None:
        lock_row(session, row)
    return row


def settle(
    number: int,
    person: Person,
    state: str,
    remark: str,
    fixed_in: int | None,
    *,
    seen: str,
    within: ReportScope = ReportScope(),
) -> None:
    """Say what became of a report; recorded by the audit log.

    Raises Stale where somebody else did so since it was read, NoSuchReport, StoreUnavailable.
    """
    assert state in STATES
    with writing() as session:
        row = _locked(session, number, seen, within)
        before = row.state
        row.state = state
        row.remark = remark
        row.fixed_in = fixed_in if state == "fixed" else None
        details = {"from": before, "to": state, "remark": remark, "release": row.fixed_in}
        record(session, person.name, Act.REPORT_SETTLED, f"report {number}", details)


def assign(
    number: int,
    person: Person,
    to: Person | None,
    *,
    held: int,
    within: ReportScope = ReportScope(),
) -> bool:
    """Give a report to somebody to look after, or take it from them; whether that changed it.

    ``held``: who had it when the form was made, 0 for nobody. Raises Stale, NoSuchReport,
    NobodyThere, StoreUnavailable.
    """
    with writing() as session:
        row = _fresh(session, number)
        before = _within(row, number, within).holder
        if (before.id if before else 0) != held:
            raise Stale
        if held == (to.id if to else 0):
            return False
        if to and not session.get(Editor, to.id).active:
            raise NobodyThere(to.id)
        row.assigned_to = to.id if to else None
        details = {"from": before.name if before else "", "to": to.name if to else ""}
        record(session, person.name, Act.REPORT_ASSIGNED, f"report {number}", details)
        return True
