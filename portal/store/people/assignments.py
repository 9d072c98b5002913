"""What is assigned to people: what lapses, and reports; it is taken away with their right to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, tuple_, update

from ..audit import Act, record
from ..database import db, unavailable_on_error, writing
from ..tables import Editor, Report, Responsibility

SeriesKey = tuple[str, str]
"""The document and the series of something that lapses."""


class OtherHolder(Exception):
    """Somebody else was made responsible meanwhile."""


class NobodyThere(LookupError):
    """There is no active person of this number."""


@dataclass(frozen=True, slots=True)
class Holder:
    """An active person to whom something is assigned."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """What is assigned to somebody: what lapses, and the numbers of reports."""

    series: frozenset[SeriesKey] = frozenset()
    reports: frozenset[int] = frozenset()


NOTHING = Assigned()


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who takes on which of the things that are taken away from somebody."""

    to: int
    what: Assigned


def responsibilities() -> Mapping[SeriesKey, Holder]:
    """Who is responsible for what. Raises StoreUnavailable."""
    query = select(Responsibility, Editor.name).join(Editor, Editor.id == Responsibility.editor_id)
    with unavailable_on_error():
        rows = db.session.execute(query.where(Editor.active.is_(True)))
        return {(row.path, row.series): Holder(row.editor_id, name) for row, name in rows}


def assigned_to(number: int) -> Assigned:
    """Everything that is assigned to somebody. Raises StoreUnavailable."""
    with unavailable_on_error():
        found = select(Responsibility).where(Responsibility.editor_id == number)
        series = frozenset((row.path, row.series) for row in db.session.scalars(found))
        reports = select(Report.id).where(Report.assigned_to == number)
        return Assigned(series, frozenset(db.session.scalars(reports)))


def set_responsible(key: SeriesKey, number: int | None, by: str, *, held: int) -> None:
    """Make somebody responsible for something, or nobody in particular; recorded.

    ``held``: who was when the form was made, 0 for nobody. Raises OtherHolder, NobodyThere,
    StoreUnavailable.
    """
    with writing() as session:
        row = session.get(Responsibility, key)
        if (_active(session, row.editor_id) if row else 0) != held:
            raise OtherHolder
        _put(session, key, number, by)


def set_all_responsible(keys: Collection[SeriesKey], number: int | None, by: str) -> int:
    """Make somebody responsible for many things at once; how many that changed.

    Raises NobodyThere, StoreUnavailable.
    """
    with writing() as session:
        return sum(_put(session, key, number, by) for key in sorted(keys))


def _active(session: Any, number: int) -> int:
    editor = session.get(Editor, number)
    return number if editor is not None and editor.active else 0


def _put(session: Any, key: SeriesKey, number: int | None, by: str) -> bool:
    row = session.get(Responsibility, key)
    if number == (row.editor_id if row else None):
        return False
    before = session.get(Editor, row.editor_id).name if row else ""
    after = session.get(Editor, number) if number else None
    if number and (after is None or not after.active):
        raise NobodyThere(number)
    if row is None:
        session.add(Responsibility(path=key[0], series=key[1], editor_id=number))
    elif number is None:
        session.delete(row)
    else:
        row.editor_id = number
    session.flush()
    details = {"from": before, "to": after.name if after else "", "series": key[1]}
    record(session, by, Act.RESPONSIBLE_CHANGED, key[0], details)
    return True


def take_away(
    session: Any, number: int, by: str, what: Assigned, hand_over: HandOver | None = None
) -> None:
    """Take things from somebody within a write transaction; some go to another person.

    What `hand_over` does not name is nobody's then. Raises NobodyThere for a successor who is not
    active.
    """
    handed = hand_over.what if hand_over else NOTHING
    successor = hand_over.to if hand_over else None
    if successor is not None and not _active(session, successor):
        raise NobodyThere(successor)
    mine = Responsibility.editor_id == number
    key = tuple_(Responsibility.path, Responsibility.series)
    kept = what.series & handed.series
    session.execute(update(Responsibility).where(mine, key.in_(kept)).values(editor_id=successor))
    session.execute(delete(Responsibility).where(mine, key.in_(what.series - kept)))
    for reports, to in (
        (what.reports & handed.reports, successor),
        (what.reports - handed.reports, None),
    ):
        held = (Report.assigned_to == number) & Report.id.in_(reports)
        session.execute(update(Report).where(held).values(assigned_to=to))
    if what != NOTHING:
        name = session.get(Editor, number).name
        details = {
            "items": len(what.series),
            "reports": len(what.reports),
            "to": session.get(Editor, successor).name if successor else "",
        }
        record(session, by, Act.ASSIGNMENTS_TAKEN, name, details)
