"""Has the public pages made ahead: one worker of a host looks what is lacking and starts a maker.

Pages of today are lacking after a start and a publication; those of tomorrow, and of a release
scheduled for then, are made in the evening, so that midnight finds them ready.
"""

from __future__ import annotations

import fcntl
import logging
import os
import subprocess  # nosec B404
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

from flask import Flask

from ..store.database import StoreUnavailable
from ..store.releases.city_in_use import city_clock
from ..store.releases.stored import number_in_force, release_digest
from .http.pages_file import MadePages, remove_others, sole_maker

log = logging.getLogger(__name__)
#: From this hour in the city on the pages of tomorrow are made.
EVENING = 21
_LOOK_SECONDS = 5.0
#: A maker that made nothing, for whatever reason, is not started again at once.
_AGAIN_SECONDS = 600.0
_MAKER = (sys.executable, "-c", "from portal.cli import main; main()", "pages", "make")


def watch(app: Flask) -> None:
    """Look from a thread of this process, for as long as it lives."""
    threading.Thread(
        target=Watch(app).look_for_ever, daemon=True, name="portal-pages-ahead"
    ).start()


def wanted_days(now: datetime) -> tuple[date, ...]:
    """The days whose pages should be there: today, in the evening tomorrow too.

    ``now``: by the clock of the city.
    """
    today = now.date()
    tomorrow = (today + timedelta(days=1),)
    return (today, *(tomorrow if now.hour >= EVENING else ()))


class Watch:
    """One worker's look at what is lacking."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._ahead = cast(MadePages, app.extensions["portal_made_pages"])
        self._tried: dict[Path, float] = {}
        self._turn: int | None = None

    def look_for_ever(self) -> None:
        """Look whenever it is this process's turn: another takes over where this one ends."""
        while True:
            time.sleep(_LOOK_SECONDS)
            try:
                if self.is_my_turn():
                    self.look()
            except StoreUnavailable:
                continue  # told elsewhere; the pages that are there go on being served
            except OSError as fault:
                log.warning("pages are not made ahead: %s", fault)

    def is_my_turn(self) -> bool:
        """Whether this process holds the turn; the system takes it from a process that ends."""
        if self._turn is None:
            self._ahead.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            opened = os.open(self._ahead.folder / "turn", os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(opened)
                return False
            self._turn = opened
        return True

    def end(self) -> None:
        """Leave the turn to another process."""
        if self._turn is not None:
            os.close(self._turn)
            self._turn = None

    def look(self) -> None:
        """Start a maker for each day whose pages are lacking, one after another."""
        with self._app.app_context():
            files = dict(self._files(wanted_days(datetime.now(city_clock()))))
        for path, day in files.items():
            if path.exists() or time.monotonic() - self._tried.get(path, -1e9) < _AGAIN_SECONDS:
                continue
            self._tried[path] = time.monotonic()
            # The maker would come too late to ask who started it: this process may be gone by then.
            command = [*_MAKER, "--day", day.isoformat(), "--starter", str(os.getpid())]
            done = subprocess.run(command, capture_output=True, check=False)  # nosec B603
            if done.returncode:
                log.warning("pages of %s are not made ahead (exit %s)", day, done.returncode)
            elif path.exists():
                self._remove_others(set(files))

    def _files(self, days: tuple[date, ...]) -> Iterator[tuple[Path, date]]:
        """The file that should be there for each day."""
        for day in days:
            number = number_in_force(day)
            if number:
                yield self._ahead.path(release_digest(number), number, day), day

    def _remove_others(self, kept: set[Path]) -> None:
        with sole_maker(self._ahead.folder) as alone:
            if alone:
                remove_others(self._ahead.folder, kept)
