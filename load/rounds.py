"""One round of requests by wrk: so many people for so long, and what they got."""

from __future__ import annotations

import json
import resource
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from .mix import PAUSE_SECONDS, Kind, lua

SCRIPT = Path(__file__).with_name("morning.lua")
_THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a round came to, in requests.

    ``busy``: 503 with Retry-After; ``refused``: other errors; ``lost``: connections that failed;
    ``late``: answers after more than ten seconds; ``half``, ``most``: milliseconds within which
    half and 99 of 100 were answered.
    """

    people: int
    answered: int
    busy: int
    refused: int
    lost: int
    late: int
    seconds: float
    half: float
    most: float

    @property
    def rate(self) -> float:
        """Requests a second that got what they asked for."""
        return self.answered / self.seconds

    @property
    def busy_percent(self) -> float:
        return 100 * self.busy / max(1, self.answered + self.busy + self.refused)

    @property
    def faults(self) -> int:
        """What may never be, however many people there are."""
        return self.refused + self.lost + self.late

    def holds(self, slowest: float) -> bool:
        """Everybody was served, and 99 of 100 within so many milliseconds."""
        return not self.faults and not self.busy and self.answered > 0 and self.most < slowest


@dataclass(kw_only=True)
class Crowd:
    """People who ask one portal; ``folder``: where the lists are kept meanwhile."""

    address: str
    kinds: Sequence[Kind]
    folder: Path
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self._lists = self.folder / "lists.lua"
        self._lists.write_text(lua(self.kinds), encoding="ascii")
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    def ask(self, people: int, seconds: int) -> Round:
        """Let so many people ask for so long."""
        people = max(people, _THREADS)
        options = [f"-t{_THREADS}", f"-c{people}", f"-d{seconds}s", "--timeout", "10s"]
        script = ["-s", str(SCRIPT), self.address, "--", str(self._lists), str(next(self._numbers))]
        done = subprocess.run(
            ["wrk", *options, *script], capture_output=True, text=True, check=True
        )
        found = next(line for line in done.stdout.splitlines() if line.startswith("{"))
        return Round(people=people, **json.loads(found))


def people_of(rate: float) -> int:
    """How many people ask so many times a second."""
    return max(1, round(rate * PAUSE_SECONDS))
