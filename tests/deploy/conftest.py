"""The programs that the deployments are made of; skipped loudly where one is missing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import required

#: Makes a folder of this name.
Folders = Callable[[str], Path]
PACKAGES = {"nginx": "nginx", "redis": "redis-server"}


def _found(name: str, path: str | None) -> str:
    if path is None:
        package = PACKAGES.get(name, "postgresql")
        if required(name):
            pytest.fail(f"{package} is not installed and its tests may not be skipped")
        pytest.skip(f"{package} is not installed: apt install {package}")
    return path


@pytest.fixture(scope="session")
def nginx_program() -> str:
    """Where nginx is."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    return _found("nginx", shutil.which("nginx", path=path))


@pytest.fixture(scope="session")
def redis_program() -> str:
    """Where Redis is."""
    return _found("redis", shutil.which("redis-server"))


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """Where the programs of PostgreSQL are."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(_found("postgres", str(found[-1].parent) if found else None))


@pytest.fixture(scope="session")
def new_folder() -> Iterator[Folders]:
    """Folders that the user of PostgreSQL may enter; those of pytest are closed to others."""
    whole = Path(tempfile.mkdtemp(prefix="portal-"))
    whole.chmod(0o755)

    def make(name: str) -> Path:
        (whole / name).mkdir()
        return whole / name

    yield make
    shutil.rmtree(whole, ignore_errors=True)
