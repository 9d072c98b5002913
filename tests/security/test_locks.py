"""What is locked: all that each promised Python needs, versions, hashes, no index, licences."""

from __future__ import annotations

import os
import platform
import re
import runpy
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))
LICENCES: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "licences.py"))
PYTHONS: tuple[str, ...] = LICENCES["PYTHONS"]


def locked(lock: str, *pythons: str) -> dict[str, str]:
    """The packages that pip installs with one of these Pythons, and their versions."""
    found: dict[str, str] = LICENCES["locked"]((ROOT / lock).read_text(), pythons or PYTHONS)
    return found


def asked(listed: str) -> list[Requirement]:
    """The packages that a list for `make lock` names."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / listed).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def needed(listed: str, python: str) -> set[str]:
    """These packages with all they need, as far as they are installed here to be asked."""
    found: set[str] = set()
    waiting = [(its, "") for its in asked(listed)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        its, extra = waiting.pop()
        if its.marker and not its.marker.evaluate(LICENCES["environment"](python, extra=extra)):
            continue
        name = canonicalize_name(its.name)
        found.add(name)
        for wanted in ("", *sorted(its.extras)):
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(Requirement(line), wanted) for line in told_by(name)]
    return found


def told_by(name: str) -> list[str]:
    """What an installed package says that it needs; nothing for one that this Python lacks."""
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_pinned_with_hashes_and_no_index_is_named(lock: Path) -> None:
    packages = lock.read_text().replace("\\\n", " ").strip().splitlines()
    assert packages
    for package in packages:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+ ", package), package[:60]
        hashes = re.findall(r"--hash=(\S+)", package)
        assert hashes, package[:60]
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", its) for its in hashes)
    assert not re.search(r"https?:|--index-url|--find-links|--trusted-host|@ ", lock.read_text())


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("listed", ["requirements", "requirements-dev"])
def test_each_promised_python_gets_all_that_is_needed(listed: str, python: str) -> None:
    lists = ["requirements.in"] + ["requirements-dev.in"] * (listed != "requirements")
    for name in lists:
        assert needed(name, python) <= locked(f"{listed}.txt", python).keys()


def test_what_only_an_old_python_needs_is_locked_for_it_alone() -> None:
    has = {python: "async-timeout" in locked("requirements.txt", python) for python in PYTHONS}
    assert has == {"3.11.2": True, "3.11.7": False, "3.12.1": False, "3.13.0": False}


def test_the_tools_agree_with_what_the_portal_runs_on() -> None:
    runtime = locked("requirements.txt").items()
    assert runtime <= locked("requirements-dev.txt").items()
    assert runtime <= locked("requirements-bench.txt").items()


def test_time_zones_need_nothing_of_the_machine() -> None:
    code = (
        "import zoneinfo; assert not zoneinfo.TZPATH; "
        "from portal.rules.building.city import shipped_city; print(shipped_city().clock)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONTZPATH": ""},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout == "Asia/Shanghai\n"


def test_what_is_installed_here_has_the_locked_versions() -> None:
    for name, pinned in locked("requirements.txt", platform.python_version()).items():
        assert version(name) == pinned, name


def test_the_list_of_licences_is_that_of_the_lock_and_names_one_for_each() -> None:
    listed: dict[str, tuple[str, str]] = LICENCES["kept"]()
    versions = {name: pinned for name, (pinned, _) in listed.items()}
    assert versions == locked("requirements.txt"), "run make sbom"
    here = locked("requirements.txt", platform.python_version())
    for name, (_, licence) in listed.items():
        assert licence
        assert name not in here or licence == LICENCES["licence"](name), "run make sbom"
