"""How often the portal is used: numbers per day, nothing about anybody.

Counts are gathered in memory and stored together, so that a page view costs no write. A store
that does not answer never fails a request: the counts wait, and are given up when too many wait.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
import weakref
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import Connection, select
from sqlalchemy.dialects import sqlite

from .background import run_in_background
from .database import StoreUnavailable, db, noted, unavailable_on_error
from .releases.city_in_use import city_clock
from .storable_values import Unstorable
from .tables import Count

log = logging.getLogger(__name__)
_SECONDS = 5.0
#: Different things that wait to be stored; each is one row, however often it was counted.
_MOST_WAITING = 500
_MOST_KEPT = 2000
_PATIENCE_MILLISECONDS = 200
_KEPT_WAITING = 1.0
_NAME = 40
_SUBJECT = 80

Key = tuple[date, str, str]


class Tally:
    """What one process has counted and not yet stored."""

    def __init__(self, app: Flask) -> None:
        self._app = weakref.ref(app)
        self._lock = threading.Lock()
        self._storing = threading.Lock()
        self._waiting: Counter[Key] = Counter()
        self._stored_at = time.monotonic()
        self._failing = False

    def add(self, *keys: Key) -> None:
        """Count each once; store what waits if it is many or has waited long."""
        with self._lock:
            self._waiting.update(keys)
            many = len(self._waiting) >= _MOST_WAITING
        due = many or time.monotonic() - self._stored_at >= _SECONDS
        if due and not self._storing.locked():
            run_in_background(self.flush, 0.0 if self._failing else _KEPT_WAITING)

    def flush(self) -> None:
        """Store what waits, unless another thread is at it. Never raises for the store."""
        if not self._storing.acquire(blocking=False):
            return
        try:
            self._stored_at = time.monotonic()
            self._store(self._taken())
        finally:
            self._storing.release()

    def _taken(self) -> Counter[Key]:
        with self._lock:
            taken = self._waiting
            self._waiting = Counter()
        return taken

    def _store(self, taken: Counter[Key]) -> None:
        app = self._app()
        if not taken or app is None:
            return
        try:
            with app.app_context(), noted(), unavailable_on_error():
                _write(taken)
            self._failing = False
        except Unstorable as fault:
            log.error("counts that cannot be stored are dropped: %s", fault)
        except StoreUnavailable as fault:
            self._keep(taken, fault)

    def _keep(self, taken: Counter[Key], fault: StoreUnavailable) -> None:
        """Let counts wait for a store that answers; said once in the log."""
        if not self._failing:
            log.warning("counts are kept for later: %s", fault)
        self._failing = True
        with self._lock:
            if len(self._waiting) + len(taken) <= _MOST_KEPT:
                self._waiting.update(taken)


_tallies: weakref.WeakSet[Tally] = weakref.WeakSet()


def install(app: Flask) -> None:
    """Give the application its tally; what waits at the end of the process is stored then."""
    app.extensions["portal_tally"] = tally = Tally(app)
    _tallies.add(tally)


class _Discarded(Tally):
    """A tally of a process whose requests are nobody's."""

    def add(self, *keys: Key) -> None:
        """Count nothing."""


def discard_counts(app: Flask) -> None:
    """Have the application count nothing from now on."""
    app.extensions["portal_tally"] = _Discarded(app)


@atexit.register
def _store_the_rest() -> None:
    for tally in list(_tallies):
        tally.flush()


def _tally() -> Tally:
    return cast(Tally, current_app.extensions["portal_tally"])


_paused: ContextVar[bool] = ContextVar("paused", default=False)


@contextmanager
def not_counting() -> Iterator[None]:
    """Count nothing that happens within: it is done for nobody's use."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def count(name: str, subject: str = "", day: date | None = None) -> None:
    """Note that something happened on a day in the city; ``subject`` narrows ``name``."""
    if _paused.get():
        return
    day = day or datetime.now(city_clock()).date()
    _tally().add((day, name[:_NAME], subject[:_SUBJECT]))


def count_all(name: str, subjects: Iterable[str], day: date) -> None:
    """Note that something happened on a day in the city, once for each subject."""
    if _paused.get():
        return
    _tally().add(*((day, name[:_NAME], subject[:_SUBJECT]) for subject in subjects))


def flush() -> None:
    """Store what this process has counted."""
    _tally().flush()


def _write(taken: Counter[Key]) -> None:
    """Add the counts in one transaction, in one order, so that two writers never deadlock."""
    with _hurried() as connection:
        row = _insert_of(db.engine.dialect.name)(Count)
        more = {"number": Count.number + row.excluded.number}
        keys = [Count.day, Count.name, Count.subject]
        rows = [
            {"day": day, "name": name, "subject": subject, "number": number}
            for (day, name, subject), number in sorted(taken.items())
        ]
        connection.execute(row.on_conflict_do_update(index_elements=keys, set_=more), rows)


def _insert_of(dialect: str) -> Any:
    """What begins an insert that may meet a row, in the words of a database."""
    if dialect == "sqlite":
        return sqlite.insert
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  not loaded beside SQLite

    return postgresql.insert


@contextmanager
def _hurried() -> Iterator[Connection]:
    """A write of its own that would rather fail than wait long for another writer."""
    with db.engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        if db.engine.dialect.name != "sqlite":
            with connection.begin():
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_PATIENCE_MILLISECONDS}")
                yield connection
            return
        usual = _wait_at_most(connection, _PATIENCE_MILLISECONDS)
        try:
            with connection.begin():
                yield connection
        finally:
            _wait_at_most(connection, usual)


def _wait_at_most(connection: Connection, milliseconds: int) -> int:
    """How long SQLite waits for another writer from now on; returns how long it did."""
    cursor = connection.connection.cursor()
    before = int(cursor.execute("PRAGMA busy_timeout").fetchone()[0])
    cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
    cursor.close()
    return before


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageCount:
    """How often something happened on a day."""

    day: date
    name: str
    subject: str
    number: int


def counts(first: date, last: date, names: Collection[str] = ()) -> tuple[UsageCount, ...]:
    """What was counted from a day to a day, of these names or of all. Raises StoreUnavailable."""
    query = select(Count.day, Count.name, Count.subject, Count.number)
    query = query.where(Count.day >= first, Count.day <= last)
    if names:
        query = query.where(Count.name.in_(names))
    with unavailable_on_error():
        rows = db.session.execute(query.order_by(Count.day, Count.name, Count.subject)).all()
    return tuple(
        UsageCount(day=day, name=name, subject=subject, number=number)
        for day, name, subject, number in rows
    )
