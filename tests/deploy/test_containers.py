"""The containers of compose.yaml, started together with the very settings of the file.

The portal is its own image. The programs beside it are Debian's, in images made here: those that
the file names cannot be had without a registry.
"""

from __future__ import annotations

import re
import secrets
import shlex
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.containers import Containers
from tests.deploy.running import wait_until
from tests.deploy.test_files import DEPLOY, compose

pytestmark = pytest.mark.slow
IMAGES = Path(__file__).parent / "images"
GIVEN = {
    "PORTAL_SECRET_KEY": secrets.token_hex(32),
    "POSTGRES_PASSWORD": "a password only for tests",
}
WORD = "xylophone"
A_FEW_SECONDS = 5.0
#: What of a service is not translated: it restarts by hand here, on one network that nobody enters.
_LEFT_OUT = {"image", "build", "depends_on", "restart", "networks", "ports"}


def filled(text: str) -> str:
    """A value of the file with what the environment gives."""
    return re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: GIVEN[found[1]], text)


def options(service: Mapping[str, Any]) -> list[str]:
    """What podman is told of a service; nothing of the file may go unsaid."""
    said: list[str] = []
    for name, its in service.items():
        match name:
            case "environment":
                said += [f"--env={key}={filled(value)}" for key, value in its.items()]
            case "volumes":
                said += [f"--volume={_place(volume)}" for volume in its]
            case "read_only":
                said += [f"--read-only={str(its).lower()}"]
            case "tmpfs":
                said += [f"--tmpfs={place}" for place in its]
            case "cap_drop":
                said += [f"--cap-drop={capability}" for capability in its]
            case "security_opt":
                said += [f"--security-opt={option.removesuffix(':true')}" for option in its]
            case "healthcheck":
                kind, *words = its["test"]
                assert kind == "CMD"
                said += [f"--health-cmd={shlex.join(words)}"]
                said += [f"--health-{key}={its[key]}" for key in its if key != "test"]
            case _:
                assert name in _LEFT_OUT | {"command"}, f"compose.yaml says {name}: translate it"
    return said


def _place(volume: str) -> str:
    return str(DEPLOY / volume) if volume.startswith(".") else volume


@dataclass(frozen=True)
class Together:
    """The services, in a network of their own in which each is known by its name."""

    containers: Containers
    network: subprocess.Popen[str]

    @property
    def services(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = compose()["services"]
        return found

    def up(self) -> None:
        """Start each service once those it depends on are as it says."""
        wanted = {name: its.get("depends_on", {}) for name, its in self.services.items()}
        for name in TopologicalSorter(wanted).static_order():
            for other, how in wanted[name].items():
                if how["condition"] == "service_healthy":
                    wait_until(lambda other=other: self.is_healthy(other), f"{other} is healthy")
            self.start(name)

    def start(self, name: str) -> None:
        hosts = [f"--add-host={its}:127.0.0.1" for its in self.services]
        place = [f"--network=ns:/proc/{self.network.pid}/ns/net", *hosts]
        service = self.services[name]
        if name == "portal":
            place += ["--env=PORTAL_PAGES_AHEAD=no"]  # nobody would ask for most of them
        image = "localhost/portal:test" if "build" in service else f"localhost/{name}:test"
        command = service.get("command", [])
        self.containers.start(name, *place, *options(service), image, *command)

    def down(self, *names: str) -> None:
        """Take containers away; what they keep in volumes stays."""
        for name in names or tuple(self.services):
            self.containers.podman("rm", "--force", "--time", "10", name)

    def is_healthy(self, name: str) -> bool:
        return self.containers.is_healthy(name)

    def run(self, name: str, *command: str) -> str:
        return self.containers.podman("exec", name, *command).stdout

    def log(self, name: str) -> str:
        said = self.containers.podman("logs", name)
        return said.stdout + said.stderr

    def ask(self, path: str) -> tuple[str, str]:
        """Status and text of what nginx answers at port 80."""
        enter = ["nsenter", f"--net=/proc/{self.network.pid}/ns/net", "curl", "--silent"]
        more = ["--max-time", "60", "--write-out", "\n%{http_code}", f"http://127.0.0.1{path}"]
        done = subprocess.run([*enter, *more], check=False, capture_output=True, text=True)
        text, _, status = done.stdout.rpartition("\n")
        return status, text


@pytest.fixture(scope="module")
def together(portal_image: Containers, debian_machine: Path) -> Iterator[Together]:
    """All containers of the file, started."""
    portal_image.load(debian_machine, "localhost/debian:machine")
    for name in ("nginx", "postgres", "redis"):
        file = str(IMAGES / f"{name}.Dockerfile")
        portal_image.build(IMAGES, f"localhost/{name}:test", "localhost/debian:machine", file)
    script = "ip link set lo up && echo up && exec sleep infinity"
    with subprocess.Popen(
        ["unshare", "--net", "/bin/sh", "-c", script], stdout=subprocess.PIPE, text=True
    ) as network:
        assert network.stdout is not None
        assert network.stdout.readline() == "up\n"
        made = Together(portal_image, network)
        try:
            made.up()
            yield made
        finally:
            portal_image.podman("rm", "--all", "--force", "--time", "0", check=False)
            network.kill()


def test_they_start_in_their_order_and_serve(together: Together) -> None:
    wait_until(lambda: together.ask("/")[0] == "200", "nginx answers")
    assert "<html" in together.ask("/")[1]
    assert together.ask("/readyz")[0] == "200"
    assert together.ask("/metrics")[0] == "404"
    assert together.is_healthy("portal")
    assert together.is_healthy("postgres")
    checked = together.containers.podman(
        "exec", "portal", "/venv/bin/portal", "doctor", check=False
    )
    assert "database: PostgreSQL answers" in checked.stdout
    assert "Valkey: redis:6379 answers" in checked.stdout
    assert checked.stdout.count("fault ") == 0, checked.stdout


def test_redis_keeps_nothing_and_forgets_when_it_is_full(together: Together) -> None:
    said = together.run("redis", "redis-cli", "config", "get", "maxmemory*")
    assert "allkeys-lru" in said
    assert str(64 * 1024 * 1024) in said
    assert together.run("redis", "redis-cli", "config", "get", "save").split() == ["save"]


def test_without_the_portal_nobody_waits_and_no_word_is_written(together: Together) -> None:
    kept = "/districts/shapingba"
    assert together.ask(kept)[0] == "200"
    together.down("portal")
    for path, status in ((kept, "200"), (f"/districts?q={WORD}", "503"), (f"/{WORD}", "503")):
        begun = time.monotonic()
        assert together.ask(path)[0] == status
        assert time.monotonic() - begun < A_FEW_SECONDS
    together.start("portal")
    wait_until(lambda: together.ask(f"/search?q={WORD}")[0] == "200", "the portal is back")
    for name in together.services:
        assert WORD not in together.log(name)
    assert not together.run("nginx", "sh", "-c", f"grep -rl {WORD} /var/log || true").strip()


def test_what_is_stored_outlives_all_containers(together: Together) -> None:
    together.run("portal", "/venv/bin/portal", "editor", "add", "Wei", "--role", "manager")
    together.down()
    together.up()
    assert "Wei" in together.run("portal", "/venv/bin/portal", "editor", "list")
    assert "Published release" not in together.log("portal")
    wait_until(lambda: together.ask("/")[0] == "200", "nginx answers")
