"""Tables: revisions of documents and the releases made of them. Rows are never changed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .database import Base


def _now() -> datetime:
    return datetime.now(UTC)


class Revision(Base):
    """The text of one document at one time; ``digest`` is its SHA-256."""

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(200), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)


class Release(Base):
    """An immutable set of revisions. ``derived`` holds what is computed once at publishing."""

    __tablename__ = "releases"

    number: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now)
    digest: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    derived: Mapped[bytes] = mapped_column(LargeBinary)
    revisions: Mapped[list[Revision]] = relationship(secondary="release_revisions", lazy="raise")


class ReleaseRevision(Base):
    """Which revisions make up a release."""

    __tablename__ = "release_revisions"

    release_number: Mapped[int] = mapped_column(ForeignKey("releases.number"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)


class Report(Base):
    """That a counter said otherwise. No column holds anything about the person."""

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=_now, index=True)
    service: Mapped[str] = mapped_column(String(80))
    district: Mapped[str] = mapped_column(String(80))
    release: Mapped[int] = mapped_column()
    words: Mapped[str] = mapped_column(Text, default="")
