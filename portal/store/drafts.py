"""Drafts: changes of items, their seal, and saving without overwriting anybody unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, tuple_, update

from ..rules.items.merge import ItemDifference
from ..rules.items.parts import Edit, Value
from .database import aware, db, lock_row, now, unavailable_on_error, writing
from .draft_steps import (
    ChangeState,
    Item,
    StepKind,
    last_versions,
    note,
    state_of,
    turn_of,
)
from .storable_values import insert_rows
from .tables import Change, Draft, DraftEvent, Editor

FormValues = Mapping[str, list[str]]
"""What was typed into a form: field → its values."""


def packed(value: Value | None) -> str:
    """An item's value as text; days are marked, so that they come back as days."""
    return "" if value is None else _ENCODER.encode(value)


def unpacked(text: str) -> Value | None:
    """The value of a text made by `packed`."""
    return _DECODER.decode(text) if text else None


def packed_form(given: FormValues | None) -> str:
    """What stands in a form as text; empty where nothing is kept of it."""
    return json.dumps(dict(given), ensure_ascii=False) if given else ""


def _day(value: object) -> dict[str, str]:
    assert isinstance(value, date)
    return {"$day": value.isoformat()}


def _as_day(table: dict[str, Any]) -> Any:
    is_day = len(table) == 1 and "$day" in table
    return date.fromisoformat(table["$day"]) if is_day else table


#: Made once: a draft may hold thousands of texts, and `json.loads` would make one for each.
_ENCODER = json.JSONEncoder(default=_day, ensure_ascii=False)
_DECODER = json.JSONDecoder(object_hook=_as_day)


@dataclass(frozen=True, kw_only=True)
class DraftChange:
    """What a draft does to one item. ``given``: what was typed and could not be read yet.

    ``packed_before``, ``packed_after``: the item as texts made by `packed`; they are read where
    somebody asks for them, for a draft may change thousands of items.
    """

    path: str
    place: str
    packed_before: str
    packed_after: str
    given: FormValues
    position: int | None
    version: int
    editor: str
    updated_at: datetime

    @cached_property
    def before(self) -> Value | None:
        """The item as it was when the draft began to change it."""
        return unpacked(self.packed_before)

    @cached_property
    def after(self) -> Value | None:
        """The item as the draft has it."""
        return unpacked(self.packed_after)

    def says_as(self, other: DraftChange) -> bool:
        """Whether it makes the same of its item as another, word for word."""
        mine, its = ((one.packed_after, one.given, one.position) for one in (self, other))
        return mine == its

    @property
    def edit(self) -> Edit:
        """What to apply to the document."""
        return Edit(self.place, self.after, self.position)


def as_read(row: Change | Row[Any], names: Mapping[int | None, str]) -> DraftChange:
    """A change as it stands. ``names``: what the editors are called, by number."""
    return DraftChange(
        path=row.path,
        place=row.place,
        packed_before=row.before,
        packed_after=row.after,
        given=json.loads(row.given) if row.given else {},
        position=row.position,
        version=row.version,
        editor=names.get(row.editor_id, ""),
        updated_at=aware(row.updated_at),
    )


EDITABLE = "editing"
_MOVES_NOTHING = ("comment", "withdrawn", "restored")
"""Events after which it still stands where the one before had put it."""
OPEN = ("editing", "in_review", "approved", "scheduled")
STATES = (*OPEN, "published", "withdrawn")


class NoSuchDraft(LookupError):
    """There is no draft of this number."""


