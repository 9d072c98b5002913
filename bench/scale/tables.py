"""The tables of docs/scale.md, each printed from the model alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from . import check
from .clock import Clock
from .costs import measured
from .crowd import Mix, dynamic_seconds, percentile
from .limits import CORES, FACTORS, ONCE, PAGES_MB, WORKER_MB, limits, need, needs
from .morning import ASSUMPTIONS, CITY, Morning, Walks, people
from .portal_model import Portal
from .sizing import PAGES, held_dynamic, host, hosts_for, steady

#: Requests of a simulated run, about.
_MANY = 50_000
_CITIES = 10


def assumptions() -> Iterator[str]:
    """Each assumption with its range, and the peak that each end of it comes to."""
    yield "| assumption | value | from | to | unit | peak, requests/s | at from | at to |"
    yield "|---|---:|---:|---:|---|---:|---:|---:|"
    for name, its in ASSUMPTIONS.items():
        cells = "the table below | |"
        if name == "tries":
            cells = "no change | |"
        elif name != "guides":
            peaks = [people(**{name: value}).peak for value in (its.value, its.low, its.high)]
            cells = " | ".join(f"{peak:,.0f}" for peak in peaks) + " |"
        yield (
            f"| {name}: {its.what} | {its.value:g} | {its.low:g} | {its.high:g} | {its.unit} |"
            f" {cells}"
        )


def guides_share() -> Iterator[str]:
    """How the processors at the peak hang on the share of guides."""
    its = ASSUMPTIONS["guides"]
    yield "| guides, % | no guides, requests/s | processors | hosts of 8, one to spare |"
    yield "|---:|---:|---:|---:|"
    rate = people().peak
    for guides in (its.low, its.value, its.high):
        needed = need(rate, guides)
        hosts = hosts_for(rate, CORES, guides)
        yield f"| {guides:g} | {needed.dynamic:,.0f} | {needed.processors:,.0f} | {hosts} |"


def hosts() -> Iterator[str]:
    """What one host holds."""
    yield "| processors, processes | no guides, requests/s | used, % | the whole mix, requests/s |"
    yield "|---:|---:|---:|---:|"
    whole = 1 - ASSUMPTIONS["guides"].value / 100
    for cores in (2, 4, 8):
        held = held_dynamic(cores)
        used = 100 * held * dynamic_seconds(measured()) / cores
        yield f"| {cores} | {held:,.0f} | {used:.0f} | {held / whole:,.0f} |"


def growth() -> Iterator[str]:
    """Ten, a hundred, a thousand times: with nothing added, and with the hosts it needs."""
    yield (
        "| times | requests/s | 2 processors alone: of what is no guide, sent back, % |"
        " hosts of 8 | half, ms | 99 of 100, ms | sent back, % |"
    )
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for factor in (1, *FACTORS):
        rate = ONCE * factor
        alone = steady(host(2), measured(), rate / 5, min(20, 5 * _MANY / rate), guides=0)
        number = hosts_for(rate, CORES)
        shape = replace(host(CORES), hosts=number)
        grown = steady(shape, measured(), rate, min(60, 5 * _MANY / rate))
        yield (
            f"| {factor:,} | {rate:,.0f} | {alone.shed_percent:.0f} | {number} |"
            f" {grown.half:.0f} | {grown.most:.0f} | {grown.shed_percent:.0f} |"
        )


def breaking() -> Iterator[str]:
    """What ends, the first first."""
    used = " | ".join(f"{factor:,} ×" for factor in FACTORS)
    yield f"| ends | at | of | {used} | then |"
    yield "|---|---:|---|---:|---:|---:|---|"
    for its in limits():
        cells = " | ".join(f"{its.used(need(ONCE * factor)):,.0f}" for factor in FACTORS)
        at = f"{its.factor:,.{0 if its.factor >= 10 else 1}f} ×"
        yield f"| {its.what} | {at} | {its.end:,.0f} {its.unit} | {cells} | {its.then} |"


def rates() -> Mapping[str, float]:
    """Rates by name: times of what two processors held, and parts of the city."""
    times = {f"{factor:,} ×": factor * ONCE for factor in FACTORS}
    its = ASSUMPTIONS["share"]
    shares = (its.low, its.value, its.high)
    parts = {f"{share:g} % of {CITY:,}": people(share=share).peak for share in shares}
    return times | parts


def cities() -> Iterator[str]:
    """Ten cities as large as this one, opening together and one after another.

    A process serves one city, so on shared hosts each city has a process for each processor.
    """
    yield (
        "| openings apart, minutes | peak, requests/s | of ten at once, % |"
        " shared hosts of 8, one to spare | processes | GB | own hosts | processes | GB |"
    )
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    one = people()
    own = _CITIES * hosts_for(one.peak, CORES)
    for minutes in (0, 5, 10, 30, 60):
        peak = peak_of_cities(60.0 * minutes)
        part = 100 * peak / (_CITIES * one.peak)
        shared = hosts_for(peak, CORES)
        yield (
            f"| {minutes} | {peak:,.0f} | {part:.0f} | {_processes(shared, _CITIES)} |"
            f" {_processes(own, 1)} |"
        )


def _processes(number: int, cities_each: int) -> str:
    """Hosts, and the processes and gigabytes of so many cities on each of them."""
    made = number * CORES * cities_each
    kept = number * cities_each * PAGES_MB
    return f"{number} | {made:,} | {(made * WORKER_MB + kept) / 1000:,.0f}"


def peak_of_cities(apart: float) -> float:
    """Requests a second of ten cities when they ask most; ``apart``: seconds between openings."""
    one = people()
    last = round((_CITIES - 1) * apart + one.peak_seconds + 1)

    def asked(second: int) -> float:
        begun = (second - number * apart for number in range(_CITIES))
        return sum(one.asked(since) for since in begun if since >= 0)

    return max(asked(second) for second in range(last + 1))


def surprise() -> Iterator[str]:
    """More people than a host was sized for: what they see, and when it is over."""
    yield (
        "| people, of those it was sized for | came | walked to the end, % | gave up, % |"
        " sent back, % of answers | half, ms | 99 of 100, ms |"
    )
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for factor in (1, 2, 4):
        walks = surprised(factor)
        answers = walks.served + walks.shed
        half, most = (1000 * percentile(walks.took, share) for share in (0.5, 0.99))
        yield (
            f"| {factor} × | {walks.arrived:,} | {100 * walks.finished / walks.arrived:.1f} |"
            f" {100 * walks.left / walks.arrived:.1f} | {100 * walks.shed / answers:.1f} |"
            f" {half:.0f} | {most:.0f} |"
        )


def surprised(factor: float, minutes: float = 60) -> Walks:
    """A morning of so many times as many people as a host of two processors is enough for."""
    expected = people(wait=ASSUMPTIONS["wait"].low)
    holds = held_dynamic(2) / (1 - ASSUMPTIONS["guides"].value / 100)
    coming = replace(expected, number=factor * expected.number * holds / expected.peak)
    clock = Clock()
    portal = Portal(clock, host(2), measured())
    portal.fill(PAGES)
    morning = Morning(clock, portal, coming, Mix(PAGES).draw)
    clock.run_until(60 * minutes)
    return morning.walks


TABLES: Mapping[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "check": ("Beside what was measured", check.rows),
    "latest": ("Beside what was measured lately", check.latest_rows),
    "held": ("How many people are held", check.held_rows),
    "recovery": ("All well again", check.recovery_rows),
    "assumptions": ("People", assumptions),
    "guides": ("The share of guides", guides_share),
    "hosts": ("What a host holds", hosts),
    "growth": ("Ten, a hundred, a thousand times", growth),
    "needs": ("What it costs", lambda: needs(rates())),
    "limits": ("What breaks first", breaking),
    "surprise": ("More people than expected", surprise),
    "cities": ("Ten cities", cities),
}
