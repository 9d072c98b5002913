"""Memory that something keeps, counted by the allocator, and of the whole process."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from pathlib import Path

MEGABYTE = 1024 * 1024


def kept(make: Callable[[], object]) -> float:
    """MB of Python objects that are alive because of what ``make`` gives back."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    made = make()
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del made
    return (after - before) / MEGABYTE


def resident(process: int | str = "self") -> float:
    """MB of a process in memory, pages shared with others included; Linux alone says."""
    return _said(process, "status", "VmRSS:")


def proportional(process: int | str = "self") -> float:
    """The same, of pages shared with others only the share: what the process takes from a host."""
    return _said(process, "smaps_rollup", "Pss:")


def private(process: int | str = "self") -> float:
    """MB that a process shares with no other: what one more of its kind takes from a host."""
    kinds = ("Private_Clean:", "Private_Dirty:")
    return sum(_said(process, "smaps_rollup", kind) for kind in kinds)


def _said(process: int | str, file: str, name: str) -> float:
    lines = Path(f"/proc/{process}/{file}").read_text(encoding="ascii").splitlines()
    found = next(line for line in lines if line.startswith(name))
    return int(found.split()[1]) / 1024
