"""What the doctor says of a database that was lost, replaced, or lives on unseen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ...config import Settings
from ...store.sqlite_file import path_of
from .findings import Line, fault, ok

_PROCESSES = Path("/proc")
_GONE = " (deleted)"


def spare_line(newest: int, spare: int) -> Line:
    """Whether the store knows the release that the spare copy is of, 0 where there is none."""
    if spare > newest:
        says = (
            f"the spare copy is of release {spare}, but the newest in the database is {newest}: "
            "it was lost, or replaced by an older one"
        )
        do = (
            "bring the right file back, or restore a newer backup; if it is meant to be so, "
            "delete spare-release-* in the instance folder and start the portal again"
        )
        return fault("database of before", says, do)
    return ok("database of before", f"none newer is known (spare copy: release {spare or 'none'})")


def held_line(settings: Settings, processes: Path = _PROCESSES) -> Line | None:
    """Whether a process still has a database file open that was removed; None off SQLite.

    Only processes that this user may look at are seen.
    """
    path = path_of(settings.database_url)
    if path is None:
        return None
    held = sorted(_holders(path.resolve(), processes))
    if held:
        number, descriptor = held[0]
        says = f"process {number} has one open that was removed or replaced at {path}"
        do = (
            f"copy what was written since from /proc/{number}/fd/{descriptor} if it is needed, "
            "then start the portal again"
        )
        return fault("removed file", says, do)
    return ok("removed file", "nobody has one open")


def _holders(path: Path, processes: Path) -> Iterator[tuple[int, int]]:
    """Process and descriptor of each file opened at a path and gone from there."""
    for folder in processes.glob("[0-9]*/fd"):
        try:
            found = list(folder.iterdir())
        except OSError:
            continue
        for link in found:
            try:
                leads = os.readlink(link)
            except OSError:
                continue
            if leads == f"{path}{_GONE}":
                yield int(folder.parent.name), int(link.name)
