"""The steps of a draft: what each save made of which items, kept so that it can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Row, and_, delete, func, or_, select

from .database import aware, now
from .storable_values import insert_rows
from .tables import Change, Draft, DraftStep, StepItem

StepKind = Literal[
    "typed",
    "saved",
    "dropped",
    "removed",
    "rebased",
    "begun",
    "import",
    "list",
    "yearly",
    "examples",
    "ordered",
    "copied",
    "replaced",
]
"""What made a step. ``typed``: saved while somebody types; what they type next belongs to it."""

KEPT = timedelta(days=30)
"""For so long what was dropped or given up comes back as it was."""
EXPIRING: tuple[StepKind, ...] = ("dropped", "removed")
"""Steps that are forgotten after `KEPT` even while their draft goes on."""
_PAUSE = timedelta(minutes=10)
"""After so long without typing the next save is a step of its own."""
_ENDED = ("published", "withdrawn")

Item = tuple[str, str]
"""Path and place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeState:
    """A change of an item as its row is about to hold it; ``before``, ``after``: packed."""

    before: str
    after: str
    given: str
    position: int | None
    version: int
    editor_id: int | None


ChangeRow = Change | ChangeState | Row[Any]
"""A change as it stands: a row, or what becomes of one."""


def state_of(row: ChangeRow | None) -> str:
    """What a draft makes of an item, as text; empty where it leaves the item alone."""
    if row is None:
        return ""
    state = [row.before, row.after, row.given, row.position, row.editor_id]
    return json.dumps(state, ensure_ascii=False)


def content_of(state: str) -> list[Any]:
    """What of a state is content, whoever wrote it."""
    return json.loads(state)[:4] if state else []


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTurn:
    """What a step made of one item: its state before and after; ``version``: the one after."""

    path: str
    place: str
    was: str
    became: str
    version: int


def turn_of(path: str, place: str, was: str, row: ChangeRow | None, version: int = 0) -> ItemTurn:
    """What became of an item of a state. ``version``: the last one of a row that is deleted."""
    return ItemTurn(
        path=path,
        place=place,
        was=was,
        became=state_of(row),
        version=row.version if row else version,
    )


def note(
    session: Any,
    number: int,
    editor: int | None,
    kind: StepKind,
    turns: Iterable[ItemTurn],
    *,
    joined: bool = False,
) -> None:
    """Note within a write what it made of items. ``joined``: as a part of the step just noted."""
    session.flush()
    real = [its for its in turns if _is_real(its)]
    if not real:
        return
    newest = session.scalar(
        select(DraftStep).where(DraftStep.draft_id == number).order_by(DraftStep.id.desc()).limit(1)
    )
    if newest is not None and (
        _goes_on(session, newest, editor, kind, real)
        or (joined and (newest.editor_id, newest.kind, newest.undone_at) == (editor, kind, None))
    ):
        _join(session, newest, kind, real)
        return
    step = DraftStep(draft_id=number, editor_id=editor, kind=kind)
    session.add(step)
    session.flush()
    _add(session, step.id, real)
    _forget(session)


def _is_real(turn: ItemTurn) -> bool:
    """Whether a turn made another content of its item; one that began or ended a change did."""
    if not turn.was or not turn.became:
        return turn.was != turn.became
    return content_of(turn.was) != content_of(turn.became)


def _goes_on(
    session: Any, newest: DraftStep, editor: int | None, kind: StepKind, turns: Sequence[ItemTurn]
) -> bool:
    """Whether somebody goes on typing into the form whose last save was the newest step."""
    is_open = newest.kind == "typed" and newest.undone_at is None
    if not is_open or kind not in ("typed", "saved") or newest.editor_id != editor:
        return False
    if len(turns) != 1:
        return False
    (first,) = session.scalars(select(StepItem).where(StepItem.step_id == newest.id))
    (turn,) = turns
    is_same = (first.path, first.place) == (turn.path, turn.place)
    is_new = content_of(first.was) != content_of(turn.became)
    return is_same and is_new and now() - aware(newest.at) < _PAUSE


def _join(session: Any, step: DraftStep, kind: StepKind, turns: Sequence[ItemTurn]) -> None:
    """Make more changes a part of a step."""
    rows = session.scalars(select(StepItem).where(StepItem.step_id == step.id)).all()
    known = {(row.path, row.place): row for row in rows}
    for turn in turns:
        row = known.get((turn.path, turn.place))
        if row is not None:
            row.became = turn.became
            row.version = turn.version
    _add(session, step.id, [its for its in turns if (its.path, its.place) not in known])
    step.kind = kind
    step.at = now()


def _add(session: Any, step: int, turns: Sequence[ItemTurn]) -> None:
    rows = [
        {
            "step_id": step,
            "path": its.path,
            "place": its.place,
            "was": its.was,
            "became": its.became,
            "version": its.version,
        }
        for its in turns
    ]
    insert_rows(session, StepItem, rows)


def _forget(session: Any) -> None:
    """Delete what can be undone no more."""
    before = now() - KEPT
    ended = select(Draft.id).where(Draft.state.in_(_ENDED), Draft.updated_at < before)
    old = select(DraftStep.id).where(
        or_(
            and_(DraftStep.kind.in_(EXPIRING), DraftStep.at < before), DraftStep.draft_id.in_(ended)
        )
    )
    session.execute(delete(StepItem).where(StepItem.step_id.in_(old)))
    session.execute(delete(DraftStep).where(DraftStep.id.in_(old)))


def last_versions(session: Any, number: int) -> Mapping[Item, int]:
    """The last version of every item that a draft ever changed: none is ever given twice."""
    rows = session.execute(
        select(StepItem.path, StepItem.place, func.max(StepItem.version))
        .join(DraftStep, DraftStep.id == StepItem.step_id)
        .where(DraftStep.draft_id == number)
        .group_by(StepItem.path, StepItem.place)
    )
    return {(path, place): version for path, place, version in rows}