class NotEditable(Exception):
    """The draft is in review or beyond: it is changed only after it was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """What happened to a draft: who did it, when, and with which words."""

    who: str
    at: datetime
    kind: str
    words: str


@dataclass(frozen=True, kw_only=True)
class DraftRecord:
    """A draft as it stood when it was read."""

    id: int
    title: str
    why: str
    state: str
    base: int
    author: str
    author_id: int | None
    approver: str
    impact: str
    seal: str
    sealed_on: date | None
    from_day: date | None
    release: int | None
    created_at: datetime
    updated_at: datetime
    changes: tuple[DraftChange, ...] = ()
    events: tuple[EventRecord, ...] = ()
    editors: frozenset[int] = field(default_factory=frozenset)

    @property
    def held(self) -> str:
        """Why its release was held and its approval is void; empty where neither is so."""
        last = self._last_move
        return last.words if self.state == EDITABLE and last and last.kind == "held" else ""

    @property
    def returned(self) -> EventRecord | None:
        """With which words it was sent back; None where it was not, or was sent on since."""
        last = self._last_move
        return last if self.state == EDITABLE and last and last.kind == "returned" else None

    @property
    def paused(self) -> bool:
        """Whether it is scheduled, but kept from beginning until a rollback is settled."""
        last = self._last_move
        return self.state == "scheduled" and last is not None and last.kind == "paused"

    @property
    def _last_move(self) -> EventRecord | None:
        moves = [event for event in self.events if event.kind not in _MOVES_NOTHING]
        return moves[-1] if moves else None

    def change(self, path: str, place: str) -> DraftChange | None:
        """The change of one item, if there is one."""
        return self._by_item.get((path, place))

    @cached_property
    def _by_item(self) -> Mapping[Item, DraftChange]:
        return {(change.path, change.place): change for change in self.changes}


_TABLE = Change.metadata.tables[Change.__tablename__]
_COLUMNS = tuple(_TABLE.columns)


def editor_names(session: Any) -> dict[int | None, str]:
    """What the editors are called, by number."""
    return dict(list(session.execute(select(Editor.id, Editor.name))))


def _copies(session: Any, rows: Sequence[Draft]) -> tuple[DraftRecord, ...]:
    """Drafts with their changes and events: three statements, however many there are."""
    names = editor_names(session)
    numbers = [row.id for row in rows]
    changes = _by_draft(
        session.execute(
            select(*_COLUMNS).where(Change.draft_id.in_(numbers)).order_by(Change.path, Change.id)
        )
    )
    events = _by_draft(
        session.scalars(
            select(DraftEvent).where(DraftEvent.draft_id.in_(numbers)).order_by(DraftEvent.id)
        )
    )
    return tuple(_copy(row, names, changes.get(row.id, []), events.get(row.id, [])) for row in rows)


def _by_draft(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows by the number of their draft."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.draft_id, []).append(row)
    return found


def _copy(
    row: Draft,
    names: Mapping[int | None, str],
    changes: Sequence[Row[Any]],
    events: Sequence[DraftEvent],
) -> DraftRecord:
    return DraftRecord(
        id=row.id,
        title=row.title,
        why=row.why,
        state=row.state,
        base=row.base,
        author=names.get(row.author_id, ""),
        author_id=row.author_id,
        approver=names.get(row.approver_id, ""),
        impact=row.impact,
        seal=row.seal,
        sealed_on=row.sealed_on,
        from_day=row.from_day,
        release=row.release,
        created_at=aware(row.created_at),
        updated_at=aware(row.updated_at),
        changes=tuple(as_read(change, names) for change in changes),
        events=tuple(
            EventRecord(who=names.get(r.editor_id, ""), at=aware(r.at), kind=r.kind, words=r.words)
            for r in events
        ),
        editors=frozenset({c.editor_id for c in changes if c.editor_id} | {row.author_id or 0})
        - {0},
    )


def begin(
    title: str,
    why: str,
    base: int,
    author: int | None,
    changes: Iterable[ItemDifference] = (),
    kind: StepKind = "begun",
) -> int:
    """Start a draft on a release, with its first changes if there are any; returns its number.

    ``kind``: what made the changes, which are undone as one.
    """
    with writing() as session:
        draft = Draft(title=title, why=why, base=base, author_id=author)
        session.add(draft)
        session.flush()
        begun = {(its.path, its.place): _begun(its, author) for its in changes}
        _add(session, draft.id, begun)
        turns = [turn_of(path, place, "", row) for (path, place), row in begun.items()]
        note(session, draft.id, author, kind, turns)
        return int(draft.id)


def _begun(change: ItemDifference, editor: int | None) -> ChangeState:
    """The first change of an item."""
    return ChangeState(
        before=packed(change.before),
        after=packed(change.after),
        given="",
        position=None,
        version=1,
        editor_id=editor,
    )


def _add(session: Any, number: int, states: Mapping[Item, ChangeState]) -> None:
    """Give a draft changes of items that it left alone."""
    moment = now()
    rows = [
        {"draft_id": number, "path": path, "place": place, **_columns(state, moment)}
        for (path, place), state in states.items()
    ]
    insert_rows(session, Change, rows)


def _columns(state: ChangeState, moment: datetime) -> dict[str, Any]:
    """What stands in the columns of a change saved at a moment."""
    return {
        "before": state.before,
        "after": state.after,
        "given": state.given,
        "position": state.position,
        "version": state.version,
        "editor_id": state.editor_id,
        "updated_at": moment,
    }


def blank_draft(base: int) -> DraftRecord:
    """A draft on a release that is not kept anywhere and changes nothing; its number is 0."""
    return DraftRecord(
        id=0,
        title="",
        why="",
        state=EDITABLE,
        base=base,
        author="",
        author_id=None,
        approver="",
        impact="",
        seal="",
        sealed_on=None,
        from_day=None,
        release=None,
        created_at=now(),
        updated_at=now(),
    )


def read_draft(number: int) -> DraftRecord:
    """A draft with its changes and events. Raises NoSuchDraft, StoreUnavailable."""
    with unavailable_on_error():
        row = db.session.get(Draft, number)
        if row is None:
            raise NoSuchDraft(number)
        db.session.refresh(row)
        return _copies(db.session, [row])[0]


def list_drafts(states: tuple[str, ...] = OPEN) -> tuple[DraftRecord, ...]:
    """Drafts in some states, the one touched last first, with their changes."""
    with unavailable_on_error():
        rows = db.session.scalars(
            select(Draft).where(Draft.state.in_(states)).order_by(Draft.updated_at.desc())
        ).all()
        return _copies(db.session, rows)


def draft_titles(numbers: Collection[int]) -> dict[int, str]:
    """What some drafts are called; those that are none are left out. Raises StoreUnavailable."""
    if not numbers:
        return {}
    with unavailable_on_error():
        chosen = select(Draft.id, Draft.title).where(Draft.id.in_(numbers))
        return {row.id: row.title for row in db.session.execute(chosen)}


def draft_items(wanted: Collection[tuple[int, str, str]]) -> dict[tuple[int, str, str], Value]:
    """Items as drafts have them, or had them before, by draft, path and place.

    ``wanted``: at most some hundred. Raises StoreUnavailable.
    """
    if not wanted:
        return {}
    columns = (Change.draft_id, Change.path, Change.place)
    with unavailable_on_error():
        chosen = select(*columns, Change.before, Change.after)
        rows = db.session.execute(chosen.where(tuple_(*columns).in_(sorted(wanted))))
        found = {
            (number, path, place): unpacked(after) or unpacked(before)
            for number, path, place, before, after in rows
        }
    return {item: value for item, value in found.items() if value}


def locked_row(session: Any, number: int) -> Draft:
    """A draft inside a write under way, kept from others. Raises NoSuchDraft."""
    row: Draft | None = session.get(Draft, number)
    if row is None:
        raise NoSuchDraft(number)
    lock_row(session, row)
    return row


def editable_row(session: Any, number: int) -> Draft:
    """The same of a draft that is being edited. Raises NotEditable, NoSuchDraft."""
    row = locked_row(session, number)
    if row.state != EDITABLE:
        raise NotEditable(number)
    return row


def rename(number: int, title: str, why: str) -> None:
    """Say what a draft is for. Raises NotEditable, NoSuchDraft, StoreUnavailable."""
    with writing() as session:
        draft = editable_row(session, number)
        draft.title = title
        draft.why = why
        draft.updated_at = now()


class Stale(Exception):
    """Somebody else saved the item meanwhile. ``theirs`` is what they made of it."""

    def __init__(self, theirs: DraftChange) -> None:
        super().__init__(f"{theirs.path} {theirs.place} was saved meanwhile")
        self.theirs = theirs


def change_rows(session: Any, number: int) -> dict[Item, Change]:
    """The changes of a draft by their items, as they are now."""
    rows = session.scalars(
        select(Change).where(Change.draft_id == number).execution_options(populate_existing=True)
    )
    return {(row.path, row.place): row for row in rows}


def _row(session: Any, number: int, path: str, place: str) -> Change | None:
    chosen = select(Change).where(Change.draft_id == number)
    found: Change | None = session.scalar(chosen.where(Change.path == path, Change.place == place))
    return found


def save_change(
    number: int,
    path: str,
    place: str,
    before: Value | None,
    after: Value | None,
    *,
    editor: int | None,
    seen: int,
    given: FormValues | None = None,
    position: int | None = None,
    kind: StepKind = "saved",
) -> int:
    """Keep what an editor makes of an item; returns its new version.

    ``seen`` is the version the editor had before their eyes, 0 if the item was untouched; what
    stands already word for word is no conflict. ``kind``: what made the step. Raises Stale,
    NotEditable, NoSuchDraft, StoreUnavailable.
    """
    written = (packed(after), packed_form(given), position)
    with writing() as session:
        draft = editable_row(session, number)
        row = _row(session, number, path, place)
        if row is not None and (row.after, row.given, row.position) == written:
            return int(row.version)
        if (row.version if row else 0) != seen:
            theirs = as_read(row, editor_names(session)) if row else None
            raise Stale(theirs or _nothing(path, place, before))
        was = state_of(row)
        if row is None:
            row = Change(
                draft_id=number,
                path=path,
                place=place,
                before=packed(before),
                version=last_versions(session, number).get((path, place), 0),
            )
            session.add(row)
        row.after, row.given, row.position = written
        row.version += 1
        row.editor_id = editor
        row.updated_at = now()
        draft.updated_at = now()
        note(session, number, editor, kind, [turn_of(path, place, was, row)])
        return int(row.version)


def save_changes(
    draft: DraftRecord,
    changes: Iterable[ItemDifference],
    editor: int,
    kind: StepKind,
    *,
    given: Mapping[Item, FormValues] = {},
    joined: bool = False,
) -> None:
    """Keep many changes in a draft as it was read: all of them or none, undone as one.

    Each replaces what the draft made of its item; one that leaves the item as it was before is
    dropped. ``given``: what stands in the forms of items in which something is still to be filled
    in. ``joined``: they belong to the step of this kind just saved. Raises Stale, NotEditable,
    NoSuchDraft, StoreUnavailable.
    """
    with writing() as session:
        kept = editable_row(session, draft.id)
        rows = _columns_of(session, draft.id)
        versions = last_versions(session, draft.id)
        taken: dict[Item, ChangeState | None] = {}
        turns = []
        for change in changes:
            item = _item(change)
            seen = draft.change(*item)
            row = rows.get(item)
            if item in taken or (row.version if row else 0) != (seen.version if seen else 0):
                theirs = as_read(row, editor_names(session)) if row else None
                raise Stale(theirs or _nothing(*item, change.before))
            version = row.version if row else versions.get(item, 0)
            typed = given.get(item)
            taken[item] = (
                None
                if typed is None and change.after == change.before
                else ChangeState(
                    before=row.before if row else packed(change.before),
                    after=packed(change.after),
                    given=packed_form(typed),
                    position=row.position if row else None,
                    version=version + 1,
                    editor_id=editor,
                )
            )
            turns.append(turn_of(*item, state_of(row), taken[item], version))
        _write(session, draft.id, rows, taken)
        kept.updated_at = now()
        note(session, draft.id, editor, kind, turns, joined=joined)


def _columns_of(session: Any, number: int) -> dict[Item, Row[Any]]:
    """The changes of a draft as ``change_rows`` has them, without an object for each."""
    rows = session.execute(select(*_COLUMNS).where(Change.draft_id == number))
    return {(row.path, row.place): row for row in rows}


def _item(difference: ItemDifference) -> Item:
    return difference.path, difference.place


def _write(
    session: Any,
    number: int,
    rows: Mapping[Item, Row[Any]],
    taken: Mapping[Item, ChangeState | None],
) -> None:
    """Make a draft's rows what was taken of them: one statement each to add, change and drop."""
    moment = now()
    _add(session, number, {item: its for item, its in taken.items() if its and item not in rows})
    changed = [
        {"row_id": rows[item].id, **_columns(its, moment)}
        for item, its in taken.items()
        if its and item in rows
    ]
    dropped = [{"row_id": rows[item].id} for item, its in taken.items() if not its and item in rows]
    is_row = _TABLE.c.id == bindparam("row_id")
    if changed:
        session.connection().execute(update(_TABLE).where(is_row), changed)
    if dropped:
        session.connection().execute(delete(_TABLE).where(is_row), dropped)


