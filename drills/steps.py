"""The steps of a drill: how long each took, what it verified, and where the drill ended."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from subprocess import SubprocessError

from portal.config import ConfigurationError
from portal.store.database import StoreUnavailable

_EXPECTED = (OSError, HTTPException, SubprocessError, StoreUnavailable, ConfigurationError)


class Wrong(Exception):
    """Something is not as it has to be; the message says what, in a sentence without its dot."""


class Failed(Exception):
    """A drill that ended in a step."""

    def __init__(self, step: str, why: str, mend: str) -> None:
        super().__init__(f"{step}: {why}")
        self.step = step
        self.why = why
        self.mend = mend


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that is done. ``verified``: what was looked at and is as it has to be."""

    name: str
    seconds: float
    verified: tuple[str, ...]


@dataclass
class Steps:
    """The steps of one drill, in the order in which they were done."""

    drill: str
    done: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str, mend: str) -> Iterator[list[str]]:
        """Time a step; what it verified is put into the list. Raises Failed, with how to mend."""
        verified: list[str] = []
        begun = time.monotonic()
        print(f"{self.drill}: {name} …", file=sys.stderr, flush=True)
        try:
            yield verified
        except (Wrong, *_EXPECTED) as fault:
            raise Failed(name, str(fault) or type(fault).__name__, mend) from fault
        seconds = time.monotonic() - begun
        self.done.append(Step(name=name, seconds=seconds, verified=tuple(verified)))

    def table(self) -> str:
        """The steps as a table of Markdown, with the whole time at the end."""
        rows = [(step.name, step.seconds, "; ".join(step.verified)) for step in self.done]
        rows.append(("all", sum(step.seconds for step in self.done), ""))
        written = [f"| {name} | {seconds:.1f} | {said} |" for name, seconds, said in rows]
        return "\n".join([f"| {self.drill} | s | verified |", "|---|---:|---|", *written])
