"""The measurements: they start, their numbers are right, peers are asked what we are asked."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from flask import Flask

from bench.answers import evaluated, shares, stepless
from bench.code_shape import PORTAL, shape
from bench.figures import figure, ratio, written
from bench.growth import bend
from bench.hops import traced
from bench.households import households
from bench.office import filled, page_values, routes, view_of
from bench.situations import DAY, FILES
from bench.synthetic import more_districts, more_services
from portal.rules.building import load
from portal.rules.evaluation.contradictions import contradictions
from portal.rules.evaluation.outcomes import Outcome
from portal.rules.model.ruleset import Ruleset
from portal.rules.numbers import read_count


def test_the_measurements_say_what_they_can_measure() -> None:
    line = [sys.executable, "-m", "bench", "--help"]
    said = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    assert "growth" in said
    assert "--quick" in said


def test_a_figure_is_the_median_of_its_rounds_with_the_lowest_and_highest() -> None:
    its = figure("all services", "ms", [3.0, 1.0, 2.0])
    assert (its.median, its.low, its.high) == (2.0, 1.0, 3.0)


def test_a_ratio_is_taken_round_by_round() -> None:
    assert ratio("more", [10.0, 40.0, 90.0], [1.0, 2.0, 3.0]).median == 20.0


@pytest.mark.parametrize(
    ("value", "said"), [(12.0, "12"), (0.01234, "0.0123"), (1234.5, "1,234"), (45.67, "45.7")]
)
def test_a_number_is_written_with_three_figures(value: float, said: str) -> None:
    assert written(value) == said


def test_the_curve_bends_where_one_unit_costs_half_as_much_again() -> None:
    assert bend({1: 1.0, 10: 1.4, 100: 2.0}, "×") == "no bend up to 100×"
    assert bend({1: 1.0, 10: 1.4, 100: 2.8}, "×").startswith("bends at 100×")


def test_larger_content_is_read_like_the_shipped_one(shipped: Ruleset) -> None:
    services = load(more_services(FILES, 2)).services
    assert len(services) == 2 * len(shipped.services)
    districts = more_districts(shipped, 3).gazetteer
    assert len(districts.districts) == 3 * len(shipped.gazetteer.districts)
    day = date(2026, 11, 24)
    members = shipped.gazetteer.members("centre", day)
    assert len(districts.members("centre", day)) == 3 * len(members)


def test_the_same_households_are_drawn_each_time_and_none_contradicts_itself(
    shipped: Ruleset,
) -> None:
    drawn = [answers for _, answers in households(shipped, DAY, 30)]
    assert drawn == [answers for _, answers in households(shipped, DAY, 30)]
    for answers in drawn:
        assert set(answers) == set(shipped.questions)
        assert not contradictions(answers, DAY)


def test_every_outcome_of_a_random_household_leads_to_a_next_step(shipped: Ruleset) -> None:
    cases = list(evaluated(shipped, DAY, 8))
    assert len(cases) == 8 * len(shipped.services)
    assert stepless(shipped, DAY, cases) == ()


def test_shares_are_per_cent_of_all_outcomes() -> None:
    found = shares("All", [Outcome.MEETS, Outcome.COUNTER_DECIDES, Outcome.NOT_YET, Outcome.MEETS])
    assert {its.name: its.median for its in found} == {
        "All: meets or counter_decides": 75.0,
        "All: meets": 50.0,
        "All: counter_decides": 25.0,
        "All: not_yet": 25.0,
    }


@pytest.fixture
def peers() -> Any:
    """The peers, if `make bench` has installed them."""
    pytest.importorskip("zen")
    pytest.importorskip("cel")
    import bench.peers

    return bench.peers


@pytest.mark.parametrize("service", ["public-rental", "college-entrance", "flexible-pension"])
def test_peers_agree_on_every_complete_situation(
    peers: Any, shipped: Ruleset, service: str
) -> None:
    found = peers.cases(shipped, service)
    assert peers.compared(found) >= 3 * len(found)
    assert not peers.disagreements(found, peers.Peers())


def test_publicodes_agrees_too_and_holds_open_what_we_hold_open(
    peers: Any, shipped: Ruleset
) -> None:
    if lacking := peers.publicodes_peer.missing():
        pytest.skip(lacking)
    found = peers.cases(shipped, "flexible-pension")
    with peers.PublicodesPeer() as process:
        every = peers.Peers(process)
        assert not peers.disagreements(found, every)
        said = peers.answered_without("flexible-pension", found, every)
    assert "publicodes: holds it open" in said


def test_a_peer_that_says_otherwise_is_found_out(peers: Any, shipped: Ruleset) -> None:
    found = peers.cases(shipped, "flexible-pension")
    for case in found:
        case.place.zen["old_enough"] = '"no"'
    faults = peers.disagreements(found, peers.Peers())
    assert any("old_enough is yes" in fault for fault in faults)


def test_the_code_keeps_the_shape_that_was_aimed_at() -> None:
    found = shape(PORTAL)
    assert found["calls with 8 or more positional arguments"] == "0"
    assert found["star tuples"] == "0"
    assert float(found["`a, b = x, y` of all assignments"].rstrip("%")) <= 0.5
    assert float(found["modules ending in -ing"].rstrip("%")) <= 6
    assert int(found["function lines: median / 95th / max"].partition(" ")[0]) <= 7


def test_every_page_of_administrators_is_measured(app: Flask) -> None:
    values = page_values(large=1, new_service=2, wordings=3, place="counters/sample", feed="token")
    measured = [
        filled(rule, asked) for rule in routes(app) for asked in values.get(view_of(rule), ({},))
    ]
    assert len(measured) > 50
    assert not [path for path in measured if not path.startswith("/admin/")]
    assert values.keys() <= {view_of(rule) for rule in routes(app)}


def test_a_trace_names_the_files_of_the_portal_that_ran() -> None:
    with traced() as hops:
        read_count("3")
        len("what is not ours is not counted")
    assert hops.files == ["rules/numbers.py"]
    assert hops.functions == 1
