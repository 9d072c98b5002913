"""Revisions of documents and the releases made of them. Their texts are never changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Base, now


class Revision(Base):
    """The text of one document at one time; ``digest`` is its SHA-256."""

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(200), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class Release(Base):
    """An immutable set of revisions. ``derived`` holds what is computed once at publishing.

    ``from_day``: the day in the city from which a scheduled release is in force; ``cancelled_at``:
    set when a later publication took a scheduled release's place before it began.
    """

    __tablename__ = "releases"

    number: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    digest: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    derived: Mapped[bytes] = mapped_column(LargeBinary)
    from_day: Mapped[date | None] = mapped_column(Date)
    cancelled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    draft_id: Mapped[int | None] = mapped_column()
    author: Mapped[str] = mapped_column(String(80), default="")
    approver: Mapped[str] = mapped_column(String(80), default="")
    revisions: Mapped[list[Revision]] = relationship(secondary="release_revisions", lazy="raise")


class ReleaseRevision(Base):
    """Which revisions make up a release."""

    __tablename__ = "release_revisions"

    release_number: Mapped[int] = mapped_column(ForeignKey("releases.number"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
