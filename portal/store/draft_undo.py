"""Undo and redo of the steps of a draft, without overwriting what came after them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import func, select

from ..rules.items.parts import Value
from . import audit
from .audit import Act
from .database import aware, db, now, unavailable_on_error, writing
from .draft_steps import EXPIRING, KEPT, Item, StepKind, content_of, last_versions, state_of
from .drafts import DraftChange, as_read, change_rows, editable_row, editor_names, unpacked
from .people.accounts import Person
from .tables import Change, DraftStep, StepItem

Direction = Literal["undo", "redo"]
_ACTS: dict[Direction, Act] = {"undo": Act.DRAFT_STEP_UNDONE, "redo": Act.DRAFT_STEP_REDONE}
_NAMED = 20
"""So many items of a step are named in the audit log."""


class NoSuchStep(LookupError):
    """There is no such step to undo or redo: it was undone already, or is forgotten."""


class ChangedSince(Exception):
    """Items of the step were changed after it; undoing would overwrite that."""

    def __init__(self, items: tuple[Item, ...]) -> None:
        super().__init__(f"{len(items)} items were changed since")
        self.items = items


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReturn:
    """An item of a step: what turning the step back makes of it, and what stands now.

    ``to``: the value that comes back where the draft changes the item then; ``is_left``: the draft
    leaves the item alone then; ``is_changed``: it was changed after the step.
    """

    path: str
    place: str
    to: Value | None
    is_left: bool
    is_changed: bool
    now: DraftChange | None


def _step(
    session: Any, number: int, step: int, direction: Direction, moment: datetime
) -> DraftStep:
    """A step that can be turned. Raises NoSuchStep."""
    row: DraftStep | None = session.get(DraftStep, step)
    if row is None or row.draft_id != number:
        raise NoSuchStep(step)
    session.refresh(row)
    is_over = row.kind in EXPIRING and moment - aware(row.at) >= KEPT
    if is_over or (row.undone_at is None) is (direction == "redo"):
        raise NoSuchStep(step)
    return row


def _items(session: Any, step: int) -> list[StepItem]:
    return list(
        session.scalars(select(StepItem).where(StepItem.step_id == step).order_by(StepItem.id))
    )


def _sides(item: StepItem, direction: Direction) -> tuple[str, str]:
    """The state from which and to which an item is turned."""
    return (item.became, item.was) if direction == "undo" else (item.was, item.became)


def _is_changed(row: Change | None, item: StepItem, direction: Direction) -> bool:
    """Whether an item says neither what the step left nor already what comes back."""
    content = content_of(state_of(row))
    return content not in [content_of(side) for side in _sides(item, direction)]


def returns_of(
    number: int, step: int, direction: Direction, moment: datetime
) -> tuple[ItemReturn, ...]:
    """What turning a step would make of each of its items. Raises NoSuchStep."""
    with unavailable_on_error():
        session = db.session
        _step(session, number, step, direction, moment)
        rows = change_rows(session, number)
        found = []
        for item in _items(session, step):
            row = rows.get((item.path, item.place))
            _, to = _sides(item, direction)
            found.append(
                ItemReturn(
                    path=item.path,
                    place=item.place,
                    to=unpacked(json.loads(to)[1]) if to else None,
                    is_left=not to,
                    is_changed=_is_changed(row, item, direction),
                    now=as_read(row, {}) if row else None,
                )
            )
        return tuple(found)


def turn_step(
    number: int,
    step: int,
    direction: Direction,
    person: Person,
    moment: datetime,
    *,
    rest: bool = False,
) -> None:
    """Undo or redo a step as a whole; ``rest``: only what of it nobody changed since.

    Raises ChangedSince, NoSuchStep, NotEditable, NoSuchDraft, StoreUnavailable.
    """
    with writing() as session:
        draft = editable_row(session, number)
        turned = _step(session, number, step, direction, moment)
        rows = change_rows(session, number)
        items = _items(session, step)
        changed = tuple(
            (its.path, its.place)
            for its in items
            if _is_changed(rows.get((its.path, its.place)), its, direction)
        )
        if changed and not rest:
            raise ChangedSince(changed)
        versions = last_versions(session, number)
        back = [its for its in items if (its.path, its.place) not in changed]
        for its in back:
            row = rows.get((its.path, its.place))
            to = _sides(its, direction)[1]
            if content_of(state_of(row)) != content_of(to):
                _put(session, row, its, to, _Place(number, versions))
        turned.undone_at = now() if direction == "undo" else None
        turned.undone_by = person.id if direction == "undo" else None
        draft.updated_at = now()
        details = {
            "step": step,
            "items": [f"{its.path} {its.place}" for its in back[:_NAMED]],
            "number": len(back),
        }
        audit.record(session, person.name, _ACTS[direction], f"draft {number}", details)


@dataclass(frozen=True, slots=True)
class _Place:
    """The draft of an item, and the last versions of all its items."""

    draft: int
    versions: Mapping[Item, int]


def _put(session: Any, row: Change | None, item: StepItem, state: str, where: _Place) -> None:
    """Give an item a state; its version counts on, so that nobody's open form overwrites it."""
    if not state:
        if row is not None:
            item.version = max(item.version, row.version)
            session.delete(row)
        return
    before, after, given, position, editor = json.loads(state)
    if row is None:
        version = where.versions.get((item.path, item.place), 0)
        row = Change(draft_id=where.draft, path=item.path, place=item.place, version=version)
        session.add(row)
    row.before = before
    row.after = after
    row.given = given
    row.position = position
    row.editor_id = editor
    row.version += 1
    row.updated_at = now()
    item.version = row.version


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """A step as it is listed; ``path``, ``place`` and ``value``: its first item.

    ``undone_by`` is empty unless it was undone; ``items``: how many items it changed.
    """

    id: int
    kind: StepKind
    editor: str
    editor_id: int | None
    at: datetime
    undone_at: datetime | None
    undone_by: str
    items: int
    path: str
    place: str
    value: Value | None

    def is_over(self, moment: datetime) -> bool:
        """Whether it can be undone no more."""
        return self.kind in EXPIRING and moment - self.at >= KEPT


