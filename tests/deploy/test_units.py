"""The guide for one server, followed to the letter on a machine that systemd has booted."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.debian import Machine, pip_file, prepare, unpack
from tests.deploy.guide import NAME, command, followed, one, portal
from tests.deploy.running import ROOT, wait_until

pytestmark = pytest.mark.slow
_NOT_COPIED = (".git", ".venv", "build", "instance", "*_cache", ".hypothesis", "*.egg-info")


@pytest.fixture(scope="module")
def machine(debian_machine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A booted Debian with the packages and the project in place, and nothing set up yet."""
    folder = tmp_path_factory.mktemp("machine")
    tree = unpack(debian_machine, folder / "tree")
    shutil.copytree(ROOT, tree / "opt/portal", ignore=shutil.ignore_patterns(*_NOT_COPIED))
    shutil.copy(pip_file(folder), tree / "etc/pip.conf")
    made = prepare(tree, one("cd /opt/portal"))
    assert made.returncode == 0, made.stdout[-4000:]
    booted = Machine(tree)
    try:
        booted.boot()
        yield booted
    finally:
        booted.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def served(machine: Machine) -> Machine:
    """The machine once the guide has been followed."""
    commands = ["cd /opt/portal", *followed(secrets.token_hex(32))]
    machine.run("set -x\n" + "\n".join(commands))
    wait_until(lambda: status(machine, "/livez") == "200", "nginx has taken its new files")
    return machine


def asked(machine: Machine, path: str, *more: str) -> str:
    """What nginx answers, seen from the machine itself."""
    certificate = machine.tree / f"etc/letsencrypt/live/{NAME}/fullchain.pem"
    trusting = ("--cacert", str(certificate), "--resolve", f"{NAME}:443:127.0.0.1")
    return machine.ask(*trusting, *more, f"https://{NAME}{path}")


def status(machine: Machine, path: str) -> str:
    return asked(machine, path, "--output", "/dev/null", "--write-out", "%{http_code}")


def doctor(machine: Machine) -> dict[str, tuple[str, str]]:
    """What the doctor says: subject → (state, words)."""
    said = machine.run(portal("doctor --json"), check=False).stdout
    document = json.loads(said[said.index("{") : said.rindex("}") + 1])
    return {its["subject"]: (its["state"], its["says"]) for its in document["lines"]}


def test_the_guide_leads_to_a_portal_that_answers(served: Machine) -> None:
    page = asked(served, "/")
    assert "<html" in page
    assert status(served, "/readyz") == "200"
    assert status(served, "/metrics") == "404"
    plain = served.ask("--head", "--resolve", f"{NAME}:80:127.0.0.1", f"http://{NAME}/")
    assert f"location: https://{NAME}/" in plain.lower()
    failed = served.run("systemctl list-units --failed --plain --no-legend").stdout
    assert failed.strip() == ""


def test_the_portal_runs_as_its_own_user_and_starts_with_the_machine(served: Machine) -> None:
    main = served.run("systemctl show -P MainPID portal.service").stdout.strip()
    workers = served.run(f"cat /proc/{main}/task/{main}/children").stdout.split()
    assert len(workers) == 2
    for process in (main, *workers):
        assert served.run(f"stat -c %U /proc/{process}").stdout.strip() == "portal"
    for unit in ("portal.socket", "portal.service", "portal-backup.timer", "nginx.service"):
        assert served.run(f"systemctl is-enabled {unit}").stdout.strip() == "enabled"
        assert served.run(f"systemctl is-active {unit}").stdout.strip() == "active"


def test_the_nightly_backup_is_written_and_the_doctor_tells_it(served: Machine) -> None:
    served.run("rm -f /var/lib/portal-backup/*.backup")
    state, said = doctor(served)["last backup"]
    assert (state, said) == ("fault", "none in /var/lib/portal-backup")
    served.run("touch /var/lib/portal-backup/2001-01-01T000000.backup")
    served.run("chown portal: /var/lib/portal-backup/2001-01-01T000000.backup")
    served.run("systemctl start portal-backup.service")
    (kept,) = served.run("ls /var/lib/portal-backup").stdout.split()
    told = served.run(f"stat -c '%a %U' /var/lib/portal-backup /var/lib/portal-backup/{kept}")
    assert told.stdout.splitlines() == ["700 portal", "600 portal"]
    state, said = doctor(served)["last backup"]
    assert state == "ok"
    assert f"less than an hour old, up to release 1: /var/lib/portal-backup/{kept}" in said
    timers = served.run("systemctl list-timers --all --no-legend portal-backup.timer").stdout
    assert "portal-backup.service" in timers
    assert served.run("systemctl show -P NextElapseUSecRealtime portal-backup.timer").stdout.strip()


def test_the_doctor_finds_no_fault_in_what_the_guide_made(served: Machine) -> None:
    served.run("systemctl start portal-backup.service")
    faults = {name: its for name, its in doctor(served).items() if its[0] == "fault"}
    assert faults == {}


def test_a_command_of_the_portal_works_as_the_guide_says(served: Machine) -> None:
    said = served.run(command().replace("NAME", "Wei")).stdout
    assert "Wei" in said
    assert "Wei" in served.run(portal("editor list")).stdout


def test_a_restart_loses_no_request_and_a_stop_ends_at_once(served: Machine) -> None:
    before = served.run("systemctl show -P MainPID portal.service").stdout
    served.run("systemctl restart --no-block portal.service")
    assert [status(served, "/check") for _ in range(10)] == ["200"] * 10
    assert served.run("systemctl show -P MainPID portal.service").stdout != before
    before = served.run("systemctl show -P MainPID portal.service").stdout
    served.run("systemctl reload portal.service")
    assert [status(served, "/check") for _ in range(10)] == ["200"] * 10
    assert served.run("systemctl show -P MainPID portal.service").stdout == before
    # A worker that dies is replaced, and a portal that dies is started again.
    served.run(f"kill -9 {before}")
    wait_until(lambda: status(served, "/check") == "200", "the portal is back")


def test_what_anybody_asked_stands_in_no_log_of_the_machine(served: Machine) -> None:
    for path in ("/search?q=xylophone", "/districts?q=xylophone", "/nowhere?q=xylophone"):
        assert status(served, path) in ("200", "404")
    served.run("systemctl stop portal.socket portal.service")
    assert status(served, "/search?q=xylophone") == "503"
    served.run("systemctl start portal.socket portal.service")
    found = served.run(
        "grep -rl xylophone /var/log || true; journalctl --no-pager | grep xylophone || true"
    )
    assert found.stdout.strip() == ""
