"""Drafts: what editors change, item by item, until it is published."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, now


class Draft(Base):
    """A change on its way. ``base``: the release it was begun on.

    ``state``: editing, in_review, approved, scheduled, published or withdrawn. ``seal`` is the
    hash over all that was sent to review or approved, ``impact`` that of its impact alone, as
    computed for the day ``sealed_on``.
    """

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(20), default="editing", index=True)
    base: Mapped[int] = mapped_column()
    author_id: Mapped[int | None] = mapped_column(ForeignKey("editors.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("editors.id"))
    impact: Mapped[str] = mapped_column(String(64), default="")
    seal: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sealed_on: Mapped[date | None] = mapped_column(Date)
    from_day: Mapped[date | None] = mapped_column(Date)
    release: Mapped[int | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Change(Base):
    """What a draft does to one item. ``before`` and ``after`` are JSON, empty where there is none.

    ``given`` keeps what was typed while it cannot be read; ``version`` counts up with every save,
    so that nobody overwrites what they have not seen.
    """

    __tablename__ = "changes"
    __table_args__ = (UniqueConstraint("draft_id", "path", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200))
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    given: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int | None] = mapped_column()
    version: Mapped[int] = mapped_column(default=1)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("editors.id"))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class DraftEvent(Base):
    """What happened to a draft: ``kind`` submitted, returned, approved, comment …

    ``seal`` and ``sealed``, where it was sent to review: the hash over the draft and its text.
    """

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), index=True)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("editors.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")
    seal: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sealed: Mapped[str] = mapped_column(Text, default="", server_default="")


class DraftStep(Base):
    """One save of a draft, of one item or of many: what is undone as one."""

    __tablename__ = "draft_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), index=True)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("editors.id"))
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("editors.id"))


class StepItem(Base):
    """What a step made of one item: the change before and after as JSON, empty where none was.

    ``version``: the highest that the item had by this step.
    """

    __tablename__ = "step_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("draft_steps.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200))
    was: Mapped[str] = mapped_column(Text)
    became: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()


class ItemRemark(Base):
    """A remark at a field of an item of a draft, or at the item as a whole (``field`` empty).

    An answer names the remark it answers; only remarks themselves are settled.
    """

    __tablename__ = "item_remarks"
    __table_args__ = (Index("ix_item_remarks_draft_id_path_place", "draft_id", "path", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"))
    path: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200))
    field: Mapped[str] = mapped_column(String(200), default="")
    answers: Mapped[int | None] = mapped_column(ForeignKey("item_remarks.id"))
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    words: Mapped[str] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("editors.id"))


class UnfinishedForm(Base):
    """What somebody typed into the form of a new item that is not added yet, as JSON."""

    __tablename__ = "unfinished_forms"
    __table_args__ = (UniqueConstraint("draft_id", "editor_id", "path", "under"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"))
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"))
    path: Mapped[str] = mapped_column(String(200))
    under: Mapped[str] = mapped_column(String(200))
    given: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
