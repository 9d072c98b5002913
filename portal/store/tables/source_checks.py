"""What the source watch saw of each source's page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base


class SourceCheck(Base):
    """The page of a source as last read, and what changed since an editor last looked.

    ``state``: see `portal.source_watch.seen.State`; ``seen``: the packed visible text an editor
    last accepted; ``text``: the packed visible text last read; ``url``: the address asked;
    ``found_at``: where the page stands now, if elsewhere; ``changed_at``: since when a task waits.
    """

    __tablename__ = "source_checks"

    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(Text, default="")
    found_at: Mapped[str] = mapped_column(Text, default="")
    etag: Mapped[str] = mapped_column(String(200), default="")
    modified: Mapped[str] = mapped_column(String(60), default="")
    seen: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    text: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
