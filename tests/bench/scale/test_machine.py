"""Queues beside the closed formulas for them."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import pytest

from bench.scale.clock import Action, Clock
from bench.scale.machine import Machine, Process, Servers

SECONDS = 1500.0
Begin = Callable[[float, Action], None]


def mean_stay(clock: Clock, begin: Begin, rate: float, mean: float) -> float:
    """Seconds from arrival to end, on average, of Poisson arrivals with exponential work."""
    stays: list[float] = []

    def ended(came: float) -> None:
        stays.append(clock.now - came)

    def arrive() -> None:
        begin(clock.exponential(mean), partial(ended, clock.now))
        clock.after(clock.exponential(1 / rate), arrive)

    arrive()
    clock.run_until(SECONDS)
    return sum(stays) / len(stays)


@pytest.mark.parametrize("rate", [3.0, 6.0, 8.0])
def test_a_process_is_the_queue_m_m_1(rate: float) -> None:
    clock = Clock(7)
    process = Process(Machine(clock, 1))
    assert mean_stay(clock, process.begin, rate, 0.1) == pytest.approx(1 / (10 - rate), rel=0.1)


@pytest.mark.parametrize(("servers", "rate"), [(1, 7.0), (2, 15.0), (4, 30.0)])
def test_servers_are_the_queue_m_m_c(servers: int, rate: float) -> None:
    clock = Clock(7)
    offered = rate * 0.1
    used = offered / servers
    terms = [offered**k / math.factorial(k) for k in range(servers)]
    last = offered**servers / math.factorial(servers) / (1 - used)
    waiting = last / (sum(terms) + last)
    stay = 0.1 + waiting * 0.1 / (servers * (1 - used))
    found = mean_stay(clock, Servers(clock, servers).begin, rate, 0.1)
    assert found == pytest.approx(stay, rel=0.1)


def test_the_time_that_is_worked_is_the_time_that_was_asked_for() -> None:
    clock = Clock()
    process = Process(Machine(clock, 1))
    for seconds in (0.1, 0.012, 0.003):
        process.begin(seconds, lambda: None)
    clock.run_until(1)
    assert process.worked == pytest.approx(0.115)
    assert not len(process)


def test_threads_take_turns_so_a_short_request_does_not_wait_for_a_long_one_to_end() -> None:
    clock = Clock()
    process = Process(Machine(clock, 1))
    ends: dict[str, float] = {}
    process.begin(1.0, lambda: ends.update(long=clock.now))
    process.begin(0.004, lambda: ends.update(short=clock.now))
    clock.run_until(2)
    assert ends == {"short": pytest.approx(0.009), "long": pytest.approx(1.004)}


def test_a_process_never_uses_more_than_one_processor() -> None:
    clock = Clock()
    process = Process(Machine(clock, 8))
    ends: list[float] = []
    for _ in range(4):
        process.begin(0.5, lambda: ends.append(clock.now))
    clock.run_until(3)
    assert ends[-1] == pytest.approx(2.0)


def test_processes_share_processors_that_are_too_few() -> None:
    clock = Clock()
    machine = Machine(clock, 2)
    ends: list[float] = []
    for _ in range(4):
        Process(machine).begin(1.0, lambda: ends.append(clock.now))
    clock.run_until(3)
    assert ends == [pytest.approx(2.0, rel=0.01)] * 4
