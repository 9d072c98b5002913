"""What becomes of time and memory with more services, more districts and more processes."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from statistics import median
from time import process_time

from portal.rules.building import load
from portal.rules.evaluation.outcomes import Frame
from portal.rules.model.ruleset import Ruleset

from .figures import Figure, Part, figure
from .http import GUIDE
from .memory import resident
from .serving import portal_served
from .serving.wrk import Asked
from .serving.wrk import load as ask
from .situations import DAY, DISTRICT, FILES, ready, the_answers
from .synthetic import more_districts, more_services
from .timing import Effort, alone

#: From this much more time for each unit on, the curve is said to bend.
BEND = 1.5
_SERVICE = "public-rental"
#: So many districts stand for all where compiling is timed.
_SOME = 38
_Step = dict[str, float]
_FEW = Effort(3, 0.1, quick=True)


def run(effort: Effort) -> Part:
    """Measure each size in a process of its own."""
    sizes = (1, 10) if effort.quick else (1, 10, 100)
    services = {size: _apart(partial(_of_services, size)) for size in sizes}
    districts = {size: _apart(partial(_of_districts, size)) for size in sizes}
    figures = [*_figures("services", services), *_figures("districts", districts)]
    notes = [*_bends("services", services), *_bends("districts", districts)]
    if shutil.which("wrk"):
        processes, note = _processes(effort)
        figures += processes
        notes.append(note)
    notes.append("Memory is what the process grew by when the release was built.")
    return Part(title="Growth", figures=tuple(figures), notes=tuple(notes))


def _apart(step: Callable[[], _Step]) -> _Step:
    """Run a step in a fresh process, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(step).result()


def _built(files: Mapping[str, str]) -> tuple[Ruleset, _Step]:
    gc.collect()
    before = resident()
    start = process_time()
    rules = load(files)
    taken = process_time() - start
    gc.collect()
    return rules, {"built, s": taken, "memory, MB": resident() - before}


def _of_services(size: int) -> _Step:
    rules, step = _built(more_services(FILES, size))
    answers = the_answers(rules)
    frame = ready(rules, DISTRICT)
    compiled = _timed(lambda: ready(rules, DISTRICT))
    evaluated = _timed(lambda: frame.evaluate(answers, DAY))
    return {
        **step,
        "all compiled for one district, ms": compiled,
        "one situation, all services, ms": evaluated,
    }


def _of_districts(size: int) -> _Step:
    rules = more_districts(load(FILES), size)
    answers = the_answers(rules)
    places = rules.gazetteer.on(DAY)
    frames = [Frame(rules, its, DAY).service(_SERVICE) for its in places]
    some = places[:_SOME]
    compiled = _timed(lambda: [Frame(rules, its, DAY).service(_SERVICE) for its in some])
    evaluated = _timed(lambda: [its.evaluate(answers, DAY) for its in frames])
    return {
        "one service compiled for all districts, ms": compiled * len(places) / len(some),
        "one service compared over all districts, ms": evaluated,
    }


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds: the median of some calls, the first of them left out."""
    work()
    return 1000 * median(alone(work, _FEW))


def _figures(what: str, steps: Mapping[int, _Step]) -> list[Figure]:
    return [
        figure(f"{size} × {what}: {name.rpartition(', ')[0]}", name.rpartition(", ")[2], [value])
        for size, step in steps.items()
        for name, value in step.items()
    ]


def _bends(what: str, steps: Mapping[int, _Step]) -> list[str]:
    names = steps[1]
    return [
        f"More {what}, {name.rpartition(', ')[0]}: "
        + bend({size: step[name] / size for size, step in steps.items()}, "×")
        for name in names
    ]


def bend(each: Mapping[int, float], unit: str) -> str:
    """The first step at which one unit costs much more than at the step before."""
    steps = list(each.items())
    for (_, before), (size, cost) in itertools.pairwise(steps):
        if cost > BEND * before:
            return f"bends at {size}{unit} ({cost / before:.1f} times as much for each)"
    return f"no bend up to {steps[-1][0]}{unit}"


def _processes(effort: Effort) -> tuple[list[Figure], str]:
    """Guide pages a second by 1, 2 and 4 worker processes."""
    figures = []
    cost = {}
    for workers in (1, 2, 4):
        with portal_served(workers) as portal:
            asked = Asked(portal.address + GUIDE, {"Accept-Encoding": "br"})
            ask(asked, 1)
            rounds = [ask(asked, 2).rate for _ in range(1 if effort.quick else 3)]
        figures.append(figure(f"Guide pages, {workers} processes", "requests/s", rounds))
        cost[workers] = workers / figures[-1].median
    there = len(os.sched_getaffinity(0))
    return figures, f"More processes on {there} processors: {bend(cost, ' processes')}."
