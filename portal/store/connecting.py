"""How the database is reached: never waited for without end, nothing of a row in an error."""

from __future__ import annotations

from typing import Any

_POOL, _OVERFLOW = 5, 15
_PATIENCE_SECONDS = 3
_STATEMENT_MILLISECONDS = 5000
_SILENT_MILLISECONDS = 10_000


def engine_options(url: str) -> dict[str, Any]:
    """Options of the engine for an address; the values in a statement never stand in an error."""
    if url.startswith("sqlite:"):
        return {"hide_parameters": True}
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": _POOL,
        "max_overflow": _OVERFLOW,
        "pool_timeout": _PATIENCE_SECONDS,
        "connect_args": {
            "connect_timeout": _PATIENCE_SECONDS,
            "tcp_user_timeout": _SILENT_MILLISECONDS,
            "keepalives_idle": _PATIENCE_SECONDS,
            "keepalives_interval": 1,
            "keepalives_count": 5,
            "options": f"-c statement_timeout={_STATEMENT_MILLISECONDS}",
        },
    }