def _nothing(path: str, place: str, before: Value | None) -> DraftChange:
    """The item as it is once a colleague dropped their change."""
    return new_change(path, place, before, before, {})


def new_change(
    path: str, place: str, before: Value | None, after: Value | None, given: FormValues
) -> DraftChange:
    """A change of an item that is kept nowhere yet."""
    return DraftChange(
        path=path,
        place=place,
        packed_before=packed(before),
        packed_after=packed(after),
        given=given,
        position=None,
        version=0,
        editor="",
        updated_at=now(),
    )


def drop_change(
    number: int,
    path: str,
    place: str,
    seen: int,
    *,
    editor: int | None,
    kind: StepKind = "dropped",
) -> None:
    """Leave an item as it was. Raises Stale, NotEditable, NoSuchDraft, StoreUnavailable."""
    with writing() as session:
        draft = editable_row(session, number)
        row = _row(session, number, path, place)
        if row is None:
            return
        if row.version != seen:
            raise Stale(as_read(row, editor_names(session)))
        turn = turn_of(path, place, state_of(row), None, row.version)
        session.delete(row)
        draft.updated_at = now()
        note(session, number, editor, kind, [turn])


def rebase_changes(number: int, changes: Iterable[ItemDifference], editor: int) -> None:
    """Set changes upon what their items have become, as one step.

    ``before``: what was published; ``after``: what the editor chose that the item says now. Raises
    NotEditable, NoSuchDraft, StoreUnavailable.
    """
    with writing() as session:
        draft = editable_row(session, number)
        rows = change_rows(session, number)
        turns = []
        for change in changes:
            row = rows.get(_item(change))
            if row is None:
                continue
            was = state_of(row)
            row.before = packed(change.before)
            row.after = packed(change.after)
            row.version += 1
            row.editor_id = editor
            row.updated_at = now()
            turns.append(turn_of(*_item(change), was, row))
        draft.updated_at = now()
        note(session, number, editor, "rebased", turns)


