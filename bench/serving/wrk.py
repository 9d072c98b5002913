"""Load by wrk on loopback: requests a second and how long they took."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from json import dumps
from pathlib import Path
from tempfile import TemporaryDirectory

_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_LATENCY = re.compile(r"(50|99)%\s+([\d.]+)(us|ms|s)\b")
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_FAULTS = ("Non-2xx or 3xx responses", "Socket errors")


class Failed(RuntimeError):
    """Load under which not every answer was right."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a server again and again."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """Requests a second, and milliseconds within which half and 99 of 100 were answered."""

    rate: float
    half: float
    most: float


def load(asked: Asked, seconds: int, connections: int = 8) -> Load:
    """Ask for some seconds over several connections; every answer must be a 2xx or 3xx."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "asked.lua"
        script.write_text(_script(asked), encoding="utf-8")
        options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script)]
        done = subprocess.run(
            ["wrk", *options, asked.url], capture_output=True, text=True, check=True
        )
    faults = [line.strip() for line in done.stdout.splitlines() if line.strip().startswith(_FAULTS)]
    rate = _RATE.search(done.stdout)
    if faults or rate is None:
        raise Failed(f"{asked.url}: {'; '.join(faults) or done.stdout + done.stderr}")
    took = {its[1]: float(its[2]) * _MS[its[3]] for its in _LATENCY.finditer(done.stdout)}
    return Load(float(rate[1]), took["50"], took["99"])


def _script(asked: Asked) -> str:
    """What wrk sends, in Lua; strings of JSON are strings of Lua here."""
    lines = [f'wrk.method = "{"POST" if asked.body else "GET"}"']
    lines += [f"wrk.headers[{dumps(n)}] = {_quoted(v)}" for n, v in asked.headers.items()]
    if asked.body:
        lines.append(f"wrk.body = {_quoted(asked.body)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return f"[==[{text}]==]"
