"""``python -m load.shared_services``: how long PostgreSQL and Valkey take for what all ask of them.

Every process asks for the newest release once a second and adds what it counted to the same rows
every five seconds, so those rows are written by one process at a time. Every search is counted in
Valkey. Each is timed from one process, alone, on loopback: the server's part is less.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from time import perf_counter

from flask import Flask
from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from bench.figures import Figure, Part, figure, markdown
from bench.machine import machine_class
from portal import create_app
from portal.config import read_settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.store import database, schema
from portal.store.releases.stored import numbers_in_force
from portal.store.usage_counts import Tally
from tests.deploy.running import SECRET, Redis, database_url
from tests.folders import open_folder

from .deployments import started_database

#: Guides of 41 services, topics of checks, results and outcomes: what a busy process counts.
_COUNTED = 60
_CALLS = 200


def run(folder: Path, stack: ExitStack) -> Part:
    """Start both servers and time what one process asks of them."""
    url = database_url(started_database(folder / "postgres", stack))
    given = {"PORTAL_INSTANCE": str(folder / "host"), "PORTAL_DATABASE_URL": url}
    app = create_app(read_settings({**given, "PORTAL_SECRET_KEY": SECRET}))
    logging.disable(logging.WARNING)
    with app.app_context():
        schema.upgrade_schema()
        seed(read_folder(SHIPPED))
    redis = Redis(folder / "redis")
    redis.start()
    stack.callback(redis.stop)
    figures = [
        *_timed("PostgreSQL: the newest release asked for", lambda: _poll(app)),
        *_timed(f"PostgreSQL: {_COUNTED} counts stored", lambda: _store(app)),
        *_timed("Valkey or Redis: a search counted", _counting(redis.url)),
    ]
    with app.app_context():
        database.db.engine.dispose()
    return Part(title="What processes share", figures=tuple(figures))


def _poll(app: Flask) -> None:
    with app.app_context():
        numbers_in_force(date.today())


def _store(app: Flask) -> None:
    tally = Tally(app)
    for number in range(_COUNTED):
        tally.add((date.today(), "guide", f"service-{number}"))
    tally.flush()


def _counting(url: str) -> Callable[[], object]:
    limiter = FixedWindowRateLimiter(storage_from_string(url.replace("redis", "valkey", 1)))
    limit = RateLimitItemPerMinute(1_000_000)
    return lambda: limiter.hit(limit, "search:somebody")


def _timed(name: str, call: Callable[[], object]) -> list[Figure]:
    """Milliseconds of a call on the clock: half within, 99 of 100 within."""
    call()
    took = []
    for _ in range(_CALLS):
        began = perf_counter()
        call()
        took.append(1000 * (perf_counter() - began))
    took.sort()
    return [
        figure(f"{name}, half within", "ms", [took[_CALLS // 2]]),
        figure(f"{name}, 99 of 100 within", "ms", [took[_CALLS * 99 // 100]]),
    ]


def main() -> int:
    """Print the machine and the table."""
    with open_folder("portal-shared-") as folder, ExitStack() as stack:
        part = run(folder, stack)
    print(", ".join(f"{name} {value}" for name, value in machine_class().items()) + "\n")
    print(markdown(part))
    return 0


if __name__ == "__main__":
    sys.exit(main())
