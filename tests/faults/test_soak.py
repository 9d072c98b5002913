"""A long morning: memory, descriptors and the write-ahead log stay as they were (``make soak``)."""

from __future__ import annotations

import itertools
import random
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests.faults.running import SOAK, Crowd, Portal, Reply, told, wait_until

DISTRICTS = ("shapingba", "nanan", "yuzhong", "liangjiang", "wanzhou", "banan")
SERVICES = ("public-rental", "residence-permit", "affordable-rental")
PATHS = (
    "/",
    "/districts",
    "/about",
    "/en/",
    "/zh-hant/",
    "/check",
    "/compare",
    "/roadmap",
    *(f"/districts/{district}" for district in DISTRICTS),
    *(f"/districts/{district}/{service}" for district in DISTRICTS for service in SERVICES),
)
_MEGABYTE = 1024


@dataclass(frozen=True)
class Sample:
    """What the workers hold together: KiB of memory, open descriptors, bytes of the log."""

    memory: int
    descriptors: int
    wal: int


def sample(portal: Portal) -> Sample:
    """What the workers hold now."""
    memory = descriptors = 0
    for worker in portal.workers():
        status = Path(f"/proc/{worker}/status").read_text()
        memory += int(status.partition("VmRSS:")[2].split()[0])
        descriptors += len(list(Path(f"/proc/{worker}/fd").iterdir()))
    wal = portal.log.parent / "portal.sqlite-wal"
    return Sample(memory, descriptors, wal.stat().st_size if wal.exists() else 0)


def visit(portal: Portal, number: int) -> Reply:
    """One of the things people do: mostly guides, some searches, a report now and then."""
    if number % 50 == 0:
        form = {"service": "public-rental", "district": "nanan", "words": f"窗口说 {number}"}
        return portal.ask("/report", form)
    if number % 10 == 0:
        return portal.ask(f"/search?q=%E8%90%BD%E6%88%B7&number={number}")
    return portal.ask(random.choice(PATHS))


@pytest.mark.slow
@pytest.mark.skipif(not SOAK, reason="the long form alone: make soak")
def test_memory_descriptors_and_log_stay_flat(portal: Portal, store: Flask) -> None:
    numbers = itertools.count(1)
    workers = portal.workers()
    began = time.monotonic()
    samples = []
    with Crowd(lambda: visit(portal, next(numbers)), 4) as crowd:
        while time.monotonic() - began < SOAK * 60:
            time.sleep(SOAK * 60 / 60)
            samples.append(sample(portal))
    wait_until(portal.ready)
    early = samples[len(samples) // 3]
    late = samples[-1]
    told(
        f"{SOAK:.0f} minutes, {len(crowd.replies)} requests {crowd.statuses()}: memory "
        f"{early.memory // _MEGABYTE} → {late.memory // _MEGABYTE} MB, descriptors "
        f"{early.descriptors} → {late.descriptors}, log {early.wal} → {late.wal} bytes"
    )
    assert portal.workers() == workers
    assert set(crowd.statuses()) <= {200, 303, 422}
    assert late.memory < early.memory * 1.1 + 10 * _MEGABYTE
    assert late.descriptors < early.descriptors + 30
    assert max(its.wal for its in samples) < 16 * 1024 * _MEGABYTE
