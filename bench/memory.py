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
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    found = next(line for line in lines if line.startswith("VmRSS:"))
    return int(found.split()[1]) / 1024
