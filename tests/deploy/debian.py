"""Debian made here by debootstrap: the base of the images, and a machine that systemd boots."""

from __future__ import annotations

import configparser
import fcntl
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.deploy.running import ROOT, wait_until

SUITE = "bookworm"
#: Made once and kept: ``make clean`` forgets it.
_KEPT = ROOT / "build" / "debian"
_BASE_PACKAGES = ("python3", "python3-venv", "ca-certificates")
_MIRROR_REFUSED = ("Failed getting release", "Couldn't download", "Invalid Release signature")
_APT_REFUSED = ("Failed to fetch", "Temporary failure resolving", "Unable to fetch")
#: Nobody reads here, and what a power cut would spoil is made again.
_LEAN = """force-unsafe-io
path-exclude=/usr/share/doc/*
path-exclude=/usr/share/man/*
path-exclude=/usr/share/locale/*"""
_PATIENCE = 600
_NAMESPACES = ("--mount", "--pid", "--uts", "--ipc", "--net", "--fork")

# A file system of its own for what runs in a tree; `into` is then entered for good.
_MOUNT = """
set -e
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for its in null zero full random urandom tty; do
  touch "$root/dev/$its"; mount --bind "/dev/$its" "$root/dev/$its"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for its in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${its%:*}" "$root/dev/${its#*:}"; done
into() { cd "$root"; pivot_root . .; umount -l .; exec "$@"; }
"""

_PREPARE = """
for its in "$@"; do
  [ -d "$its" ] && mkdir -p "$root$its"
  [ -d "$its" ] || { mkdir -p "$root$(dirname "$its")"; touch "$root$its"; }
  mount --bind "$its" "$root$its"
done
rm -f "$root/etc/resolv.conf"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t tmpfs tmpfs "$root/run"
into /bin/sh -e
"""

# systemd finds a hierarchy of control groups of its own, of either version.
_BOOT = """
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
  mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
  mkdir "$root/sys/fs/cgroup/systemd"
  mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
fi
ip link set lo up
hostname portal
into env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=namespaces \\
  /lib/systemd/systemd --show-status=no
"""


class Refused(Exception):
    """A mirror of Debian or the kernel does not allow what is needed; the message says what."""


def see_to_namespaces() -> None:
    """Raise Refused where this user may not make the namespaces that all of this runs in."""
    if os.geteuid() != 0:
        raise Refused("namespaces refused: the tests do not run as root")
    done = subprocess.run(
        ["unshare", *_NAMESPACES, "--cgroup", "mount", "-t", "proc", "proc", "/proc"],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Refused(f"namespaces refused: {done.stderr.strip()}")


def base_archive() -> Path:
    """The smallest Debian with Python, as one archive. Raises Refused."""
    with _alone("base") as archive:
        if not archive.exists():
            tree = _KEPT / "base"
            packages = f"--include={','.join(_BASE_PACKAGES)}"
            made = _run(["debootstrap", "--variant=minbase", packages, SUITE, str(tree)])
            _tell(made, _MIRROR_REFUSED)
            for its in (tree / "var/cache/apt/archives").glob("*.deb"):
                its.unlink()
            _pack(tree, archive)
    return archive


def machine_archive(packages: Sequence[str]) -> Path:
    """The base with systemd and these packages, none of them started yet. Raises Refused."""
    base = base_archive()
    with _alone("machine") as archive:
        wanted = archive.with_suffix(".packages")
        listed = " ".join(("systemd", "systemd-sysv", "dbus", *packages))
        if not archive.exists() or wanted.read_text() != listed:
            tree = unpack(base, _KEPT / "machine")
            install = (
                "export DEBIAN_FRONTEND=noninteractive\n"
                f"echo '{_LEAN}' >/etc/dpkg/dpkg.cfg.d/lean\n"
                "apt-get update -qq\n"
                f"apt-get install -qq --no-install-recommends {listed}\n"
                "apt-get clean\n"
            )
            _tell(prepare(tree, install), _APT_REFUSED)
            _pack(tree, archive)
            wanted.write_text(listed)
    return archive


@contextmanager
def _alone(name: str) -> Iterator[Path]:
    """Where an archive is kept, while no other process of the tests makes it."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    with (_KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(_KEPT / name, ignore_errors=True)
        yield _KEPT / f"{name}.tar"


def _run(command: Sequence[str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        input=text,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_PATIENCE,
    )


def _tell(done: subprocess.CompletedProcess[str], refusals: Sequence[str]) -> None:
    if done.returncode:
        if any(its in done.stdout for its in refusals):
            raise Refused(f"a Debian mirror refused: {done.stdout.strip().splitlines()[-1]}")
        raise AssertionError(done.stdout[-4000:])


def _pack(tree: Path, archive: Path) -> None:
    """One archive of a tree, which is gone then."""
    part = archive.with_suffix(".part")
    whole = _run(["tar", "--numeric-owner", "--xattrs", "-C", str(tree), "-cf", str(part), "."])
    assert whole.returncode == 0, whole.stdout
    shutil.rmtree(tree)
    part.rename(archive)


def unpack(archive: Path, tree: Path) -> Path:
    """The tree of an archive, at a new place."""
    tree.mkdir(parents=True)
    done = _run(["tar", "--numeric-owner", "--xattrs", "-C", str(tree), "-xf", str(archive)])
    assert done.returncode == 0, done.stdout
    return tree


def prepare(tree: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script as root of a tree that is not booted, with the network of this machine."""
    places = [str(its) for its in pip_places()]
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "/bin/bash", "-c"]
    environment = "export HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C\n"
    # What the make that runs the tests was told is not told to the one in the tree.
    environment += "unset PYTHON MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES\n"
    return _run([*command, _MOUNT + _PREPARE, "prepare", str(tree), *places], environment + script)


