"""A host of the drill: a folder, its settings, the commands of the portal, the portal served."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.config import NAMES

from .steps import Wrong
from .visitor import Visitor

ROOT = Path(__file__).resolve().parent.parent
#: How people reach the portal: it stays when the host changes.
PUBLIC_URL = "https://portal.example.org"
_PORTAL = (sys.executable, "-c", "from portal.cli import main; main()")
_NOT_OURS = (*NAMES, "HOST", "PORT", "WEB_CONCURRENCY", "PYTHONPATH")
_PATIENCE = 180.0
_END = 20.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(kw_only=True)
class Host:
    """``settings``: what this host is told besides its folder; nothing comes from outside."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=_free_port)

    def __post_init__(self) -> None:
        self.folder.mkdir(mode=0o700)

    @property
    def environment(self) -> dict[str, str]:
        """What the portal on this host is told."""
        kept = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        own = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "1",
            "PORTAL_INSTANCE": str(self.folder),
            "PORTAL_PAGES_AHEAD": "no",
            "PORTAL_PUBLIC_URL": PUBLIC_URL,
            "PYTHONPATH": str(ROOT),
        }
        return {**kept, **own, **self.settings}

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command of the portal prints. Raises Wrong where it ends with another code."""
        done = subprocess.run(
            [*_PORTAL, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            timeout=_PATIENCE,
        )
        if done.returncode != code:
            said = done.stdout.strip().splitlines()[-1:] or ["nothing"]
            command = " ".join(arguments)
            raise Wrong(f"portal {command} ended with {done.returncode} and said: {said[0]}")
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[Visitor]:
        """Serve the portal by ``portal serve``; yields a browser that can reach it."""
        log = self.folder / "log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                [*_PORTAL, "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        try:
            self._wait(process, log)
            yield Visitor(self.port)
        finally:
            _end(process)

    def _wait(self, process: subprocess.Popen[bytes], log: Path) -> None:
        """Wait until the portal is ready. Raises Wrong."""
        begun = time.monotonic()
        while Visitor(self.port).status("/readyz") != 200:
            if process.poll() is not None:
                said = log.read_text("utf-8", "replace").strip().splitlines()[-1:] or ["nothing"]
                raise Wrong(f"portal serve ended by itself and said: {said[0]}")
            if time.monotonic() - begun > _PATIENCE:
                raise Wrong(f"portal serve is not ready after {_PATIENCE:.0f} s")
            time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a portal as a service manager does, and whatever of it is left after that."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_END)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
