"""How long PostgreSQL is waited for: a server that hangs must not hang those who ask it.

The limits of the server itself do not help where the server stands still, so the client counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from .postgres_connection import Impatient

#: Seconds a statement may take before its connection is given up.
ANSWER_SECONDS = 10.0
#: Whether statements have that limit.
LIMITED: ContextVar[bool] = ContextVar("limited", default=True)
#: Connecting, and noticing a peer that is gone, in libpq's words: seconds and milliseconds.
_CONNECTING = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
}


def connect(_dialect: object, _record: object, given: Any, named: Any) -> Impatient:
    """Connect for SQLAlchemy's ``do_connect``."""
    from .postgres_connection import Impatient  # noqa: PLC0415  needs psycopg; SQLite does not

    return Impatient.connect(*given, **named)


@contextmanager
def without_limit() -> Iterator[None]:
    """Let statements take their time, as those that change the schema."""
    before = LIMITED.set(False)
    try:
        yield
    finally:
        LIMITED.reset(before)


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
