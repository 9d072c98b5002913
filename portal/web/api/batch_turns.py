"""Batch turns: one batch at a time per process and per client address.

A batch keeps a processor busy for as long as many pages do. The processes of a machine agree on the
addresses by locks on the bytes of a file, which end with the process that holds them.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from contextlib import suppress
from pathlib import Path

_PLACES = 2**40


class Busy(Exception):
    """Another batch is running; ``own``: one of the same address."""

    def __init__(self, own: bool) -> None:
        super().__init__("another batch is being worked on")
        self.own = own


class Turns:
    """The turns of a process; ``file`` is shared by the processes of a machine."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._taking = threading.Lock()
        self._place: int | None = None
        self._opened: int | None = None

    def take(self, whose: str) -> None:
        """Begin the turn of an address, which ends with ``end``. Raises Busy."""
        place = int.from_bytes(hashlib.sha256(whose.encode()).digest()[:8]) % _PLACES
        with self._taking:
            if self._place is not None:
                raise Busy(own=self._place == place)
            self._lock(place)
            self._place = place

    def end(self) -> None:
        """End the turn; idempotent."""
        with self._taking:
            if self._place is not None and self._opened is not None:
                with suppress(OSError):
                    fcntl.lockf(self._opened, fcntl.LOCK_UN, 1, self._place)
            self._place = None

    def _lock(self, place: int) -> None:
        """Lock the byte of an address. Raises Busy. Without a file each process counts alone."""
        try:
            if self._opened is None:
                self._opened = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return
        try:
            fcntl.lockf(self._opened, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except BlockingIOError as fault:
            raise Busy(own=True) from fault
        except OSError:
            return
