"""Administration in process: every page, and what is sent, around a draft of 2,000 changed rows.

Before each round the draft is saved once more, unmeasured: what a process keeps of the draft as it
was no longer helps, as for an editor who saves and goes on to the next page. What belongs to the
release in force, and the templates, are warm.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

from .figures import Figure, Part, figure
from .hops import portal
from .office import ROWS, Office, Request
from .timing import Effort

AIM = 300
"""Milliseconds of the processor that a page may take."""
_NOTABLE = AIM / 3
"""From here on the clock, and what it takes to ask again, stand beside a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Seconds of one request, round by round.

    ``first``: of the processor, after the draft was saved; ``clock``: the same by the clock;
    ``again``: of the processor, the draft being as it was; none of a form, which is sent once.
    """

    first: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)


def run(effort: Effort) -> Part:
    """Measure GET of every route below /admin, then what editors and approvers send."""
    with portal() as app:
        office = Office(app)
        rounds = 1 if effort.quick else 3
        taken = {its.name: _of_page(office, its, rounds) for its in office.pages()}
        for its in office.forms():
            _note_form(its, taken.setdefault(its.name, Taken()))
    worst_first = sorted(taken, key=lambda name: median(taken[name].first), reverse=True)
    return Part(
        title=f"Administration with a draft of {ROWS:,} changed rows",
        figures=tuple(its for name in worst_first for its in _figures(name, taken[name])),
        notes=(
            f"{len(taken)} requests by the test client, worst first, in time of the processor.",
            "A page is the first one after the draft was saved, if nothing else is said.",
        ),
    )


def _of_page(office: Office, page: Request, rounds: int) -> Taken:
    taken = Taken()
    page.send()
    for _ in range(rounds):
        office.save_once_more()
        first, clock = _seconds(page)
        again, _ = _seconds(page)
        taken.first.append(first)
        taken.clock.append(clock)
        taken.again.append(again)
    return taken


def _note_form(form: Request, taken: Taken) -> None:
    """Send a form and note how long it took; one that goes on in parts has a round for each."""
    first, clock = _seconds(form)
    taken.first.append(first)
    taken.clock.append(clock)


def _seconds(its: Request) -> tuple[float, float]:
    """Seconds of the processor, and by the clock."""
    gc.collect()
    clock = perf_counter()
    cpu = process_time()
    its.send()
    return process_time() - cpu, perf_counter() - clock


def _figures(name: str, taken: Taken) -> Iterator[Figure]:
    yield figure(name, "ms", _milliseconds(taken.first), f"under {AIM}")
    if 1000 * median(taken.first) < _NOTABLE:
        return
    yield figure(f"{name}, by the clock", "ms", _milliseconds(taken.clock))
    if taken.again:
        yield figure(f"{name}, asked again", "ms", _milliseconds(taken.again))


def _milliseconds(seconds: Sequence[float]) -> list[float]:
    return [1000 * its for its in seconds]
