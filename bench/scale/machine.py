"""What takes time: processes that share the processors of a machine, and servers with a queue."""

from __future__ import annotations

from collections import deque
from functools import partial

from .clock import Action, Clock

#: Seconds after which CPython takes its lock from a thread where another one wants it.
SWITCH_SECONDS = 0.005


class Machine:
    """Processors shared evenly by the processes that have work; none uses more than one."""

    def __init__(self, clock: Clock, cores: float) -> None:
        self.clock = clock
        self._cores = cores
        self.busy = 0
        """Processes that have work."""

    @property
    def share(self) -> float:
        """The part of a processor that each busy process gets."""
        return min(1.0, self._cores / self.busy)


class Process:
    """A process of many threads under one lock: they take turns of `SWITCH_SECONDS`.

    ``worked``: processor seconds so far.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._turns: deque[tuple[float, Action]] = deque()
        self._is_running = False
        self.worked = 0.0

    def __len__(self) -> int:
        """Requests it works on."""
        return len(self._turns) + self._is_running

    def begin(self, seconds: float, done: Action) -> None:
        """Work on what needs so many seconds of a processor, behind those that wait their turn."""
        self._turns.append((seconds, done))
        if not self._is_running:
            self._is_running = True
            self._machine.busy += 1
            self._next()

    def _next(self) -> None:
        """Give the first in the queue its turn; it is over when it is done or its time is."""
        lacking, done = self._turns.popleft()
        turn = min(lacking, SWITCH_SECONDS)
        self.worked += turn
        self._machine.clock.after(
            turn / self._machine.share, partial(self._ended, lacking - turn, done)
        )

    def _ended(self, lacking: float, done: Action) -> None:
        if lacking > 0:
            self._turns.append((lacking, done))
            self._next()
            return
        if self._turns:
            self._next()
        else:
            self._is_running = False
            self._machine.busy -= 1
        done()


class Servers:
    """So many servers behind one queue, first come first served, such as a database's."""

    def __init__(self, clock: Clock, servers: int) -> None:
        self._clock = clock
        self._free = servers
        self._waiting: deque[tuple[float, Action]] = deque()
        self.worked = 0.0

    def begin(self, seconds: float, done: Action) -> None:
        """Serve a request, at once or in its turn."""
        if self._free:
            self._free -= 1
            self._serve(seconds, done)
        else:
            self._waiting.append((seconds, done))

    def _serve(self, seconds: float, done: Action) -> None:
        self.worked += seconds
        self._clock.after(seconds, partial(self._ended, done))

    def _ended(self, done: Action) -> None:
        if self._waiting:
            self._serve(*self._waiting.popleft())
        else:
            self._free += 1
        done()
