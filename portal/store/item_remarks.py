"""Remarks at fields of a draft's items: made, answered, settled, deleted while unanswered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, select

from . import audit
from .audit import Act
from .database import aware, db, now, unavailable_on_error, writing
from .drafts import OPEN, editor_names, locked_row
from .people.accounts import Person
from .tables import ItemRemark

LONGEST = 1000
"""Characters of a remark."""
MOST = 2000
"""Remarks and answers that a draft takes."""


class NoSuchRemark(LookupError):
    """There is no such remark in this draft: somebody took it back."""


RefusalReason = Literal["ended", "full", "not_own", "answered"]
"""Why a remark is refused: the draft has ended, or has too many remarks; it is another person's, or
was answered already."""


class RemarkRefused(Exception):
    """The remark cannot be made or changed so; ``why`` says for which reason."""

    def __init__(self, why: RefusalReason) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkRecord:
    """A remark with its answers; ``field`` is empty where it is about the item as a whole.

    ``settled_by`` is empty while it is open. Answers have none themselves.
    """

    id: int
    path: str
    place: str
    field: str
    who: str
    who_id: int
    at: datetime
    words: str
    settled_by: str
    answers: tuple[RemarkRecord, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody marked it as settled."""
        return not self.settled_by


def remarks_of(number: int) -> tuple[RemarkRecord, ...]:
    """The remarks of a draft with their answers, in their order. Raises StoreUnavailable."""
    with unavailable_on_error():
        rows = db.session.scalars(
            select(ItemRemark).where(ItemRemark.draft_id == number).order_by(ItemRemark.id)
        ).all()
        names = editor_names(db.session)
        answers: dict[int, list[RemarkRecord]] = {}
        for row in rows:
            if row.answers is not None:
                answers.setdefault(row.answers, []).append(_record(row, names))
        return tuple(
            replace(_record(row, names), answers=tuple(answers.get(row.id, ())))
            for row in rows
            if row.answers is None
        )


def _record(row: ItemRemark, names: Mapping[int | None, str]) -> RemarkRecord:
    return RemarkRecord(
        id=row.id,
        path=row.path,
        place=row.place,
        field=row.field,
        who=names.get(row.editor_id, ""),
        who_id=row.editor_id,
        at=aware(row.at),
        words=row.words,
        settled_by=names.get(row.settled_by, "") if row.settled_by else "",
    )


def open_counts(numbers: Collection[int]) -> Mapping[int, int]:
    """How many remarks are open in each draft that has any. Raises StoreUnavailable."""
    with unavailable_on_error():
        rows = db.session.execute(
            select(ItemRemark.draft_id, func.count(ItemRemark.id))
            .where(ItemRemark.draft_id.in_(numbers))
            .where(ItemRemark.answers.is_(None), ItemRemark.settled_at.is_(None))
            .group_by(ItemRemark.draft_id)
        )
        return dict(list(rows))


def _open_draft(session: Any, number: int) -> None:
    """Lock a draft that takes remarks. Raises RemarkRefused for another, NoSuchDraft."""
    if locked_row(session, number).state not in OPEN:
        raise RemarkRefused("ended")


def _remark(session: Any, number: int, remark: int) -> ItemRemark:
    row: ItemRemark | None = session.get(ItemRemark, remark)
    if row is None or row.draft_id != number:
        raise NoSuchRemark(remark)
    session.refresh(row)
    return row


def _add(session: Any, number: int, person: Person, row: ItemRemark, what: Act) -> int:
    known = select(func.count(ItemRemark.id)).where(ItemRemark.draft_id == number)
    if session.scalar(known) >= MOST:
        raise RemarkRefused("full")
    session.add(row)
    session.flush()
    details = {"remark_number": row.id, "item": f"{row.path} {row.place}"}
    audit.record(session, person.name, what, f"draft {number}", details)
    return int(row.id)


def add(number: int, item: tuple[str, str], field: str, person: Person, words: str) -> int:
    """Leave a remark at a field of an item, or at the item; returns its number.

    Raises RemarkRefused, NoSuchDraft, StoreUnavailable.
    """
    with writing() as session:
        _open_draft(session, number)
        row = ItemRemark(
            draft_id=number,
            path=item[0],
            place=item[1],
            field=field,
            editor_id=person.id,
            words=words,
        )
        return _add(session, number, person, row, Act.REMARK_MADE)


def answer(number: int, remark: int, person: Person, words: str) -> int:
    """Answer a remark; one that was settled is open again. Returns the answer's number.

    Raises RemarkRefused, NoSuchRemark, NoSuchDraft, StoreUnavailable.
    """
    with writing() as session:
        _open_draft(session, number)
        above = _remark(session, number, remark)
        if above.answers is not None:
            raise NoSuchRemark(remark)
        above.settled_at = above.settled_by = None
        row = ItemRemark(
            draft_id=number,
            path=above.path,
            place=above.place,
            field=above.field,
            answers=above.id,
            editor_id=person.id,
            words=words,
        )
        return _add(session, number, person, row, Act.REMARK_ANSWERED)


def settle(number: int, remark: int, person: Person, *, settled: bool) -> None:
    """Mark a remark as settled, or as open again.

    Raises RemarkRefused, NoSuchRemark, NoSuchDraft, StoreUnavailable.
    """
    with writing() as session:
        _open_draft(session, number)
        row = _remark(session, number, remark)
        if row.answers is not None:
            raise NoSuchRemark(remark)
        if (row.settled_at is not None) is settled:
            return
        row.settled_at = now() if settled else None
        row.settled_by = person.id if settled else None
        what = Act.REMARK_SETTLED if settled else Act.REMARK_REOPENED
        details = {"remark_number": remark, "item": f"{row.path} {row.place}"}
        audit.record(session, person.name, what, f"draft {number}", details)


def take_back(number: int, remark: int, person: Person) -> None:
    """Delete one's own remark or answer while nobody answered it.

    Raises RemarkRefused, NoSuchRemark, NoSuchDraft, StoreUnavailable.
    """
    with writing() as session:
        _open_draft(session, number)
        row = _remark(session, number, remark)
        if row.editor_id != person.id:
            raise RemarkRefused("not_own")
        later = select(func.count(ItemRemark.id)).where(
            ItemRemark.answers == (row.answers or row.id), ItemRemark.id > row.id
        )
        if session.scalar(later):
            raise RemarkRefused("answered")
        session.execute(delete(ItemRemark).where(ItemRemark.id == row.id))
        details = {"remark_number": remark, "item": f"{row.path} {row.place}"}
        audit.record(session, person.name, Act.REMARK_TAKEN_BACK, f"draft {number}", details)
