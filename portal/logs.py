"""Logs: a line of JSON for each event, or a readable one on a terminal; nothing secret in any."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TextIO
from urllib.parse import quote

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor

#: A password between a user and a host, or as a word of a connection.
_PASSWORDS = re.compile(
    r"(://[^\s/:@\"']*:)[^\s/@\"']+(?=@)|(\bpassword\s*[=:]\s*)[^\s,;\"'\\]+", re.I
)
_NAMES_ADDRESS = "Exception on "
_HIDDEN = "***"
_dumped = json.JSONEncoder(ensure_ascii=False, default=str).encode


def configure(form: str, secrets: Iterable[str] = ()) -> None:
    """Send what is logged to stderr as ``json`` or ``text``; empty: text on a terminal alone.

    Messages of the standard library's loggers are searched for secrets. Structlog's own loggers
    write facts that hold none, such as those of a request, and take the short way.
    """
    readable = form == "text" or (not form and sys.stderr.isatty())
    render: Any = structlog.dev.ConsoleRenderer(colors=False) if readable else _json
    key = "timestamp" if readable else "time"
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key=key),
        _without_what_was_raised,
    ]
    structlog.configure(
        processors=[*before[:-1], render],
        logger_factory=lambda *_: _Facts(),
        wrapper_class=structlog.BoundLogger,
    )
    handler = _ToStderr()
    handler.setFormatter(_Discreet(render, before, secrets))
    root = logging.getLogger()
    root.handlers = [*(own for own in root.handlers if not isinstance(own, _ToStderr)), handler]
    root.setLevel(logging.INFO)


class _Facts:
    """Writes a line at once; on a full disk it is lost, and what it tells of goes on."""

    def info(self, line: str) -> None:
        with suppress(OSError):
            sys.stderr.write(f"{line}\n")


class _ToStderr(logging.StreamHandler[TextIO]):
    """Writes to what stderr is at the moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


class _Discreet(ProcessorFormatter):
    """Hides every secret in what is about to be written, wherever it stands."""

    def __init__(self, render: Any, before: list[Processor], secrets: Iterable[str]) -> None:
        super().__init__(
            processors=[ProcessorFormatter.remove_processors_meta, render],
            foreign_pre_chain=before,
        )
        spelled = {form for secret in secrets for form in _spellings(secret)}
        longest_first = sorted(map(re.escape, spelled), key=len, reverse=True)
        self._secrets = re.compile("|".join(longest_first)) if spelled else None

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        if self._secrets:
            line = self._secrets.sub(_HIDDEN, line)
        return _PASSWORDS.sub(lambda match: (match[1] or match[2]) + _HIDDEN, line)


def _spellings(secret: str) -> tuple[str, ...]:
    """A secret as it is, in an address and in JSON; and each of these once more in JSON."""
    forms = (secret, quote(secret, safe=""), json.dumps(secret)[1:-1], _dumped(secret)[1:-1])
    return *forms, *(_dumped(form)[1:-1] for form in forms)


def _json(_logger: object, _method: str, event: EventDict) -> str:
    return _dumped(event)


def _without_what_was_raised(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Where an error came from and its kind; what it says may hold what a person typed.

    Flask names the address in full, in which the code of a receipt may stand.
    """
    if str(event.get("event", "")).startswith(_NAMES_ADDRESS):
        event["event"] = "unexpected error"
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    fault = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(fault, BaseException):
        event["error"] = type(fault).__name__
        frames = traceback.extract_tb(fault.__traceback__)
        event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event
