"""What is measured, in a few series without anybody's data; read at an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from prometheus_client import Counter, Gauge, Histogram

_Given = ParamSpec("_Given")

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

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
_evaluations = Counter("portal_evaluations", "Situations in which services were evaluated.")
_limited = Counter("portal_rate_limited", "Requests refused because there were too many.")
_audited = Counter("portal_audit_entries", "Entries of the audit log.", ("act",))


def _aside(measure: Callable[_Given, None]) -> Callable[_Given, None]:
    """Measuring that spoils no answer: its files may find no room, and then stay closed."""

    @wraps(measure)
    def tried(*args: _Given.args, **more: _Given.kwargs) -> None:
        with suppress(OSError, TypeError):
            measure(*args, **more)

    return tried


@_aside
def answered(channel: str, route: str, status: int, seconds: float) -> None:
    """A request was answered; ``route`` is a template and never an address."""
    _requests.labels(channel, route, f"{status // 100}xx").inc()
    _seconds.labels(channel).observe(seconds)


@_aside
def in_force(number: int, published_at: datetime) -> None:
    """This process answers by a release."""
    _release.set(number)
    _published.set(published_at.timestamp())


@_aside
def database_failed() -> None:
    """The database answered with an error, or not at all."""
    _failures.inc()


@_aside
def cache_hit() -> None:
    """A page was taken from the cache."""
    _cache.labels("hit").inc()


@_aside
def cache_miss() -> None:
    """A page was not in the cache."""
    _cache.labels("miss").inc()


@_aside
def evaluated() -> None:
    """Services were evaluated in a situation."""
    _evaluations.inc()


@_aside
def rate_limited() -> None:
    """A request was refused because there were too many."""
    _limited.inc()


@_aside
def audited(act: str) -> None:
    """The audit log got an entry."""
    _audited.labels(act).inc()
