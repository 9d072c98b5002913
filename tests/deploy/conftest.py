"""The programs that the deployments are made of; skipped loudly where one is missing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import required

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


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the user of PostgreSQL may enter; those of pytest are closed to others."""
    made = Path(tempfile.mkdtemp(prefix="portal-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)
