"""How long PostgreSQL is waited for: a server that hangs must not hang those who ask it.

The limits of the server itself do not help where the server stands still, so the client counts.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from psycopg.abc import PQGen
from sqlalchemy.engine import make_url

#: Seconds a statement may take before its connection is given up.
ANSWER_SECONDS = 10.0
_LIMITED: ContextVar[bool] = ContextVar("limited", default=True)
#: Connecting, and noticing a peer that is gone, in libpq's words: seconds and milliseconds.
_CONNECTING = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
}


class Impatient(psycopg.Connection[Any]):
    """A connection that is closed when a statement finds no answer in time."""

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server. Raises OperationalError after ANSWER_SECONDS."""
        limit = ANSWER_SECONDS if timeout is None and _LIMITED.get() else timeout
        started = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError:
            if limit is not None and time.monotonic() - started >= limit:
                self.pgconn.finish()
            raise


def connect(_dialect: object, _record: object, given: Any, named: Any) -> Impatient:
    """Connect for SQLAlchemy's ``do_connect``."""
    return Impatient.connect(*given, **named)


@contextmanager
def without_limit() -> Iterator[None]:
    """Let statements take their time, as those that change the schema."""
    before = _LIMITED.set(False)
    try:
        yield
    finally:
        _LIMITED.reset(before)


def engine_options(url: str) -> dict[str, Any]:
    """Options of the engine for an address; what the address says itself stays as it says.

    The values in a statement never stand in an error, which may go to a log.
    """
    if url.startswith("sqlite:"):
        return {"hide_parameters": True}
    said = make_url(url).query
    connecting = {name: value for name, value in _CONNECTING.items() if name not in said}
    return {
        "hide_parameters": True,
        "connect_args": connecting,
        "pool_pre_ping": True,
        "pool_size": 8,
        "max_overflow": 24,
        "pool_timeout": 3,
    }
