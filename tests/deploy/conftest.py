"""The programs that the deployments are made of; skipped loudly where one is missing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import NOT_TRIED, required
from tests.deploy.containers import BASE, Containers
from tests.deploy.debian import Refused, base_archive, machine_archive, see_to_namespaces
from tests.deploy.guide import packages
from tests.deploy.running import ROOT
from tests.folders import open_folder

#: Makes a folder of this name.
Folders = Callable[[str], Path]
PACKAGES = {"nginx": "nginx", "redis": "redis-server"}
#: The programs that images and whole machines need, and the packages of Debian they are in.
TOOLS = {
    "image": {
        "buildah": "buildah",
        "podman": "podman",
        "runc": "runc",
        "conmon": "conmon",
        "debootstrap": "debootstrap",
        "unshare": "util-linux",
    },
    "units": {
        "debootstrap": "debootstrap",
        "unshare": "util-linux",
        "ip": "iproute2",
        "curl": "curl",
    },
}


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
    with open_folder("portal-deploy-") as whole:

        def make(name: str) -> Path:
            (whole / name).mkdir()
            return whole / name

        yield make


@contextmanager
def _whole_systems(what: str) -> Iterator[None]:
    """Skip where something is missing; where that may not be, only what is refused is skipped."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    missing = [its for name, its in TOOLS[what].items() if not shutil.which(name, path=path)]
    if missing:
        says = f"{what}: not installed: apt install {' '.join(missing)}"
        if required(what):
            pytest.fail(f"{says}; its tests may not be skipped")
        pytest.skip(says)
    try:
        see_to_namespaces()
        yield
    except Refused as refused:
        pytest.skip(f"{NOT_TRIED} {what}: {refused}")


@pytest.fixture(scope="session")
def containers() -> Iterator[Containers]:
    """A storage of our own with a bare Debian in it."""
    with _whole_systems("image"):
        archive = base_archive()
    made = Containers(Path(tempfile.mkdtemp(prefix="portal-")))
    try:
        made.load(archive, BASE)
        yield made
    finally:
        made.clear()


@pytest.fixture(scope="session")
def portal_image(containers: Containers) -> Containers:
    """The portal's own image, built."""
    containers.build(ROOT, "localhost/portal:test", BASE)
    return containers


@pytest.fixture(scope="session")
def debian_machine() -> Path:
    """A Debian with what the guide for one server installs."""
    with _whole_systems("units"):
        return machine_archive(packages())