def pip_settings() -> dict[str, str]:
    """What pip is told on this machine, by files or the environment."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        check=True,
        capture_output=True,
        text=True,
    )
    said = (line.split("=", 1) for line in done.stdout.splitlines())
    # What the environment says comes first in the list and wins over the files.
    found = [(name.rpartition(".")[2], shlex.split(value)[0]) for name, value in said]
    return dict(reversed(found))


def pip_places() -> list[Path]:
    """The files and folders of this machine that pip's settings speak of."""
    words = (word for its in pip_settings().values() for word in its.split())
    paths = (Path(word.removeprefix("file://")) for word in words)
    existing = dict.fromkeys(its for its in paths if its.is_absolute() and its.exists())
    # An index in a folder holds relative links to the files beside it.
    return list(dict.fromkeys(its.parent if its.name == "simple" else its for its in existing))


def pip_file(folder: Path) -> Path:
    """The settings of pip as one file for another root, which names what ``pip_places`` lists."""
    written = configparser.RawConfigParser()
    written["global"] = pip_settings()
    file = folder / "pip.conf"
    with file.open("w") as stream:
        written.write(stream)
    return file


@dataclass
class Machine:
    """A tree booted by systemd in namespaces of its own; its network reaches nothing else."""

    tree: Path
    process: subprocess.Popen[bytes] | None = None
    group: Path = field(init=False)

    def __post_init__(self) -> None:
        mounted = Path("/sys/fs/cgroup")
        whole = mounted if (mounted / "cgroup.controllers").exists() else mounted / "systemd"
        self.group = whole / f"portal-test-{os.getpid()}"

    def boot(self) -> None:
        """Start systemd and wait until it has started everything."""
        self.group.mkdir()
        # Only what is in the machine is in its group, which becomes the root of its hierarchy.
        enter = 'echo 0 >"$0/cgroup.procs"; exec unshare --cgroup /bin/bash -c "$1" boot "$2"'
        script = [enter, str(self.group), _MOUNT + _BOOT, str(self.tree)]
        self.process = subprocess.Popen(
            ["unshare", *_NAMESPACES, "--kill-child", "/bin/bash", "-c", *script],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(self._is_up, "systemd has started what it should")

    def _is_up(self) -> bool:
        said = self.run("systemctl is-system-running --wait", check=False).stdout.split()
        return said[-1:] in (["running"], ["degraded"])

    @property
    def number(self) -> int:
        """The first process of the machine, as this machine counts."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return int(children.split()[0]) if children else self.process.pid

    def run(
        self, script: str, check: bool = True, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a script as root of the machine."""
        clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", **(environment or {})}
        given = [f"{name}={value}" for name, value in clean.items()]
        enter = ["nsenter", "--target", str(self.number), "--all", "env", "-i", *given]
        done = _run([*enter, "/bin/bash", "-e"], f"cd /root\n{script}")
        if check:
            assert done.returncode == 0, f"{script}\n{done.stdout[-4000:]}"
        return done

    def ask(self, *arguments: str) -> str:
        """What ``curl`` of this machine says inside the network of the booted one."""
        enter = ["nsenter", "--target", str(self.number), "--net", "curl", "--silent"]
        return _run([*enter, "--max-time", "60", *arguments]).stdout

    def stop(self) -> None:
        """End everything in it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(_PATIENCE)
            self.process = None
        wait_until(self._is_gone, "nothing of the machine is left")

    def _is_gone(self) -> bool:
        """Take its control groups away, once their last processes have ended."""
        try:
            for folder in sorted(self.group.rglob("*/"), reverse=True):
                folder.rmdir()
            self.group.rmdir()
        except OSError:
            return False
        return True
