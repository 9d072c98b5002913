"""Mails to administrators: an outbox that outlives a mail server that does not answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, now


class Mail(Base):
    """A mail. ``state``: waiting, sent or given_up; ``fault``: why the last try failed.

    ``kind``: see `portal.store.mails.KINDS`. Neither answers nor secrets stand in it.
    """

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default="waiting", index=True)
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    fault: Mapped[str] = mapped_column(String(40), default="")
