"""What kind of machine and Python the figures are of: a class, never a name."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path


def machine_class() -> dict[str, str | int]:
    """Processors, system and versions."""
    return {
        "processors": len(os.sched_getaffinity(0)),
        "processor": _model(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _model() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
