"""The figures of the model are those that were measured, and those that the portal really has."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median

import pytest

from bench.scale.check import LATEST, PUBLISHED, over_seeds
from bench.scale.costs import (
    ALONE_HALF,
    ALONE_MOST,
    KINDS,
    LATEST_RATES,
    RATES,
    Kind,
    measured,
)
from bench.scale.limits import (
    FIRST_KB,
    GUIDE_KB,
    ONCE,
    POLLS,
    POOL,
    SEARCHES_OF_AN_ADDRESS,
    limits,
    need,
    people_at_an_address,
)
from portal.store.postgres_timeouts import engine_options
from portal.store.releases.current_release import POLL_SECONDS
from portal.web.http.rate_limits import LIMITS

ROOT = Path(__file__).resolve().parents[3]
MEASUREMENTS = (ROOT / "docs/measurements.md").read_text("utf-8")
ROWS: dict[Kind, str] = {
    "kept guide": "guide page",
    "question": "question page",
    "result": "result page",
    "search": "search",
    "API": "API evaluation",
}


def rows(name: str) -> list[list[str]]:
    """The cells of each row of docs/measurements.md that begins with a name."""
    found = [line for line in MEASUREMENTS.splitlines() if line.startswith(f"| {name} |")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found]


def row(name: str) -> list[str]:
    """The cells of the last of them, with which docs/scale.md calculates."""
    return rows(name)[-1]


@pytest.mark.parametrize("kind", ROWS)
def test_a_cost_is_one_that_was_published(kind: Kind) -> None:
    assert float(row(ROWS[kind])[1].replace(",", "")) == RATES[kind]


@pytest.mark.parametrize("kind", ROWS)
def test_a_cost_of_lately_stands_in_the_table_before(kind: Kind) -> None:
    assert float(rows(ROWS[kind])[-2][1].replace(",", "")) == LATEST_RATES[kind]


@pytest.mark.parametrize("name", LATEST)
def test_the_morning_of_lately_is_the_one_that_was_published(name: str) -> None:
    its = LATEST[name]
    written = [f"{its.rate:.0f}", f"{its.half:.0f} / {its.most:.0f}", f"{its.overload:.0f}"]
    assert rows(name)[-2][1:5] == [*written, f"{its.busy:.0f}"]


def test_a_guide_made_anew_costs_what_decision_56_says() -> None:
    (decision,) = (ROOT / "docs/decisions").glob("0056-*.md")
    assert f"{RATES['guide']:.0f} requests a second" in decision.read_text("utf-8")


def test_times_spread_as_they_were_measured() -> None:
    assert float(row("guide 304 alone, half within")[1]) == ALONE_HALF
    assert float(row("guide 304 alone, 99 of 100 within")[1]) == ALONE_MOST


def test_every_kind_costs_something() -> None:
    assert set(measured().seconds) == set(KINDS)
    assert min(measured().seconds.values()) > 0


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_the_simulation_is_compared_with_is_what_was_published(name: str) -> None:
    its = PUBLISHED[name]
    written = [str(round(its.rate)), f"{its.half:.0f} / {its.most:.0f}", f"{its.overload:.0f}"]
    assert row(name)[1:5] == [*written, f"{its.busy:.0f}"]
    assert its.rate == pytest.approx(its.people / (0.2 + its.half / 1000), rel=0.03)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_simulation_comes_near_to_what_was_published(name: str) -> None:
    its = PUBLISHED[name]
    found = over_seeds(its, measured(), median)
    assert found.rate == pytest.approx(its.rate, rel=0.1)
    assert found.half == pytest.approx(its.half, rel=0.5)
    assert found.most == pytest.approx(its.most, rel=0.5)
    assert found.overload == pytest.approx(its.overload, rel=0.4)
    assert found.busy == pytest.approx(its.busy, abs=10)


def test_what_ends_is_counted_as_the_portal_counts_it() -> None:
    assert engine_options("postgresql+psycopg://host/portal")["pool_size"] == POOL
    assert 1 / POLL_SECONDS == POLLS
    assert LIMITS["search"] == (SEARCHES_OF_AN_ADDRESS, "minute")
    assert people_at_an_address() == pytest.approx(750)
    assert PUBLISHED["one server"].rate == ONCE


def test_kilobytes_are_those_that_were_measured() -> None:
    (guide,) = re.findall(r"\| guide \| [\d.]+ → ([\d.]+) kB \| ([\d.]+) \|", MEASUREMENTS)
    assert float(guide[1]) == GUIDE_KB
    assert float(guide[0]) - float(guide[1]) == pytest.approx(FIRST_KB)


def test_what_ends_first_comes_first_and_ten_times_as_much_needs_ten_times_as_much() -> None:
    factors = [limit.factor for limit in limits()]
    assert factors == sorted(factors)
    for limit in limits():
        assert limit.used(need(10 * ONCE)) == pytest.approx(10 * limit.used(need(ONCE)))
        assert limit.used(need(limit.factor * ONCE)) == pytest.approx(limit.end)
