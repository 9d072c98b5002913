"""The portal as it is deployed: what is kept in front, hosts, their processes, what they shed."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from portal.web.http.load_shedding import MOST_AT_ONCE

from .clock import Action, Clock
from .costs import Costs, Kind
from .machine import Machine, Process

Answer = Literal["served", "busy"]
Answered = Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; ``page``: which of the public pages it asks for."""

    kind: Kind
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a portal is deployed.

    ``cores``: processors of a host; ``is_one_machine``: all hosts stand on the same ones;
    ``has_front``: nginx or a CDN stands in front and keeps public pages; ``front_processes``: of
    nginx on the first machine, as many as pass requests there, 0 where it stands elsewhere;
    ``kept_pages``: pages that a process keeps; ``is_made_ahead``: all public pages are there;
    ``fresh_seconds``: after which what nginx keeps is renewed, while it is still shown.
    """

    hosts: int = 1
    workers: int = 2
    cores: float = 2
    is_one_machine: bool = False
    has_front: bool = False
    front_processes: int = 0
    kept_pages: int = 0
    is_made_ahead: bool = True
    fresh_seconds: float = 60.0
    most_at_once: int = MOST_AT_ONCE


@dataclass(slots=True)
class Worker:
    """A process of gunicorn, how many places in it are taken, and the pages it keeps."""

    process: Process
    taken: int = 0
    connections: int = 0
    kept: OrderedDict[int, None] = field(default_factory=OrderedDict)


@dataclass(slots=True)
class Host:
    """The processes of one host; ``under_way``: what nginx has sent there and waits for."""

    workers: Sequence[Worker]
    under_way: int = 0


class Portal:
    """Takes requests and answers each of them once."""

    def __init__(self, clock: Clock, shape: Shape, costs: Costs) -> None:
        self._clock = clock
        self._shape = shape
        self._costs = costs
        first = Machine(clock, shape.cores)
        machines = [
            first if shape.is_one_machine or not number else Machine(clock, shape.cores)
            for number in range(shape.hosts)
        ]
        self.hosts = [
            Host([Worker(Process(machine)) for _ in range(shape.workers)]) for machine in machines
        ]
        self._front = [Process(first) for _ in range(shape.front_processes)]
        self._fresh_until: dict[int, float] = {}
        self._renewed: set[int] = set()
        self.reached: Counter[Kind] = Counter()
        """What reached a process of the portal, by kind."""

    @property
    def worked(self) -> float:
        """Processor seconds of all processes of the portal."""
        return sum(worker.process.worked for host in self.hosts for worker in host.workers)

    def connect(self) -> Worker | None:
        """The worker that a lasting connection ends at; None where each request has its own."""
        if self._shape.has_front:
            return None
        workers = self.hosts[self._clock.below(len(self.hosts))].workers
        taking = min(workers, key=lambda worker: worker.connections)
        taking.connections += 1
        return taking

    def ask(self, request: Request, answered: Answered, at: Worker | None = None) -> None:
        """Take a request; ``answered`` is called once, now or later."""
        if self._shape.has_front:
            self._front_takes(partial(self._through, request, answered))
        else:
            worker = at or self.connect()
            assert worker is not None
            self._work(worker, request, answered)

    def fill(self, pages: int) -> None:
        """Have the front keep all public pages, each of another age."""
        for page in range(pages):
            self._fresh_until[page] = self._clock.uniform() * self._shape.fresh_seconds

    def _front_takes(self, then: Action) -> None:
        """What nginx takes of a processor, where it shares those of the portal."""
        if not self._front:
            then()
            return
        self._begin_at(min(self._front, key=len), "front", then)

    def _through(self, request: Request, answered: Answered) -> None:
        """Answer from what nginx keeps, renewing what is old behind it; else ask a host."""
        page = request.page
        until = None if page is None else self._fresh_until.get(page)
        if page is None or until is None:
            self._pass_on(request, answered)
            return
        if until < self._clock.now and page not in self._renewed:
            self._renewed.add(page)
            self._pass_on(request, lambda _: self._renewed.discard(page))
        answered("served")

    def _pass_on(self, request: Request, answered: Answered) -> None:
        """Send a request to the host with least to do, unless it has all that it may have."""
        host = min(self.hosts, key=lambda its: its.under_way)
        if host.under_way >= self._shape.most_at_once * self._shape.workers:
            answered("busy")
            return
        host.under_way += 1
        self._work(
            self._any_of(host.workers), request, partial(self._came_back, host, request, answered)
        )

    def _came_back(self, host: Host, request: Request, answered: Answered, answer: Answer) -> None:
        host.under_way -= 1
        if request.page is not None and answer == "served":
            self._fresh_until[request.page] = self._clock.now + self._shape.fresh_seconds
        answered(answer)

    def _any_of(self, workers: Sequence[Worker]) -> Worker:
        """A process without work takes a new connection before one that has some."""
        idle = [worker for worker in workers if not len(worker.process)] or workers
        return idle[self._clock.below(len(idle))]

    def _work(self, worker: Worker, request: Request, answered: Answered) -> None:
        """Send a kept page at once; all else takes a place, or is told to come back."""
        page = request.page
        is_kept = page is not None and (self._shape.is_made_ahead or page in worker.kept)
        if is_kept:
            self._begin(worker, "kept guide", partial(answered, "served"))
        elif worker.taken >= self._shape.most_at_once:
            self._begin(worker, "refusal", partial(answered, "busy"))
        else:
            worker.taken += 1
            self._begin(worker, request.kind, partial(self._worked, worker, page, answered))

    def _begin(self, worker: Worker, kind: Kind, done: Action) -> None:
        self.reached[kind] += 1
        self._begin_at(worker.process, kind, done)

    def _begin_at(self, process: Process, kind: Kind, done: Action) -> None:
        seconds = self._costs.seconds[kind] * self._clock.spread(self._costs.sigma)
        process.begin(seconds, done)

    def _worked(self, worker: Worker, page: int | None, answered: Answered) -> None:
        """Give the place back; a page that was made is kept, the oldest one no longer."""
        worker.taken -= 1
        if page is not None:
            worker.kept[page] = None
            if len(worker.kept) > self._shape.kept_pages:
                worker.kept.popitem(last=False)
        answered("served")
