"""What people are responsible for, and the addresses under which calendars ask for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, now


class Responsibility(Base):
    """Who looks after something that lapses: an amount or a window year by year, a source.

    ``path``: its document; ``series``: see `portal.rules.items.yearly_spans.series_name`.
    """

    __tablename__ = "responsibilities"

    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    series: Mapped[str] = mapped_column(String(1000), primary_key=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id"), index=True)


class CalendarFeed(Base):
    """An address under which a calendar programme asks for what lapses; one a person.

    ``digest`` is that of the 256-bit token in the address, which is kept nowhere.
    """

    __tablename__ = "calendar_feeds"

    editor_id: Mapped[int] = mapped_column(
        ForeignKey("editors.id"), primary_key=True, autoincrement=False
    )
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
