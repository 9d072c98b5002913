"""Reports that a counter said otherwise: service, district, release and words; nothing personal."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from .audit import record
from .database import db, unavailable_on_error, writing
from .people import Person
from .tables import Report
from .tables.moments import aware

LONGEST = 500
STATES = ("new", "accepted", "explained", "fixed")
_MOST_AN_HOUR = 200


class TooManyReports(Exception):
    """More reports came in within an hour than anybody could read."""


class NoSuchReport(LookupError):
    """There is no report of this number, or it is not this person's to see."""


class Stale(Exception):
    """Somebody else settled the report meanwhile."""


@dataclass(frozen=True, slots=True)
class ReportCopy:
    """A report as it stood when it was read; ``seen`` tells one state of it from another."""

    id: int
    created_at: datetime
    service: str
    district: str
    release: int
    words: str
    state: str
    fixed_in: int | None
    remark: str

    @property
    def seen(self) -> str:
        whole = f"{self.state}\0{self.fixed_in}\0{self.remark}"
        return hashlib.sha256(whole.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Within:
    """Which reports somebody may see: of these districts and services; None is without limit."""

    districts: Collection[str] | None = None
    services: Collection[str] | None = None

    def holds(self, report: ReportCopy) -> bool:
        return _inside(self.districts, report.district) and _inside(self.services, report.service)


def _inside(names: Collection[str] | None, name: str) -> bool:
    return names is None or name in names


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reports are asked for; an empty word asks for all."""

    state: str = ""
    district: str = ""
    service: str = ""


def add_report(service: str, district: str, release: int, words: str) -> None:
    """Keep one report. Raises TooManyReports, StoreUnavailable."""
    since = datetime.now(UTC) - timedelta(hours=1)
    with writing() as session:
        recent = session.scalar(select(func.count()).where(Report.created_at >= since))
        if recent >= _MOST_AN_HOUR:
            raise TooManyReports
        session.add(
            Report(service=service, district=district, release=release, words=words[:LONGEST])
        )


def _wanted(query: Select[Any], wanted: Filter, within: Within) -> Select[Any]:
    for column, value in (
        (Report.state, wanted.state),
        (Report.district, wanted.district),
        (Report.service, wanted.service),
    ):
        if value:
            query = query.where(column == value)
    if within.districts is not None:
        query = query.where(Report.district.in_(within.districts))
    if within.services is not None:
        query = query.where(Report.service.in_(within.services))
    return query


def count_reports(wanted: Filter = Filter(), within: Within = Within()) -> int:
    """How many reports there are. Raises StoreUnavailable."""
    with unavailable_on_error():
        query = _wanted(select(func.count(Report.id)), wanted, within)
        return db.session.scalar(query) or 0


def list_reports(
    wanted: Filter = Filter(), within: Within = Within(), *, first: int = 0, most: int | None = None
) -> tuple[ReportCopy, ...]:
    """Reports, the newest first. Raises StoreUnavailable."""
    query = _wanted(select(Report), wanted, within).order_by(Report.id.desc())
    with unavailable_on_error():
        rows = db.session.scalars(query.offset(first).limit(most)).all()
        return tuple(_copy(row) for row in rows)


def read_report(number: int, within: Within = Within()) -> ReportCopy:
    """One report. Raises NoSuchReport, StoreUnavailable."""
    with unavailable_on_error():
        return _within(db.session.get(Report, number), number, within)


def _within(row: Report | None, number: int, within: Within) -> ReportCopy:
    copy = _copy(row) if row else None
    if copy is None or not within.holds(copy):
        raise NoSuchReport(number)
    return copy


def _copy(row: Report) -> ReportCopy:
    return ReportCopy(
        *(row.id, aware(row.created_at), row.service, row.district, row.release, row.words),
        *(row.state, row.fixed_in, row.remark),
    )


def settle(
    number: int,
    person: Person,
    state: str,
    remark: str,
    fixed_in: int | None,
    *,
    seen: str,
    within: Within = Within(),
) -> None:
    """Say what became of a report; recorded by the audit log.

    Raises Stale where somebody else did so since it was read, NoSuchReport, StoreUnavailable.
    """
    assert state in STATES
    with writing() as session:
        row = session.get(Report, number)
        if row is not None:
            session.refresh(row, with_for_update=session.connection().dialect.name != "sqlite")
        before = _within(row, number, within)
        if before.seen != seen:
            raise Stale
        row.state, row.remark = state, remark
        row.fixed_in = fixed_in if state == "fixed" else None
        details = {"from": before.state, "to": state, "remark": remark, "release": row.fixed_in}
        record(session, person.name, "report_settled", f"report {number}", details)