def steps_of(number: int, most: int, skipped: int = 0) -> tuple[StepRecord, ...]:
    """Steps of a draft, the newest first. Raises StoreUnavailable."""
    with unavailable_on_error():
        rows = db.session.scalars(
            select(DraftStep)
            .where(DraftStep.draft_id == number)
            .order_by(DraftStep.id.desc())
            .limit(most)
            .offset(skipped)
        ).all()
        names = editor_names(db.session)
        ids = [row.id for row in rows]
        found = db.session.execute(
            select(StepItem.step_id, func.count(StepItem.id), func.min(StepItem.id))
            .where(StepItem.step_id.in_(ids))
            .group_by(StepItem.step_id)
        )
        counts = {step: (count, first) for step, count, first in found}
        firsts = db.session.scalars(
            select(StepItem).where(StepItem.id.in_([first for _, first in counts.values()]))
        )
        items = {its.step_id: its for its in firsts}
        return tuple(
            StepRecord(
                id=row.id,
                kind=next(kind for kind in get_args(StepKind) if kind == row.kind),
                editor=names.get(row.editor_id, ""),
                editor_id=row.editor_id,
                at=aware(row.at),
                undone_at=aware(row.undone_at) if row.undone_at else None,
                undone_by=names.get(row.undone_by, ""),
                items=counts[row.id][0],
                path=items[row.id].path,
                place=items[row.id].place,
                value=_value_of(items[row.id]),
            )
            for row in rows
        )


def _value_of(item: StepItem) -> Value | None:
    """What an item said after a step; before it, where nothing is left."""
    states = [json.loads(side) for side in (item.became, item.was) if side]
    return next((unpacked(state[1]) for state in states if state[1]), None)


def count_steps(number: int) -> int:
    """How many steps of a draft are kept. Raises StoreUnavailable."""
    with unavailable_on_error():
        chosen = select(func.count(DraftStep.id)).where(DraftStep.draft_id == number)
        return db.session.scalar(chosen) or 0