def others_changing(path: str, place: str, number: int) -> tuple[tuple[int, str], ...]:
    """Other open drafts that change the same item: number and title."""
    with unavailable_on_error():
        rows = db.session.execute(
            select(Draft.id, Draft.title)
            .join(Change, Change.draft_id == Draft.id)
            .where(Change.path == path, Change.place == place)
            .where(Draft.id != number, Draft.state.in_(OPEN))
        )
        return tuple((number, title) for number, title in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What is approved: the changes as text, the impact's hash and the day it was computed for."""

    contents: str
    sealed_on: date
    impact: str

    @property
    def digest(self) -> str:
        """The hash that forms carry."""
        whole = "\0".join((self.contents, self.sealed_on.isoformat(), self.impact))
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedDraft:
    """A draft as it was once sent to review."""

    title: str
    from_day: date | None
    items: Mapping[Item, tuple[Value | None, Value | None]]


def contents_of(title: str, from_day: date | None, changes: Iterable[DraftChange]) -> str:
    """Title, day and every item's before and after, in one form for one meaning."""
    items = sorted(
        [
            change.path,
            change.place,
            _canonical(change.packed_before),
            _canonical(change.packed_after),
            change.position,
        ]
        for change in changes
    )
    day = from_day.isoformat() if from_day else ""
    return json.dumps([title, day, items], ensure_ascii=False, separators=(",", ":"))


def _canonical(text: str) -> str:
    """The text of an item's value, whatever the order of its fields."""
    return json.dumps(json.loads(text or "null"), ensure_ascii=False, sort_keys=True)


def seen_mark(draft: DraftRecord) -> str:
    """What tells one state of a draft's changes from another."""
    contents = contents_of(draft.title, draft.from_day, draft.changes)
    return hashlib.sha256(contents.encode()).hexdigest()[:16]


def contents_now(session: Any, draft: Draft) -> str:
    """The contents of a draft inside a write under way."""
    rows = session.scalars(select(Change).where(Change.draft_id == draft.id)).all()
    return contents_of(draft.title, draft.from_day, (as_read(row, {}) for row in rows))


def submitted_with(number: int, seal: str) -> SubmittedDraft | None:
    """What a draft was when it was sent to review with a seal. Raises StoreUnavailable."""
    chosen = select(DraftEvent.sealed).where(DraftEvent.draft_id == number, DraftEvent.seal == seal)
    with unavailable_on_error():
        contents = db.session.scalar(chosen.order_by(DraftEvent.id.desc()).limit(1))
    if not seal or not contents:
        return None
    title, day, items = json.loads(contents)
    return SubmittedDraft(
        title=title,
        from_day=date.fromisoformat(day) if day else None,
        items={
            (path, place): (unpacked(before), unpacked(after))
            for path, place, before, after, _ in items
        },
    )


def editable_titles(editor: int) -> tuple[tuple[int, str], ...]:
    """Number and title of the drafts that somebody is editing, without their changes."""
    own = select(Change.draft_id).where(Change.editor_id == editor)
    with unavailable_on_error():
        rows = db.session.execute(
            select(Draft.id, Draft.title)
            .where(Draft.state == EDITABLE)
            .where((Draft.author_id == editor) | Draft.id.in_(own))
            .order_by(Draft.updated_at.desc())
        )
        return tuple((number, title) for number, title in rows)
