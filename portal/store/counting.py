"""How often something happened on a day in Chongqing: numbers alone, nothing about a person."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from .database import db, unavailable_on_error
from .tables import Count

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DayCount:
    """A number of a day."""

    day: date
    name: str
    subject: str
    number: int


def count(name: str, subject: str = "") -> None:
    """Count one more of today. A count that cannot be written is lost, never the request."""
    day = cast(date, current_app.extensions["portal_today"]())
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    first = insert(Count).values(day=day, name=name, subject=subject, number=1)
    keys = ("day", "name", "subject")
    more = first.on_conflict_do_update(keys, set_={"number": Count.number + 1})
    try:
        with db.engine.connect().execution_options(writes=True) as connection:
            connection.execute(more)
            connection.commit()
    except SQLAlchemyError as fault:
        log.warning("not counted: %s (%s)", name, type(fault).__name__)


def counts(names: Iterable[str], since: date) -> tuple[DayCount, ...]:
    """The numbers of some names since a day, newest day first. Raises StoreUnavailable."""
    query = select(Count).where(Count.name.in_(tuple(names)), Count.day >= since)
    with unavailable_on_error():
        rows = db.session.scalars(query.order_by(Count.day.desc(), Count.name, Count.subject))
        return tuple(DayCount(row.day, row.name, row.subject, row.number) for row in rows)
