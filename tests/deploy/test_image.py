"""The image: built from the Dockerfile on a bare Debian, and run as it would be run anywhere."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.deploy.containers import BASE, Containers
from tests.deploy.running import ROOT, SECRET, Visitor, free_port, is_open, wait_until

pytestmark = pytest.mark.slow
NAME = "portal"
_STOPS_WITHIN = 10


@dataclass(frozen=True)
class Served:
    """The portal in a container, at a port of loopback."""

    containers: Containers
    port: int

    def start(self) -> None:
        """Start a new container on the same volume, as little allowed as in compose.yaml."""
        settings = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PORTAL_SECRET_KEY": SECRET,
            "PORTAL_PAGES_AHEAD": "no",
        }
        given = [part for name in settings for part in ("--env", f"{name}={settings[name]}")]
        confined = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
        place = ("--network", "host", "--volume", "kept:/data", "--tmpfs", "/tmp")
        self.containers.start(NAME, *place, *confined, *given, "localhost/portal:test")
        wait_until(lambda: is_open(self.port), "the portal listens")
        wait_until(self.is_healthy, "the container is healthy")

    def stop(self) -> float:
        """Stop the container and take it away; returns the seconds that stopping took."""
        begun = time.monotonic()
        self.containers.podman("stop", "--time", "60", NAME)
        seconds = time.monotonic() - begun
        assert '"ExitCode": 0' in self.containers.podman("inspect", NAME).stdout
        self.containers.podman("rm", NAME)
        return seconds

    def is_healthy(self) -> bool:
        return self.containers.is_healthy(NAME)

    def run(self, *command: str) -> str:
        """Run a command in the container."""
        return self.containers.podman("exec", NAME, *command).stdout

    def log(self) -> str:
        said = self.containers.podman("logs", NAME)
        return said.stdout + said.stderr

    def get(self, path: str) -> tuple[int, str]:
        answer = Visitor(self.port).get(path)
        return answer.status, answer.text


@pytest.fixture(scope="module")
def served(portal_image: Containers) -> Iterator[Served]:
    """The image, run."""
    made = Served(portal_image, free_port())
    made.start()
    yield made
    portal_image.podman("rm", "--force", "--time", "0", NAME, check=False)


def test_it_serves_the_portal_and_is_healthy(served: Served) -> None:
    assert served.is_healthy()
    status, page = served.get("/")
    assert status == 200
    assert "<html" in page
    assert served.get("/readyz")[0] == 200
    # What a base may lack: the catalogues, the pages' files and the time zone of the city.
    assert 'lang="en"' in served.get("/en/")[1]
    style = re.search(r'href="(/static/[^"]+\.css[^"]*)"', page)
    assert style
    assert served.get(style[1])[0] == 200
    assert (
        served.run("/venv/bin/python", "-c", "from portal.rules.building.city import shipped_city")
        == ""
    )


def test_it_runs_without_privileges_and_may_write_nothing_but_its_data(served: Served) -> None:
    assert served.run("id", "-u").strip() == "10001"
    status = served.run("cat", "/proc/1/status")
    assert re.search(r"^Uid:\s10001\s10001\s10001\s10001$", status, re.MULTILINE)
    assert re.search(r"^CapEff:\s0+$", status, re.MULTILINE)
    for place in ("/app", "/venv", "/etc"):
        refused = served.containers.podman("exec", NAME, "touch", f"{place}/x", check=False)
        assert refused.returncode != 0, place


def test_it_stops_at_once_and_its_data_outlives_it(served: Served) -> None:
    added = served.run("/venv/bin/portal", "editor", "add", "Wei", "--role", "manager")
    assert "Wei" in added
    seconds = served.stop()
    if seconds > _STOPS_WITHIN:  # the machine was busy: once more, now that it is not
        served.start()
        seconds = min(seconds, served.stop())
    served.start()
    assert seconds < _STOPS_WITHIN
    assert "Wei" in served.run("/venv/bin/portal", "editor", "list")
    assert "Published release" not in served.log()
    assert served.get("/")[0] == 200


def test_it_says_what_is_missing_when_it_has_no_secret(served: Served) -> None:
    bare = ("run", "--rm", "--pull", "never", "--network", "none")
    done = served.containers.podman(*bare, "localhost/portal:test", check=False)
    assert done.returncode == 1
    assert "PORTAL_SECRET_KEY" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_nothing_of_ours_that_it_does_not_need_is_in_it(served: Served) -> None:
    found = served.run("find", "/app", "-maxdepth", "1").split()
    assert {its.removeprefix("/app/") for its in found} <= {
        "/app",
        "portal",
        "translations",
        "pyproject.toml",
        "requirements.in",
        "requirements.txt",
        "new_resident_portal.egg-info",
    }
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "instance/*", "build"} <= set(ignored)


def test_the_base_can_be_chosen_and_both_stages_rest_on_it() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^ARG BASE=python:3\.\d+-slim$", text, re.MULTILINE)
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["${BASE}", "${BASE}"]
    assert BASE.startswith("localhost/")
