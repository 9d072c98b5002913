"""The simulation beside what `make load` published on two processors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass, replace
from io import StringIO
from statistics import median

from load.finding import FULL, find

from .clock import Clock
from .costs import LATEST_RATES, Costs, measured
from .crowd import Crowd, Mix
from .portal_model import Portal, Shape

#: The services that the rules had on that day.
_PAGES = 38 * 33 * 3
#: 16 MB in each process (decision 56), 4.73 kB a guide and 2 kB beside it.
_KEPT = 2400
#: Of the people that are held, as many ask after the overload: as in `load.finding`.
_AFTERWARDS = 0.7
_SEEDS = (1, 2, 3, 4, 5)
_COLD = Shape(kept_pages=_KEPT, is_made_ahead=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What `docs/measurements.md` says of a deployment.

    ``people`` and ``many``: connections of wrk while the rate was held and at ten times as many;
    worked back from the rates, the pause of 0.2 s and the steps by which the rate is found.
    """

    shape: Shape
    people: int
    many: int
    rate: float
    half: float
    most: float
    overload: float
    busy: float


PUBLISHED: Mapping[str, Published] = {
    "embedded": Published(
        shape=_COLD, people=8, many=90, rate=35, half=28, most=75, overload=98, busy=27
    ),
    "one server": Published(
        shape=Shape(kept_pages=_KEPT, is_made_ahead=False, has_front=True),
        people=12,
        many=120,
        rate=54,
        half=24,
        most=88,
        overload=256,
        busy=37,
    ),
    "city": Published(
        shape=Shape(
            hosts=2, is_one_machine=True, kept_pages=_KEPT, is_made_ahead=False, has_front=True
        ),
        people=4,
        many=40,
        rate=18,
        half=27,
        most=48,
        overload=110,
        busy=0,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """The same rounds, simulated: the fields are those of `Published`."""

    rate: float
    half: float
    most: float
    overload: float
    busy: float


#: nginx on the processors of the portal, as `make load` has it: a process for each.
_BEHIND_NGINX = Shape(has_front=True, front_processes=2)
#: The morning of 2026-11-30, pages made ahead.
LATEST: Mapping[str, Published] = {
    "embedded": Published(
        shape=Shape(), people=171, many=1710, rate=790, half=9, most=88, overload=927, busy=18
    ),
    "one server": Published(
        shape=_BEHIND_NGINX,
        people=179,
        many=1790,
        rate=856,
        half=0,
        most=97,
        overload=6327,
        busy=18,
    ),
    "city": Published(
        shape=replace(_BEHIND_NGINX, hosts=2, is_one_machine=True),
        people=230,
        many=2300,
        rate=1098,
        half=0,
        most=93,
        overload=4777,
        busy=16,
    ),
}
_CELLS = ("rate", "half", "most", "overload", "busy")


def simulated(published: Published, costs: Costs, seed: int = 1) -> Simulated:
    """The rounds of `load.finding` up to the rate that was held, then ten times as many people."""
    clock = Clock(seed)
    crowd = Crowd(clock, Portal(clock, published.shape, costs), Mix(_PAGES).draw)
    for people in (12, 12, 6, published.people):
        crowd.ask(people, FULL.step)
    held = crowd.ask(published.people, FULL.confirming)
    over = crowd.ask(published.many, FULL.overload)
    return Simulated(
        rate=held.rate,
        half=held.half,
        most=held.most,
        overload=over.rate,
        busy=over.busy_percent,
    )


def over_seeds(
    published: Published, costs: Costs, chosen: Callable[[list[float]], float]
) -> Simulated:
    """Of each figure the median, the lowest or the highest of several seeds."""
    runs = [simulated(published, costs, seed) for seed in _SEEDS]
    found = {name: chosen([getattr(run, name) for run in runs]) for name in _CELLS}
    return Simulated(**found)


def recovery_seconds(published: Published, costs: Costs, people: int, seed: int = 1) -> int:
    """Rounds of a second after an overload until fewer people than are held are served well."""
    clock = Clock(seed)
    crowd = Crowd(clock, Portal(clock, published.shape, costs), Mix(_PAGES).draw)
    crowd.ask(published.many, FULL.overload)
    for second in range(60):
        if crowd.ask(people, 1).holds(FULL.slowest):
            return second
    return 60


def people_held(published: Published, costs: Costs, seed: int) -> int:
    """How many people `load.finding` finds to be held, 0 where not even the first step is."""
    clock = Clock(seed)
    crowd = Crowd(clock, Portal(clock, published.shape, costs), Mix(_PAGES).draw)
    with redirect_stderr(StringIO()):
        held = find(crowd, FULL).held  # type: ignore[arg-type]
    return held.people if held else 0


def held_rows() -> Iterator[str]:
    """People held by the steps of `make load`, published and simulated with several seeds."""
    yield "| deployment | people held, published | simulated, five seeds |"
    yield "|---|---:|---|"
    for name, its in PUBLISHED.items():
        found = sorted(people_held(its, measured(), seed) for seed in _SEEDS)
        yield f"| {name} | {its.people} | {', '.join(map(str, found))} |"


def recovery_rows() -> Iterator[str]:
    """Seconds until all is well again, simulated by rounds of a second."""
    yield "| deployment | simulated, s |"
    yield "|---|---:|"
    for name, its in PUBLISHED.items():
        people = round(its.people * _AFTERWARDS)
        yield f"| {name} | {recovery_seconds(its, measured(), people)} |"


def rows() -> Iterator[str]:
    """Published, simulated, and simulated on a machine a third faster and a third slower."""
    yield from _HEAD
    for name, its in PUBLISHED.items():
        yield _row(f"{name}, {its.people}", "published", its)
        found = over_seeds(its, measured(), median)
        yield _row("", "simulated, median", found)
        yield _row("", "lowest", over_seeds(its, measured(), min))
        yield _row("", "highest", over_seeds(its, measured(), max))
        yield _difference(its, found)
        for words, factor in (("a third faster", 3 / 4), ("a third slower", 4 / 3)):
            yield _row("", words, over_seeds(its, measured().times(factor), median))


def latest_rows() -> Iterator[str]:
    """The morning of 2026-11-30 beside the same, simulated with the costs of that day."""
    yield from _HEAD
    for name, its in LATEST.items():
        yield _row(f"{name}, {its.people}", "published", its)
        found = over_seeds(its, measured(LATEST_RATES), median)
        yield _row("", "simulated, median", found)
        yield _difference(its, found)


_HEAD = (
    "| deployment, people | | requests/s | half, ms | 99 of 100, ms |"
    " ten times: served/s | 503, % |",
    "|---|---|---:|---:|---:|---:|---:|",
)


def _row(name: str, words: str, found: Published | Simulated) -> str:
    cells = " | ".join(f"{getattr(found, cell):.0f}" for cell in _CELLS)
    return f"| {name} | {words} | {cells} |"


def _difference(its: Published, found: Simulated) -> str:
    pairs = [(getattr(its, cell), getattr(found, cell)) for cell in _CELLS[:-1]]
    # Below a millisecond there is no share to speak of.
    cells = " | ".join(f"{100 * (now / was - 1):+.0f} %" if was else "–" for was, now in pairs)
    return f"| | difference | {cells} | {found.busy - its.busy:+.0f} points |"
