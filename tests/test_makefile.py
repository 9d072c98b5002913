"""What `make` would do: which Python it takes, and when it makes .venv anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASE = Path(os.path.realpath(sys.executable))
RIGHT = f'exec "{BASE}" "$@"'
#: As pyenv answers for a Python that it has but that nobody has chosen.
NOT_CHOSEN = "exit 127"
OLD = f"""case "$2" in *version_info*) exit 1;; esac; {RIGHT}"""
WITHOUT_VENV = f"""case "$2" in *ensurepip*) exit 1;; esac; {RIGHT}"""

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


class Project:
    """A copy of the Makefile in a folder with a difficult name, and Pythons to be found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "新市民 portal"
        self.bin = folder / "bin"
        self.folder.mkdir()
        self.bin.mkdir()
        shutil.copy(ROOT / "Makefile", self.folder)
        for name in ("requirements.txt", "requirements.in", "pyproject.toml"):
            (self.folder / name).touch()
        for name in ("bash", "cat", "sed", "touch", "rm", "env"):
            (self.bin / name).symlink_to(str(shutil.which(name)))

    def have(self, **pythons: str) -> None:
        """Let these be the Pythons of the machine, each a script of the shell."""
        for name, script in pythons.items():
            path = self.bin / name.replace("_", ".")
            path.write_text(f"#!/bin/bash\n{script}\n")
            path.chmod(0o755)

    def make(self, *arguments: str, code: int = 0) -> str:
        """What `make` says."""
        done = subprocess.run(
            [str(shutil.which("make")), *arguments],
            cwd=self.folder,
            env={"PATH": str(self.bin), "HOME": str(self.folder), "LANG": "C"},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    def taken(self, *arguments: str) -> str:
        """The Python that .venv would be made with; empty where it is kept."""
        lines = self.make("-n", "run", *arguments).splitlines()
        return "".join(its.split('"')[1] for its in lines if its.endswith("-m venv --clear .venv"))

    def set_up(self, python: str) -> None:
        """Leave what a set-up leaves that ended well."""
        lines = self.make("-n", f"PYTHON={python}").replace("\\\n", "").splitlines()
        (written,) = (its for its in lines if its.endswith(">.venv/origin"))
        (self.folder / ".venv").mkdir()
        shell = [str(shutil.which("bash")), "-c", written]
        subprocess.run(shell, cwd=self.folder, env={"PATH": str(self.bin)}, check=True)
        (self.folder / ".venv" / "runtime-ready").touch()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project on a machine without Python."""
    return Project(tmp_path)


@pytest.mark.parametrize(
    ("pythons", "taken"),
    [
        ({"python3_11": RIGHT, "python3_12": RIGHT, "python3_13": RIGHT}, "python3.13"),
        ({"python3_11": RIGHT, "python3_12": RIGHT, "python3": RIGHT}, "python3.12"),
        ({"python3_11": RIGHT, "python3": RIGHT}, "python3.11"),
        ({"python3": RIGHT}, "python3"),
        ({"python3_13": NOT_CHOSEN, "python3_12": RIGHT}, "python3.12"),
        ({"python3_13": WITHOUT_VENV, "python3_11": RIGHT}, "python3.11"),
    ],
)
def test_the_newest_python_that_can_make_an_environment_is_taken(
    project: Project, pythons: dict[str, str], taken: str
) -> None:
    project.have(**pythons)
    assert project.taken() == taken


@pytest.mark.parametrize(
    ("pythons", "words"),
    [
        ({}, "Python 3.11 or newer is needed: install it"),
        ({"python3": OLD}, "Python 3.11 or newer is needed: install it"),
        ({"python3": WITHOUT_VENV}, "The venv module of python3 is missing"),
    ],
)
def test_what_is_missing_is_told(project: Project, pythons: dict[str, str], words: str) -> None:
    project.have(**pythons)
    assert words in project.make("run", code=2)
    assert not (project.folder / ".venv").exists()


def test_a_python_that_was_named_and_does_not_do_is_told(project: Project) -> None:
    project.have(python3=RIGHT, python3_9=OLD)
    assert "python3.9 is older" in project.make("run", "PYTHON=python3.9", code=2)
    assert "/none cannot be run" in project.make("run", "PYTHON=/none", code=2)


def test_the_environment_is_kept_for_the_same_python_in_the_same_folder(project: Project) -> None:
    project.have(python3=RIGHT)
    project.set_up("python3")
    assert project.taken() == ""
    assert project.taken("PYTHON=python3") == ""


def test_the_environment_is_made_anew_for_another_python(project: Project) -> None:
    project.have(python3=RIGHT)
    project.set_up("python3")
    newer = RIGHT.replace('"$@"', "\"$1\" \"sys = __import__('sys'); sys.version = '4'; $2\"")
    project.have(python3_12=newer)
    assert project.taken("PYTHON=python3.12") == "python3.12"


def test_the_environment_is_made_anew_in_another_folder(project: Project) -> None:
    project.have(python3=RIGHT)
    project.set_up("python3")
    project.folder = project.folder.rename(project.folder.with_name("moved"))
    assert project.taken() == "python3"


def test_what_an_interrupted_set_up_left_is_not_trusted(project: Project) -> None:
    project.have(python3=RIGHT)
    project.set_up("python3")
    (project.folder / ".venv" / "unfinished").touch()
    assert project.taken() == "python3"


def test_an_environment_of_unknown_origin_is_made_anew(project: Project) -> None:
    project.have(python3=RIGHT)
    (project.folder / ".venv").mkdir()
    (project.folder / ".venv" / "runtime-ready").touch()
    assert project.taken() == "python3"


def test_help_says_what_there_is(project: Project) -> None:
    told = project.make("help")
    for target in ("run", "test", "quick", "lint", "lock", "clean"):
        assert f"make {target} " in told
