"""Releases put back into force by one person alone, and who confirmed or undid it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, now


class Rollback(Base):
    """``release`` was made of what ``content_of`` says, in place of ``taken_out``.

    ``state``: see `portal.store.releases.rollbacks.State`; ``words``: what whoever settled it
    said; ``undone_by_release``: the release that put back what was taken out; ``reminded_at``:
    when approvers were told by mail that nobody had settled it in time.
    """

    __tablename__ = "rollbacks"

    release: Mapped[int] = mapped_column(
        ForeignKey("releases.number"), primary_key=True, autoincrement=False
    )
    taken_out: Mapped[int] = mapped_column(ForeignKey("releases.number"))
    content_of: Mapped[int] = mapped_column(ForeignKey("releases.number"))
    reason: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    state: Mapped[str] = mapped_column(String(20), default="open", index=True)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("editors.id"))
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    words: Mapped[str] = mapped_column(Text, default="")
    undone_by_release: Mapped[int | None] = mapped_column(ForeignKey("releases.number"))
    reminded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
