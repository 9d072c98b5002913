"""Folders of tests: open to those who need them, and nothing else is touched."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.folders import open_folder


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, which only its owner may enter."""
    tmp_path.chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def modes(folder: Path) -> list[int]:
    """Who may do what with the folders around one."""
    return [its.stat().st_mode for its in folder.parents]


def test_nothing_around_an_open_folder_is_changed_and_it_goes_in_the_end(closed: Path) -> None:
    before = modes(closed / "any")
    with open_folder("portal-test-") as folder:
        around = modes(folder)
        (folder / "file").touch()
    assert not folder.exists()
    assert modes(closed / "any") == before
    assert [its.stat().st_mode for its in folder.parents] == around


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone runs things as somebody else")
def test_another_user_may_enter_although_the_folder_for_temporary_files_is_closed(
    closed: Path,
) -> None:
    with open_folder("portal-test-") as folder:
        (folder / "file").write_text("seen")
        told = subprocess.run(
            ["cat", "file"], cwd=folder, user=65534, check=True, capture_output=True, text=True
        )
        assert told.stdout == "seen"
