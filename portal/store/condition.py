"""The condition of the store as this process last found it, so that nobody waits for it in vain.

A database that hangs is worse than one that is gone: whoever asks it hangs too. So one asker at a
time finds out, and while it gets no answer all others are told at once that there is none.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app

#: Seconds without an answer after which the store counts as hanging.
STALLED_SECONDS = 2.0
#: Seconds for which it still does after the asker gave up: until the next one asks.
_BELIEVED_SECONDS = 2.0

#: What is wrong by a word, and how SQLite and PostgreSQL say it.
_KINDS = {
    "full": ("disk is full", "no space left", "disk i/o error"),
    "read_only": ("readonly", "read-only", "unable to open"),
    "damaged": ("malformed", "not a database", "invalid page", "checksum"),
    "busy": ("is locked", "lock timeout"),
}


def kind_of(reason: str) -> str:
    """What is wrong: full, read_only, damaged, busy, or silent where it does not answer at all."""
    said = reason.lower()
    for kind, signs in _KINDS.items():
        if any(sign in said for sign in signs):
            return kind
    return "silent"


class Condition:
    """What one process knows of the store.

    ``unread``: why the newest release is not in use; ``unwritten``: why the last write failed;
    both are empty while all is well. ``damaged``: the number of a release that cannot be used.
    """

    def __init__(self) -> None:
        self.unread = ""
        self.unwritten = ""
        self.damaged = 0
        self._asker = 0
        self._asked_at: float | None = None
        self._stalled_at = float("-inf")

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask the store on behalf of all; one asker at a time."""
        self._asker, self._asked_at = threading.get_ident(), time.monotonic()
        try:
            yield
        finally:
            if time.monotonic() - self._asked_at >= STALLED_SECONDS:
                self._stalled_at = time.monotonic()
            self._asker, self._asked_at = 0, None

    def stalled(self) -> bool:
        """Whether the store hangs, for anybody but the one who is asking it."""
        if self._asker == threading.get_ident():
            return False
        now, asked_at = time.monotonic(), self._asked_at
        if asked_at is not None and now - asked_at >= STALLED_SECONDS:
            return True
        return now - self._stalled_at < _BELIEVED_SECONDS


def condition() -> Condition:
    """The condition of this application's store."""
    return cast(Condition, current_app.extensions["portal_condition"])
