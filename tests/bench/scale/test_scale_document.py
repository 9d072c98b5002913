"""docs/scale.md shows the tables that the simulation prints, and metrics that there are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

import portal.metrics
from bench.scale.tables import TABLES

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs/scale.md").read_text("utf-8")
QUICK = ("check", "assumptions")


@pytest.mark.parametrize("name", [name for name in TABLES if name in QUICK])
def test_a_table_is_the_one_that_is_printed(name: str) -> None:
    _, rows = TABLES[name]
    for line in rows():
        assert line in DOCUMENT.splitlines(), line


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TABLES if name not in QUICK])
def test_a_table_that_takes_long_is_the_one_that_is_printed(name: str) -> None:
    test_a_table_is_the_one_that_is_printed(name)


def test_the_tables_are_asked_for_by_name() -> None:
    line = [sys.executable, "-m", "bench.scale"]
    said = subprocess.run([*line, "assumptions"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("### People\n")
    wrong = subprocess.run([*line, "wealth"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    assert "no such table: wealth" in wrong.stderr


def test_every_metric_that_is_to_be_watched_is_exported() -> None:
    assert portal.metrics
    exported = {
        name
        for metric in REGISTRY.collect()
        for name in (metric.name, f"{metric.name}_total", f"{metric.name}_bucket")
    }
    named = set(re.findall(r"`(portal_[a-z_]+)", DOCUMENT))
    assert len(named) >= 5
    assert named <= exported
