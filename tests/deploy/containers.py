"""Images built by buildah and containers run by podman, in a storage of the test's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.debian import pip_file, pip_places
from tests.deploy.running import ROOT

_PATIENCE = 600
BASE = "localhost/debian:base"
# The limits are not more than a machine allows that may not raise its own; the rest keeps podman
# out of what others on this machine use.
_SETTINGS = """
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
lock_type = "file"
tmp_dir = "{folder}/t"
"""


@dataclass(frozen=True)
class Containers:
    """What ``podman`` and ``buildah`` are asked, and nothing outside this folder changed."""

    folder: Path

    def podman(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``podman`` and return what it said."""
        return self._run(["podman", *self._storage(), *arguments], check)

    def __post_init__(self) -> None:
        self._settings.write_text(_SETTINGS.format(folder=self.folder))

    @property
    def _settings(self) -> Path:
        return self.folder / "containers.conf"

    def load(self, archive: Path, name: str) -> None:
        """Make an image of the archive of a tree."""
        self.podman("import", str(archive), name)

    def build(self, folder: Path, name: str, base: str, file: str = "Dockerfile") -> None:
        """Build an image as its file says, on a base made here; pip is told what we are told."""
        settings = pip_file(self.folder)
        places = [f"{settings}:/etc/pip.conf:ro", *(f"{its}:{its}:ro" for its in pip_places())]
        volumes = [part for its in places for part in ("--volume", its)]
        command = ["buildah", *self._storage(), "bud", "--isolation", "chroot"]
        options = ["--network", "host", "--format", "docker", "--build-arg", f"BASE={base}"]
        self._run([*command, *options, *volumes, "-f", file, "-t", name, str(folder)], True)

    def start(self, name: str, *arguments: str) -> None:
        """Start a container that goes on running."""
        self.podman("run", "--detach", "--pull", "never", "--name", name, *arguments)

    def is_healthy(self, name: str) -> bool:
        """What the health check of a container says just now."""
        return self.podman("healthcheck", "run", name, check=False).returncode == 0

    def inspect(self, name: str) -> dict[str, object]:
        """What is known of a container or an image."""
        found: list[dict[str, object]] = json.loads(self.podman("inspect", name).stdout)
        return found[0]

    def clear(self) -> None:
        """End all containers and forget everything."""
        self.podman("rm", "--all", "--force", "--time", "0", check=False)
        self.podman("umount", "--all", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _storage(self) -> list[str]:
        return ["--root", str(self.folder / "store"), "--runroot", str(self.folder / "run")]

    def _run(self, command: Sequence[str], check: bool) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env={**os.environ, "CONTAINERS_CONF": str(self._settings)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
        )
        if check:
            assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done
