"""A connection to PostgreSQL that does not wait for ever; apart, because it loads psycopg."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg.abc import PQGen

from . import postgres_timeouts


class Impatient(psycopg.Connection[Any]):
    """A connection that is closed when a statement finds no answer in time."""

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server. Raises OperationalError after ANSWER_SECONDS."""
        limit = timeout
        if timeout is None and postgres_timeouts.LIMITED.get():
            limit = postgres_timeouts.ANSWER_SECONDS
        started = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError:
            if limit is not None and time.monotonic() - started >= limit:
                self.pgconn.finish()
            raise
