"""What managers decided about signing in: whether editors need a second factor too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, select

from ..audit import Act, record
from ..database import db, unavailable_on_error, writing
from ..tables import SignInRule

_ONLY = 1


def editors_since() -> ScalarSelect[datetime | None]:
    """A part of a query: since when editors need a second factor, NULL where they need none."""
    return select(SignInRule.editors_since).where(SignInRule.id == _ONLY).scalar_subquery()


def editors_need_second_factor() -> bool:
    """Whether editors need a second factor. Raises StoreUnavailable."""
    with unavailable_on_error():
        return db.session.scalar(select(editors_since())) is not None


def is_on(session: Any) -> bool:
    """The same, within a transaction."""
    return session.scalar(select(editors_since())) is not None


def set_editors_need_second_factor(needed: bool, by: str, now: datetime) -> None:
    """Switch it; who is signed in goes on until they sign in anew."""
    with writing() as session:
        row = session.get(SignInRule, _ONLY, with_for_update=True)
        if row is None:
            row = SignInRule(id=_ONLY)
            session.add(row)
        if (row.editors_since is not None) != needed:
            row.editors_since = now if needed else None
            act = Act.EDITORS_SECOND_FACTOR_ON if needed else Act.EDITORS_SECOND_FACTOR_OFF
            record(session, by, act, "")
