"""The simulated portal: nothing is lost, who finds no place is sent back, more is not less."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.scale.clock import Clock
from bench.scale.costs import Costs, measured
from bench.scale.crowd import Crowd, Mix
from bench.scale.morning import Morning, People, people
from bench.scale.portal_model import Answer, Portal, Request, Shape
from bench.scale.sizing import Arrivals, Steady, host, largest, steady

FEW = people(city=20_000)
shapes = st.builds(
    Shape,
    hosts=st.integers(1, 3),
    workers=st.integers(1, 3),
    cores=st.sampled_from([1, 2, 4]),
    is_one_machine=st.booleans(),
    has_front=st.booleans(),
    front_processes=st.integers(0, 2),
    kept_pages=st.integers(0, 50),
    is_made_ahead=st.booleans(),
    most_at_once=st.integers(1, 24),
)


def walked(shape: Shape, crowd: People, seconds: float, seed: int = 1) -> Morning:
    """A morning before a portal of this shape, so many seconds after the opening."""
    clock = Clock(seed)
    morning = Morning(clock, Portal(clock, shape, measured()), crowd, Mix(100).draw)
    clock.run_until(seconds)
    return morning


@settings(max_examples=30, deadline=None)
@given(shapes, st.integers(1, 1000), st.integers(1, 900))
def test_whoever_came_walked_on_gave_up_or_is_still_there(
    shape: Shape, seed: int, seconds: int
) -> None:
    crowd = replace(FEW, wait=30.0)
    walks = walked(shape, crowd, seconds, seed).walks
    assert walks.under_way >= 0
    assert walks.asked == walks.served + walks.shed + walks.under_way
    assert 0 <= walks.finished + walks.left <= walks.arrived <= crowd.number
    ended = walked(shape, crowd, 1e6, seed).walks
    assert ended.under_way == 0
    assert ended.finished + ended.left == ended.arrived == crowd.number


def test_the_same_seed_is_the_same_morning_and_another_is_another() -> None:
    shape = Shape(has_front=True)
    assert walked(shape, FEW, 300).walks == walked(shape, FEW, 300).walks
    assert walked(shape, FEW, 300).walks != walked(shape, FEW, 300, seed=2).walks


@pytest.mark.parametrize("offered", [0.5, 1.0, 2.0])
def test_what_is_shed_is_what_the_closed_formula_says(offered: float) -> None:
    """M/G/1/K with a processor that is shared: the spread of the work does not matter."""
    most = 5
    costs = Costs({**measured().seconds, "result": 0.1, "refusal": 0.0}, sigma=0.35)
    clock = Clock(3)
    shape = Shape(workers=1, cores=1, most_at_once=most)
    found = Arrivals(clock, Portal(clock, shape, costs), 10 * offered, lambda _: Request("result"))
    clock.run_until(3000)
    states = [offered**number for number in range(most + 1)]
    expected = 100 * states[-1] / sum(states)
    assert found.found.shed_percent == pytest.approx(expected, rel=0.12, abs=0.3)


def test_a_place_less_is_one_sent_back() -> None:
    clock = Clock()
    portal = Portal(clock, Shape(workers=1, cores=1, most_at_once=3), measured())
    answers: list[Answer] = []
    for _ in range(4):
        portal.ask(Request("result"), answers.append)
    clock.run_until(1)
    assert sorted(answers) == ["busy", "served", "served", "served"]


def test_a_kept_page_takes_no_place() -> None:
    clock = Clock()
    portal = Portal(clock, Shape(workers=1, cores=1, most_at_once=1), measured())
    answers: list[Answer] = []
    portal.ask(Request("result"), answers.append)
    for page in range(5):
        portal.ask(Request("guide", page), answers.append)
    clock.run_until(1)
    assert answers == ["served"] * 6


def test_a_front_asks_for_a_page_once_and_again_when_it_is_old() -> None:
    clock = Clock()
    portal = Portal(clock, Shape(has_front=True, fresh_seconds=60), measured())
    answers: list[Answer] = []
    for second in (0, 1, 59, 61, 62):
        clock.at(second, lambda: portal.ask(Request("guide", 1), answers.append))
    clock.run_until(100)
    assert len(answers) == 5
    assert portal.reached == {"kept guide": 2}


@pytest.mark.parametrize(("processes", "seconds"), [(0, 0.0), (1, 2.0), (2, 1.0)])
def test_a_front_on_the_same_machine_takes_its_part_of_it(processes: int, seconds: float) -> None:
    costs = Costs({**measured().seconds, "front": 0.5}, sigma=0.0)
    clock = Clock()
    shape = Shape(cores=2, has_front=True, front_processes=processes)
    portal = Portal(clock, shape, costs)
    portal.fill(4)
    answered: list[float] = []
    for page in range(4):
        portal.ask(Request("guide", page), lambda _: answered.append(clock.now))
    clock.run_until(10)
    assert max(answered) == pytest.approx(seconds)
    assert portal.worked == 0, "what nginx takes is no work of the portal"


def test_a_process_keeps_no_more_pages_than_it_may() -> None:
    clock = Clock()
    shape = Shape(workers=1, kept_pages=2, is_made_ahead=False)
    portal = Portal(clock, shape, measured())
    for page in (1, 2, 1, 3, 1, 2):
        portal.ask(Request("guide", page), lambda _: None)
        clock.run_until(clock.now + 1)
    assert portal.reached == {"guide": 5, "kept guide": 1}


@pytest.mark.parametrize("rate", [100, 300, 600])
def test_more_processors_are_never_worse(rate: float) -> None:
    found = [steady(host(cores), measured(), rate, 20) for cores in (2, 4, 8)]
    assert_better(found)


def test_more_hosts_are_never_worse() -> None:
    shapes = [replace(host(2), hosts=number) for number in (1, 2, 4)]
    assert_better([steady(shape, measured(), 500, 20) for shape in shapes])


def assert_better(found: list[Steady]) -> None:
    """Each serves as many of its requests as the one before, as soon, but for a hundredth."""
    for less, more in itertools.pairwise(found):
        assert more.asked == pytest.approx(less.asked, rel=0.05)
        assert more.shed_percent <= less.shed_percent
        assert more.most <= less.most * 1.05


def test_a_crowd_waits_for_its_answers() -> None:
    clock = Clock()
    portal = Portal(clock, Shape(), measured().times(10))
    crowd = Crowd(clock, portal, lambda _: Request("result"), pause=0.0)
    found = crowd.ask(4, 60)
    assert found.busy == 0
    assert found.rate == pytest.approx(67.2 / 10, rel=0.1)
    assert found.half == pytest.approx(1000 * 4 / found.rate, rel=0.15)


@given(st.integers(0, 20))
def test_the_largest_step_that_holds_is_found(most: int) -> None:
    assert largest(lambda step: step <= most) == most
