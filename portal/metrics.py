"""Metrics in a few Prometheus series, none with personal data; served at an address of their own.

Each process writes to files of its own, and the address adds them up. Files are named after the
slot of a worker, not after its process: a worker that follows another goes on from its counts, so
no count is lost when a worker ends, and there are never more files than slots.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from prometheus_client import Counter, Gauge, Histogram, values

#: The environment variable with the folder of the files; without it a process counts in memory.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"

_Given = ParamSpec("_Given")

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class _Process:
    """Which files this process writes to; the one that starts the workers has no slot."""

    name = "main"


def use_slot(number: int) -> None:
    """Have this process write to the files of a slot. No two living processes may share one."""
    _Process.name = str(number)


if FOLDER in os.environ:
    # Set before the first metric is made: each asks for its class when it is.
    values.ValueClass = values.MultiProcessValue(process_identifier=lambda: _Process.name)

_requests = Counter("portal_requests", "Requests answered.", ("channel", "route", "status"))
_seconds = Histogram(
    "portal_request_seconds", "Time until an answer began.", ("channel",), buckets=_BUCKETS
)
_release = Gauge("portal_release_number", "Release in force.", multiprocess_mode="livemax")
_published = Gauge(
    "portal_release_published_timestamp_seconds",
    "When the release in force was published; its age is the time since.",
    multiprocess_mode="livemax",
)
_failures = Counter(
    "portal_database_failures", "Errors the database answered with, or none at all."
)
_cache = Counter("portal_page_cache", "Pages looked for in the cache.", ("result",))
_evaluations = Counter("portal_evaluations", "Requests that evaluated services.")
_limited = Counter("portal_rate_limited", "Requests refused because there were too many.")
_audited = Counter("portal_audit_entries", "Entries of the audit log.", ("act",))


def _never_failing(measure: Callable[_Given, None]) -> Callable[_Given, None]:
    """Metrics must never fail a request: on a full disk their files cannot be opened or grow."""

    @wraps(measure)
    def tried(*args: _Given.args, **more: _Given.kwargs) -> None:
        with suppress(OSError, TypeError):
            measure(*args, **more)

    return tried


@_never_failing
def answered(channel: str, route: str, status: int, seconds: float) -> None:
    """Count a request; ``route`` is the URL rule, so that no path or query is stored."""
    _requests.labels(channel, route, f"{status // 100}xx").inc()
    _seconds.labels(channel).observe(seconds)


@_never_failing
def in_force(number: int, published_at: datetime) -> None:
    """Set the release that this process uses."""
    _release.set(number)
    _published.set(published_at.timestamp())


@_never_failing
def database_failed() -> None:
    """Count a query that failed or timed out."""
    _failures.inc()


@_never_failing
def cache_hit() -> None:
    """Count a page taken from the page cache."""
    _cache.labels("hit").inc()


@_never_failing
def cache_miss() -> None:
    """Count a page that was not in the page cache."""
    _cache.labels("miss").inc()


@_never_failing
def evaluated() -> None:
    """Count a request that evaluated services, however many."""
    _evaluations.inc()


@_never_failing
def rate_limited() -> None:
    """Count a request refused with 429."""
    _limited.inc()


@_never_failing
def audited(act: str) -> None:
    """Count an entry of the audit log."""
    _audited.labels(act).inc()
