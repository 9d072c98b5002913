"""What is installed is what was locked: exact versions, hashes, no index, a list of licences."""

from __future__ import annotations

import re
import runpy
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))


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


def test_what_is_installed_here_has_the_locked_versions() -> None:
    locked = runpy.run_path(str(ROOT / "docs" / "licences.py"))["locked"]
    for name, pinned in locked((ROOT / "requirements.txt").read_text()).items():
        try:
            assert version(name) == pinned, name
        except PackageNotFoundError:
            assert name == "backports-zstd", f"{name} is locked and not installed"


def test_the_list_of_licences_is_that_of_the_lock_and_names_one_for_each() -> None:
    licences = runpy.run_path(str(ROOT / "docs" / "licences.py"))
    locked = licences["locked"]((ROOT / "requirements.txt").read_text())
    rows = re.findall(r"^\| ([\w.-]+) \| (\S+) \| (.+) \|$", licences["LIST"].read_text(), re.M)
    listed = {name: (pinned, licence) for name, pinned, licence in rows if name != "package"}
    assert {name: pinned for name, (pinned, _) in listed.items()} == locked, "run make sbom"
    for name, (_, licence) in listed.items():
        assert licence
        assert name == "backports-zstd" or licence == licences["licence"](name), "run make sbom"
