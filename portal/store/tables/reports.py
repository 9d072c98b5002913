"""What residents report, and how often the portal is used: nothing about a person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, now


class Report(Base):
    """That a counter said otherwise. No column holds anything about the person.

    ``said``: choices that were tapped, separated by spaces; ``told``: when it was said.
    ``state``: new, accepted, explained or fixed (in ``fixed_in``, a release). ``assigned_to``: the
    administrator who looks after it.
    """

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, index=True)
    service: Mapped[str] = mapped_column(String(80))
    district: Mapped[str] = mapped_column(String(80))
    release: Mapped[int] = mapped_column()
    words: Mapped[str] = mapped_column(Text, default="")
    said: Mapped[str] = mapped_column(String(120), default="", server_default="")
    told: Mapped[str] = mapped_column(String(20), default="", server_default="")
    state: Mapped[str] = mapped_column(String(20), default="new")
    fixed_in: Mapped[int | None] = mapped_column()
    remark: Mapped[str] = mapped_column(Text, default="")
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("editors.id"), index=True)


class Count(Base):
    """How often something happened on a day in the city; ``subject`` narrows ``name``."""

    __tablename__ = "counts"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True, default="")
    number: Mapped[int] = mapped_column(default=0)
