"""People: their peak beside the closed formula, and what each assumption does to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scale.clock import Clock
from bench.scale.costs import measured
from bench.scale.crowd import DYNAMIC, GUIDES, Mix
from bench.scale.morning import ASSUMPTIONS, CITY, Morning, people
from bench.scale.portal_model import Portal, Shape
from bench.scale.tables import peak_of_cities


def test_as_many_walk_as_the_formula_says() -> None:
    expected = people(city=2_000_000, pause=5, wait=3)
    clock = Clock()
    shape = Shape(has_front=True, cores=8, workers=8)
    morning = Morning(clock, Portal(clock, shape, measured()), expected, Mix(10, guides=100).draw)
    before = 0
    for minute in range(1, 7):
        clock.run_until(60.0 * minute)
        asked = morning.walks.asked - before
        before += asked
        middle = [expected.asked(60 * (minute - 1) + second) for second in range(1, 61)]
        assert asked == pytest.approx(sum(middle), rel=0.05)


@pytest.mark.parametrize(
    ("wait", "pages", "pause"), [(10, 12, 15), (3, 12, 15), (2, 40, 60), (30, 1.5, 5)]
)
def test_nobody_asks_more_than_at_the_peak(wait: float, pages: float, pause: float) -> None:
    its = people(wait=wait, pages=pages, pause=pause)
    most = max(its.asked(second) for second in range(7200))
    assert its.peak == pytest.approx(most, rel=1e-4)


def test_where_both_times_are_one_the_formula_has_no_gap() -> None:
    same = people(wait=3)
    near = replace(same, wait=181.0)
    assert same.wait == same.pages * same.pause
    assert same.peak == pytest.approx(near.peak, rel=0.01)


def test_every_assumption_has_a_range_around_its_value() -> None:
    for its in ASSUMPTIONS.values():
        assert its.low < its.value < its.high


def test_twice_the_people_ask_twice_as_much() -> None:
    assert people(share=2).peak == pytest.approx(2 * people().peak)
    assert people(city=CITY / 2).peak == pytest.approx(people().peak / 2)


def test_cities_that_open_apart_ask_less_at_a_time() -> None:
    peaks = [peak_of_cities(seconds) for seconds in (0, 300, 3600)]
    assert peaks[0] == pytest.approx(10 * people().peak, rel=1e-3)
    assert peaks == sorted(peaks, reverse=True)
    assert peaks[-1] >= people().peak * 0.999


def test_the_mix_is_that_of_the_load() -> None:
    check = DYNAMIC["answer"] + DYNAMIC["question"] + DYNAMIC["result"]
    assert (GUIDES, check, DYNAMIC["search"], DYNAMIC["desk"]) == (80, 15, 4, 1)
    clock = Clock()
    drawn = [Mix(10).draw(clock) for _ in range(20_000)]
    guides = [its for its in drawn if its.kind == "guide"]
    assert len(guides) == pytest.approx(16_000, rel=0.02)
    assert {its.page for its in guides} == set(range(10))
    assert all(its.page is None for its in drawn if its.kind != "guide")
